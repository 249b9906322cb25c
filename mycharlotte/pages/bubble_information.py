"""Bulle › Informations: what the bubble tells of itself."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components import bubble_information as pieces
from mycharlotte.components.bubble_frame import bubble_page
from mycharlotte.components.words import _


def bubble_information() -> rx.Component:
    """Read it."""
    return bubble_page(
        pieces.bubble_information(),
        here=routes.BUBBLE_INFORMATION,
        title=_("Informations générales"),
        waiting=pieces.information_waiting(),
    )
