"""Paramètres › Bulles: the bubbles one belongs to."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.bubbles import bubble_list, bubbles_waiting
from mycharlotte.components.frame import settings_page
from mycharlotte.components.new_bubble import new_bubble_link
from mycharlotte.components.rescue import rescue_link
from mycharlotte.components.ui.page import page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.words import _
from mycharlotte.states.home import HomeState
from mycharlotte.states.session import SessionState


def settings_bubbles() -> rx.Component:
    """List them."""
    return settings_page(
        page(
            ready(
                HomeState.is_ready,
                bubble_list(),
                new_bubble_link(),
                rescue_link(),
                of=SessionState.person.ref,
                waiting=bubbles_waiting(),
            ),
            title=_("Bulles"),
            lead=_("Les bulles dont vous faites partie."),
        ),
        here=routes.BUBBLES,
    )
