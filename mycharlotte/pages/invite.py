"""Bulle › Invitations › Inviter une personne."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.bubble_frame import bubble_href, bubble_page
from mycharlotte.components.invite import invite as invite_desk
from mycharlotte.components.invite import invite_waiting
from mycharlotte.components.ui.page import back_link
from mycharlotte.components.words import _


def invite() -> rx.Component:
    """Say whom to invite, and as what."""
    return bubble_page(
        invite_desk(),
        here=routes.INVITATIONS,
        title=_("Inviter une personne"),
        lead=_("Elle reçoit un e-mail, et choisit d’accepter ou de refuser. L’invitation est valable 14 jours."),
        back=back_link(_("Invitations"), href=bubble_href(routes.INVITATIONS)),
        waiting=invite_waiting(),
        is_for_admins=True,
    )
