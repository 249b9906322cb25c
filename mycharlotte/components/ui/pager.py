"""The way through a list shown a page at a time.

pager(previous="Précédents", next="Suivants", label="Pages de la liste", is_first=State.page == 1,
      is_last=State.last == State.total, on_previous=State.turn(-1), on_next=State.turn(1), where="1–25 sur 10 000")
"""

from typing import Any

import reflex as rx

from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.word import Flag, Word


def pager(
    *,
    previous: Word,
    next: Word,  # noqa: A002 - the name of the button
    where: Word,
    label: Word,
    is_first: Flag,
    is_last: Flag,
    on_previous: Any,
    on_next: Any,
) -> rx.Component:
    """Two buttons around where one is; nothing when there is one page only."""
    return rx.cond(
        is_first & is_last,
        rx.fragment(),
        rx.el.nav(
            button(previous, kind="quiet", icon="chevron-left", disabled=is_first, on_click=on_previous),
            rx.el.p(
                where, class_name="order-first basis-full text-center text-muted phone:order-none phone:basis-auto"
            ),
            button(next, kind="quiet", disabled=is_last, on_click=on_next),
            aria_label=label,
            class_name="flex flex-wrap items-center justify-between gap-3",
        ),
    )
