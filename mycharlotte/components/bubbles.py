"""One's bubbles, as they are listed."""

import reflex as rx

from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.words import _
from mycharlotte.states.home import HomeState
from mycharlotte.views.home import BubbleLine


def bubble_list() -> rx.Component:
    """The bubbles one belongs to, with one's part in each."""
    return rx.cond(
        HomeState.home.bubbles.length() > 0,
        card(rx.el.ul(rx.foreach(HomeState.home.bubbles, _line), class_name="grid gap-3")),
        empty(
            _("Vous n’êtes dans aucune bulle pour l’instant"),
            _(
                "Une bulle réunit des patients et leurs accompagnants. On y entre par une invitation de son "
                "administrateur."
            ),
            icon="users-round",
        ),
    )


def _line(bubble: BubbleLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(bubble.name, class_name="font-medium"),
        rx.cond(bubble.role == "companion", badge(_("Accompagnant")), badge(_("Patient"))),
        rx.cond(bubble.is_admin, badge(_("Administrateur de bulle"), "info")),
        class_name="flex flex-wrap items-center gap-3",
    )
