"""Connexion: getting in without fear."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.document import BRAND, document
from mycharlotte.components.footer import footer
from mycharlotte.components.sign_in import demo_accounts
from mycharlotte.components.ui.button import button, text_link
from mycharlotte.components.ui.entry import entry_page
from mycharlotte.components.ui.fields import email_field, password_field
from mycharlotte.components.ui.form import post_form
from mycharlotte.components.words import _
from mycharlotte.states.sign_in import SignInState


def sign_in() -> rx.Component:
    """Ask for the address and the password."""
    return rx.fragment(
        document(_("Connexion")),
        entry_page(
            post_form(
                email_field(
                    "email",
                    _("Adresse e-mail"),
                    autocomplete="username",
                    default=SignInState.email,
                    refusal=SignInState.refusal,
                ),
                password_field("password", _("Mot de passe"), show=_("Afficher"), hide=_("Masquer")),
                text_link(_("Mot de passe oublié ?"), href=routes.FORGOTTEN),
                button(_("Continuer"), type="submit", wide=True, busy_label=_("Vérification…")),
                action=routes.POST_SIGN_IN,
                refusal=SignInState.refusal,
                problem=_("Il y a un problème"),
            ),
            title=_("Connexion"),
            lead=_("Une deuxième étape vous sera ensuite demandée."),
            brand=BRAND,
            skip=_("Aller au contenu"),
            aside=demo_accounts(),
            footer=rx.fragment(*footer()),
        ),
    )
