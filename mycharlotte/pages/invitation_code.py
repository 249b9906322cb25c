"""Invitation, the code: mailed to the address invited, it makes the account."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components import sign_up_code
from mycharlotte.components.document import BRAND, document
from mycharlotte.components.footer import footer
from mycharlotte.components.ui.button import text_link
from mycharlotte.components.ui.entry import entry_page
from mycharlotte.components.words import _
from mycharlotte.states.guests import GuestState


def invitation_code() -> rx.Component:
    """Ask for the code; say the same thing whether or not the address has an account."""
    return rx.fragment(
        document(_("Votre code")),
        entry_page(
            sign_up_code.code(),
            title=_("Votre code"),
            lead=_("Nous avons envoyé un message à {email}.", email=GuestState.sign_up.email),
            brand=BRAND,
            skip=_("Aller au contenu"),
            aside=sign_up_code.mailbox(),
            footer=rx.fragment(text_link(_("Revenir à l’invitation"), href=routes.INVITATION, outside=True), *footer()),
        ),
    )
