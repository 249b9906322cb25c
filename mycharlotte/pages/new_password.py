"""Nouveau mot de passe: choose one, by the link of a mail (decision D5)."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.document import BRAND, document
from mycharlotte.components.footer import footer
from mycharlotte.components.passwords import new_password_field
from mycharlotte.components.ui.button import button, text_link
from mycharlotte.components.ui.entry import entry_page
from mycharlotte.components.ui.form import post_form
from mycharlotte.components.words import _
from mycharlotte.states.password_reset import PasswordResetState


def new_password() -> rx.Component:
    """Ask for a new password; the second step comes next, as always."""
    return rx.fragment(
        document(_("Nouveau mot de passe")),
        entry_page(
            post_form(
                new_password_field(PasswordResetState.refusal),
                button(_("Continuer"), type="submit", wide=True, busy_label=_("Enregistrement…")),
                action=routes.POST_NEW_PASSWORD,
                refusal=PasswordResetState.refusal,
                problem=_("Il y a un problème"),
            ),
            title=_("Nouveau mot de passe"),
            lead=_("Vos autres sessions seront fermées, puis la deuxième étape vous sera demandée."),
            brand=BRAND,
            skip=_("Aller au contenu"),
            footer=rx.fragment(text_link(_("Revenir à la connexion"), href=routes.SIGN_IN, outside=True), *footer()),
        ),
    )
