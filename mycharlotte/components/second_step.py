"""The second step of a sign-in: the method that comes first, and the way to the others (seed R42)."""

from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.methods import method_words
from mycharlotte.components.passkey_words import passkey_words
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.choices import checkbox
from mycharlotte.components.ui.fields import code_field, lettered_code_field
from mycharlotte.components.ui.form import hidden, post_form
from mycharlotte.components.ui.passkey import passkey_form
from mycharlotte.components.words import _, words_for
from mycharlotte.states.sign_in import SignInState

_STEP = SignInState.second_step
_METHODS = method_words(_STEP.masked_email)


def title() -> rx.Var[str]:
    """What is asked for."""
    titles = {name: method.title for name, method in _METHODS.items()}
    return words_for(_STEP.method, titles, otherwise=_("Votre code de connexion"))


def lead() -> rx.Var[str]:
    """Where to find it."""
    leads = {name: method.lead for name, method in _METHODS.items()}
    return words_for(_STEP.method, leads, otherwise=_("Cette deuxième étape protège des données de santé."))


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
    return post_form(
        hidden("method", _STEP.method),
        rx.match(
            _STEP.method,
            ("backup", _lettered("backup")),
            ("rescue", _lettered("rescue")),
            ("app", _digits("app")),
            _digits("mail"),
        ),
        rx.cond(_STEP.method != "rescue", _trust()),
        button(_("Me connecter"), type="submit", wide=True, busy_label=_("Vérification…")),
        action=routes.POST_CODE,
        refusal=SignInState.refusal,
        problem=_("Il y a un problème"),
    )


def _lettered(method: str) -> rx.Component:
    words = _METHODS[method]
    return lettered_code_field(
        "code", words.label, hint=words.hint, default_value=SignInState.code, refusal=SignInState.refusal
    )


def _digits(method: str) -> rx.Component:
    words = _METHODS[method]
    return code_field("code", words.label, hint=words.hint, refusal=SignInState.refusal)


def _passkey() -> rx.Component:
    return passkey_form(
        hidden("method", "passkey"),
        _trust(),
        action=routes.POST_CODE,
        challenge=routes.POST_CHALLENGE,
        label=_METHODS["passkey"].label,
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
    names = {name: words.name for name, words in _METHODS.items()}
    label = words_for(method, names, otherwise=_("Clé d’accès"))
    return rx.el.li(
        post_form(
            hidden("method", method),
            button(label, type="submit", kind="quiet", wide=True, busy_label=_("Un instant…")),
            action=routes.POST_METHOD,
        )
    )
