"""What is known of something, name by name.

description_list([("Adresse e-mail", State.email), ("Dernière connexion", State.last_seen)])
"""

from collections.abc import Sequence

import reflex as rx

from mycharlotte.components.ui.word import Word


def description_list(items: Sequence[tuple[Word, Word | rx.Component]]) -> rx.Component:
    """Names on the left where there is room, above their values on a phone."""
    return rx.el.dl(
        *(
            rx.el.div(
                rx.el.dt(name, class_name="text-muted"),
                rx.el.dd(value, class_name="min-w-0 wrap-anywhere"),
                class_name=(
                    "grid gap-x-6 gap-y-0.5 border-b border-line py-3 last:border-b-0 "
                    "tablet:grid-cols-[12rem_minmax(0,1fr)]"
                ),
            )
            for name, value in items
        )
    )
