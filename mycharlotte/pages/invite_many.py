"""Bulle › Invitations › Inviter une liste: a file read, looked at, sent."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.batches import invitation_list, list_waiting
from mycharlotte.components.bubble_frame import bubble_href, bubble_page
from mycharlotte.components.ui.page import back_link
from mycharlotte.components.words import _


def invite_many() -> rx.Component:
    """Choose a list, check what was read, send it, follow it."""
    return bubble_page(
        invitation_list(),
        here=routes.INVITATIONS,
        title=_("Inviter une liste de personnes"),
        waiting=list_waiting(),
        back=back_link(_("Invitations"), href=bubble_href(routes.INVITATIONS)),
        is_for_admins=True,
    )
