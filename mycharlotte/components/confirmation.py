"""Proving again who one is: with the password, or with the app or a passkey for whoever has one."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.passkey_words import passkey_words
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.fields import code_field, password_field
from mycharlotte.components.ui.form import hidden, post_form
from mycharlotte.components.ui.passkey import passkey_form
from mycharlotte.components.words import _
from mycharlotte.states.security import SecurityState


def by_password() -> rx.Component:
    """The way everyone has."""
    return post_form(
        hidden("next", SecurityState.next_path),
        password_field(
            "password", _("Mot de passe"), show=_("Afficher"), hide=_("Masquer"), refusal=SecurityState.refusal
        ),
        rx.el.div(button(_("Confirmer"), type="submit", busy_label=_("Vérification…"))),
        action=routes.POST_CONFIRMATION,
        refusal=SecurityState.refusal,
        problem=_("Il y a un problème"),
    )


def by_another_method() -> rx.Component:
    """The second steps that can prove it too."""
    security = SecurityState.security
    return rx.cond(
        security.is_app_active | (security.passkeys > 0),
        rx.el.section(
            rx.el.h2(_("Ou sans votre mot de passe"), class_name="text-lead"),
            rx.cond(security.passkeys > 0, _by_passkey()),
            rx.cond(security.is_app_active, _by_app()),
            class_name="mt-10 grid max-w-form gap-6 border-t border-line pt-8",
        ),
    )


def _by_app() -> rx.Component:
    return post_form(
        hidden("next", SecurityState.next_path),
        hidden("method", "app"),
        code_field("code", _("Code de votre application"), refusal=SecurityState.refusal),
        rx.el.div(button(_("Confirmer avec ce code"), type="submit", kind="quiet", busy_label=_("Vérification…"))),
        action=routes.POST_CONFIRMATION,
    )


def _by_passkey() -> rx.Component:
    return passkey_form(
        hidden("next", SecurityState.next_path),
        hidden("method", "passkey"),
        action=routes.POST_CONFIRMATION,
        challenge=routes.POST_CONFIRMATION_CHALLENGE,
        label=_("Utiliser ma clé d’accès"),
        busy_label=_("Vérification…"),
        words=passkey_words(),
        kind="get",
    )
