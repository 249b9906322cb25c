"""Bulle › Invitations: who was invited, and what became of it."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.bubble_frame import bubble_page
from mycharlotte.components.invitations import invitations as invitation_list
from mycharlotte.components.invitations import invitations_waiting
from mycharlotte.components.words import _


def invitations() -> rx.Component:
    """Follow each invitation to the end."""
    return bubble_page(
        invitation_list(),
        here=routes.INVITATIONS,
        title=_("Invitations"),
        waiting=invitations_waiting(),
        is_for_admins=True,
    )
