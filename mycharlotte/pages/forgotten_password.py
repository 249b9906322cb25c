"""Mot de passe oublié: ask for a link (decision D5)."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.document import BRAND, document
from mycharlotte.components.footer import footer
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, look, text_link
from mycharlotte.components.ui.entry import entry_page
from mycharlotte.components.ui.fields import email_field
from mycharlotte.components.ui.form import post_form
from mycharlotte.components.words import _
from mycharlotte.states.password_reset import PasswordResetState


def forgotten_password() -> rx.Component:
    """Ask for the address; say the same thing whether or not someone has it."""
    return rx.fragment(
        document(_("Mot de passe oublié")),
        entry_page(
            rx.cond(PasswordResetState.sent_to != "", _sent()),
            _form(),
            title=_("Mot de passe oublié"),
            lead=rx.cond(
                PasswordResetState.sent_to != "",
                _("Regardez votre messagerie."),
                _("Nous vous enverrons un lien pour en choisir un autre."),
            ),
            brand=BRAND,
            skip=_("Aller au contenu"),
            footer=rx.fragment(text_link(_("Revenir à la connexion"), href=routes.SIGN_IN, outside=True), *footer()),
        ),
    )


def _form() -> rx.Component:
    return post_form(
        email_field(
            "email",
            _("Adresse e-mail"),
            autocomplete="username",
            default=PasswordResetState.email,
            refusal=PasswordResetState.refusal,
        ),
        button(
            rx.cond(PasswordResetState.sent_to != "", _("Recevoir un autre lien"), _("Recevoir un lien")),
            type="submit",
            wide=True,
            busy_label=_("Envoi…"),
        ),
        action=routes.POST_FORGOTTEN,
        refusal=PasswordResetState.refusal,
        problem=_("Il y a un problème"),
    )


def _sent() -> rx.Component:
    return rx.el.div(
        alert(
            rx.el.p(
                _(
                    "Si un compte existe pour {email}, un lien vient d’y être envoyé. Il est valable 30 minutes et ne "
                    "sert qu’une fois.",
                    email=PasswordResetState.sent_to,
                ),
                class_name="wrap-anywhere",
            ),
            kind="success",
        ),
        rx.cond(
            PasswordResetState.mailbox_url != "",
            rx.el.a(
                _("Ouvrir la boîte aux lettres"),
                href=PasswordResetState.mailbox_url,
                target="_blank",
                class_name=look("quiet"),
            ),
        ),
        rx.el.p(_("Rien reçu ? Regardez dans les indésirables, ou vérifiez l’adresse."), class_name="text-muted"),
        class_name="mb-6 grid gap-5",
    )
