"""Bulle › Membres: who accompanies, who is accompanied."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.bubble_frame import bubble_page
from mycharlotte.components.members import members, members_waiting
from mycharlotte.components.words import _


def bubble() -> rx.Component:
    """List the members."""
    return bubble_page(members(), here=routes.BUBBLE, title=_("Membres"), waiting=members_waiting())
