"""A question that must be answered before going on. Rare: what fits in the page stays in the page.

    dialog(rx.el.p("Les anciens codes ne marcheront plus."),
           dialog_actions(button("OK", on_click=State.generate), close_button("Annuler")),
           opener=button("Générer des nouveaux codes", kind="quiet"),
           title="Générer des nouveaux codes", close="Fermer")

Opening and closing stay in the browser. `open` makes the state decide too; `on_close` tells it.
"""

from typing import Any

import reflex as rx

from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.word import Word


class Dialog(rx.Component):
    """The browser's dialog and what opens it."""

    library = rx.asset("scripts/dialog.js").importable_path
    tag = "Dialog"

    heading: rx.Var[str]
    close: rx.Var[str]
    open: rx.Var[bool]
    opener_class_name: rx.Var[str]
    head_class_name: rx.Var[str]
    close_class_name: rx.Var[str]
    body_class_name: rx.Var[str]

    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def dialog(
    *content: rx.Component,
    opener: rx.Component | None = None,
    title: Word,
    close: Word,
    open: Any = None,  # noqa: A002 - the name of the attribute
    on_close: Any = None,
) -> rx.Component:
    """The dialog and, before it, what opens it; none when `open` alone decides."""
    props = {name: value for name, value in {"open": open, "on_close": on_close}.items() if value is not None}
    return Dialog.create(
        opener if opener is not None else rx.fragment(),
        *content,
        heading=title,
        close=close,
        opener_class_name="contents",
        class_name=(
            "arrive m-auto w-[min(32rem,calc(100vw-2rem))] rounded-card border border-line bg-surface p-0 text-ink "
            "shadow-floating"
        ),
        head_class_name="flex items-center justify-between gap-4 py-3 pr-3 pl-6 text-lead",
        close_class_name="min-h-11 shrink-0 rounded-small px-3 text-body font-medium text-brand hover:bg-sunken",
        body_class_name="grid gap-5 px-6 pb-6",
        **props,
    )


def dialog_actions(*buttons: rx.Component) -> rx.Component:
    """The answers, the expected one first."""
    return rx.el.div(*buttons, class_name="flex flex-wrap gap-3")


def close_button(label: Word) -> rx.Component:
    """An answer that only closes."""
    return button(label, kind="quiet", custom_attrs={"data-close": ""})
