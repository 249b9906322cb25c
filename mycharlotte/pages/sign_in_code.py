"""Connexion, second step: a code sent by e-mail, or another of the methods one has."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components import second_step
from mycharlotte.components.document import BRAND, document
from mycharlotte.components.footer import footer
from mycharlotte.components.sign_in import mailbox_link, resend, slow_mail
from mycharlotte.components.ui.button import text_link
from mycharlotte.components.ui.entry import entry_page
from mycharlotte.components.words import _


def sign_in_code() -> rx.Component:
    """Ask for the second step."""
    return rx.fragment(
        document(second_step.title()),
        entry_page(
            slow_mail(),
            second_step.answer(),
            resend(),
            second_step.others(),
            title=second_step.title(),
            lead=second_step.lead(),
            brand=BRAND,
            skip=_("Aller au contenu"),
            aside=mailbox_link(),
            footer=rx.fragment(text_link(_("Changer d’adresse"), href=routes.SIGN_IN, outside=True), *footer()),
        ),
    )
