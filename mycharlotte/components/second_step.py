"""The second step of a sign-in: the method that comes first, and the way to the others (seed R42)."""

from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.passkey_words import passkey_words
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.choices import checkbox
from mycharlotte.components.ui.fields import code_field, lettered_code_field
from mycharlotte.components.ui.form import hidden, post_form
from mycharlotte.components.ui.passkey import passkey_form
from mycharlotte.components.words import _, words_for
from mycharlotte.states.sign_in import SignInState

_STEP = SignInState.second_step


def title() -> rx.Var[str]:
    """What is asked for."""
    return words_for(
        _STEP.method,
        {
            "app": _("Code de votre application"),
            "backup": _("Code de secours"),
            "rescue": _("Code de dépannage"),
            "passkey": _("Clé d’accès"),
        },
        otherwise=_("Votre code de connexion"),
    )


def lead() -> rx.Var[str]:
    """Where to find it."""
    return words_for(
        _STEP.method,
        {
            "mail": _("Nous l’avons envoyé à {address}.", address=_STEP.masked_email),
            "app": _("Ouvrez votre application d’authentification et recopiez le code affiché."),
            "backup": _("Prenez un code de votre liste. Il ne servira qu’une fois."),
            "rescue": _("Recopiez le code que votre administrateur vous a donné."),
            "passkey": _("Votre appareil vous reconnaît par votre empreinte, votre visage ou son code."),
        },
        otherwise=_("Cette deuxième étape protège des données de santé."),
    )


def answer() -> rx.Component:
    """The form of the method chosen."""
    return rx.cond(_STEP.method == "passkey", _passkey(), _code())


def others() -> rx.Component:
    """The other methods one has."""
    return rx.cond(
        _STEP.others.length() > 0,
        rx.el.section(
            rx.el.h2(_("Utiliser une autre méthode"), class_name="font-medium"),
            rx.el.ul(rx.foreach(_STEP.others, _other), class_name="grid gap-2"),
            class_name="mt-6 grid gap-3 border-t border-line pt-5",
        ),
    )


def _code() -> rx.Component:
    refusal = SignInState.refusal
    return post_form(
        hidden("method", _STEP.method),
        rx.match(
            _STEP.method,
            (
                "backup",
                lettered_code_field(
                    "code",
                    _("Votre code de secours"),
                    hint=_("Par exemple K7M2X-9QTRB."),
                    default_value=SignInState.code,
                    refusal=refusal,
                ),
            ),
            (
                "rescue",
                lettered_code_field(
                    "code",
                    _("Votre code de dépannage"),
                    hint=_("Par exemple K7M2-9QTR."),
                    default_value=SignInState.code,
                    refusal=refusal,
                ),
            ),
            (
                "app",
                code_field(
                    "code", _("Votre code"), hint=_("6 chiffres, nouveaux toutes les 30 secondes."), refusal=refusal
                ),
            ),
            code_field("code", _("Votre code"), hint=_("6 chiffres, valables 10 minutes."), refusal=refusal),
        ),
        rx.cond(_STEP.method != "rescue", _trust()),
        button(_("Me connecter"), type="submit", wide=True, busy_label=_("Vérification…")),
        action=routes.POST_CODE,
        refusal=refusal,
        problem=_("Il y a un problème"),
    )


def _passkey() -> rx.Component:
    return passkey_form(
        hidden("method", "passkey"),
        _trust(),
        action=routes.POST_CODE,
        challenge=routes.POST_CHALLENGE,
        label=_("Utiliser ma clé d’accès"),
        busy_label=_("Vérification…"),
        words=passkey_words(),
        kind="get",
        wide=True,
        refusal=SignInState.refusal,
        problem=_("Il y a un problème"),
    )


def _trust() -> rx.Component:
    return rx.el.div(
        checkbox("trust", _("Faire confiance à cet appareil 30 jours")),
        rx.el.p(
            _("Seul votre mot de passe y sera demandé. À éviter sur un appareil partagé."),
            class_name="pl-9 text-small text-muted",
        ),
    )


def _other(method: Any) -> rx.Component:
    label = words_for(
        method,
        {
            "mail": _("Code par e-mail"),
            "app": _("Application d’authentification"),
            "backup": _("Code de secours"),
            "rescue": _("Code de dépannage"),
        },
        otherwise=_("Clé d’accès"),
    )
    return rx.el.li(
        post_form(
            hidden("method", method),
            button(label, type="submit", kind="quiet", wide=True, busy_label=_("Un instant…")),
            action=routes.POST_METHOD,
        )
    )
