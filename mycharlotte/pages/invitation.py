"""Invitation: who invites, to what, and the way to answer (decision D7)."""

import reflex as rx

from mycharlotte.components import closed_invitation, guests
from mycharlotte.components.document import BRAND, document
from mycharlotte.components.footer import footer
from mycharlotte.components.ui.entry import entry_page
from mycharlotte.components.words import _


def invitation() -> rx.Component:
    """Show the invitation whose link was opened."""
    return rx.fragment(
        document(closed_invitation.title()),
        entry_page(
            guests.invitation(),
            title=closed_invitation.title(),
            brand=BRAND,
            skip=_("Aller au contenu"),
            footer=rx.fragment(*footer()),
        ),
    )
