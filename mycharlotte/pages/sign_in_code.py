"""Connexion, second step: the code sent by e-mail."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.document import BRAND, document
from mycharlotte.components.footer import footer
from mycharlotte.components.sign_in import mailbox_link, resend, slow_mail
from mycharlotte.components.ui.button import button, text_link
from mycharlotte.components.ui.entry import entry_page
from mycharlotte.components.ui.fields import code_field
from mycharlotte.components.ui.form import post_form
from mycharlotte.components.words import _
from mycharlotte.states.sign_in import SignInState


def sign_in_code() -> rx.Component:
    """Ask for the code, and say where it went."""
    return rx.fragment(
        document(_("Votre code de connexion")),
        entry_page(
            slow_mail(),
            post_form(
                code_field(
                    "code", _("Votre code"), hint=_("6 chiffres, valables 10 minutes."), refusal=SignInState.refusal
                ),
                button(_("Me connecter"), type="submit", wide=True, busy_label=_("Vérification…")),
                action=routes.POST_CODE,
                refusal=SignInState.refusal,
                problem=_("Il y a un problème"),
            ),
            resend(),
            title=_("Votre code de connexion"),
            lead=rx.cond(
                SignInState.second_step.is_open,
                _("Nous l’avons envoyé à {address}.", address=SignInState.second_step.masked_email),
                _("Nous l’avons envoyé à votre adresse e-mail."),
            ),
            brand=BRAND,
            skip=_("Aller au contenu"),
            aside=mailbox_link(),
            footer=rx.fragment(text_link(_("Changer d’adresse"), href=routes.SIGN_IN, outside=True), *footer()),
        ),
    )
