"""Something to choose, as a whole card that leads to the next step.

option_card(avatar(…), "Camille Moreau", badge("Vous suit"), href=…)
"""

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.word import Word

_CARD = (
    "card flex min-h-20 items-center gap-4 rounded-card border border-line bg-surface px-5 py-4 no-underline "
    "shadow-raised transition-colors hover:border-control"
)


def option_card(mark: rx.Component, title: Word, *facts: rx.Component, href: Word) -> rx.Component:
    """A card with something to know it by, its name, and a few facts beneath."""
    return route_link(
        mark,
        rx.el.span(
            rx.el.bdi(title, class_name="font-bold text-ink wrap-anywhere"),
            *facts,
            class_name="grid min-w-0 flex-1 justify-items-start gap-0.5",
        ),
        icon("chevron-right", class_name="text-muted"),
        to=href,
        class_name=_CARD,
    )


def option_list(*options: rx.Component) -> rx.Component:
    """Such cards, one under the other."""
    return rx.el.ul(*options, class_name="grid max-w-measure gap-3")
