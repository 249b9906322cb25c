"""The authenticator app: setting it up in three steps, and removing it (seed R38–R41)."""

from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.moment import spoken
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, link_button, look
from mycharlotte.components.ui.copy import copy_button
from mycharlotte.components.ui.fields import code_field, lettered_code_field, password_field
from mycharlotte.components.ui.form import post_form
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _
from mycharlotte.states.security import SecurityState

KEY = "configuration-key"


class AuthenticatorKey(rx.Component):
    """The key, as a QR code and as text: asked for by the script itself, so that no state ever holds it."""

    library = rx.asset("scripts/authenticator.jsx").importable_path
    tag = "AuthenticatorKey"

    door: rx.Var[str]
    key_id: rx.Var[str]
    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]


_LOOKS = {
    "frame": "flex flex-wrap items-start gap-x-8 gap-y-6",
    "room": "invisible",
    "here": "hidden w-full pointer-coarse:block",  # nobody scans their own screen
    "open": look("quiet", wide=True),
    "qr": "size-60 rounded-control border border-line",
    "qrWaiting": "skeleton size-60 rounded-control",
    "typed": "grid max-w-60 justify-items-start gap-2",
    "name": "font-medium",
    "key": "min-h-14 font-mono text-lead",
    "keyWaiting": "skeleton h-14 w-60",
}


def app() -> rx.Component:
    """The way to an app, or the app that is active."""
    return rx.fragment(_done(), rx.cond(SecurityState.security.is_app_active, _active(), _setup()))


def app_waiting() -> rx.Component:
    """The room of the first step and of what follows."""
    step = rx.el.div(skeleton("h-9 w-2/3"), skeleton("h-24 w-full"), class_name="grid gap-4")
    return waiting(step, step, label=_("Chargement de l’application d’authentification"), class_name="grid gap-8")


def _done() -> rx.Component:
    """What the last form of this page did."""
    added = _success(
        _("Votre application est active"), _("Un e-mail vous le confirme. Vos autres sessions sont fermées.")
    )
    removed = _success(
        _("L’application est retirée"),
        _(
            "Ses codes n’ouvrent plus votre compte, et le code par e-mail reste actif. Vous pouvez supprimer "
            "myCharlotte de l’application."
        ),
    )
    return rx.cond(
        SecurityState.done == "app-added", added, rx.cond(SecurityState.done == "app-removed", removed, rx.fragment())
    )


def _success(title: Word, words: Word) -> rx.Component:
    return rx.el.div(alert(rx.el.p(words), kind="success", title=title), class_name="mb-8")


def _setup() -> rx.Component:
    return rx.el.ol(
        _step("1", _("Choisissez une application"), *_which()),
        _step("2", _("Ajoutez myCharlotte à l’application"), *_key()),
        _step("3", _("Recopiez le code affiché"), *_activation()),
        class_name="grid gap-10",
    )


def _step(number: str, title: Word, *content: rx.Component) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            number,
            aria_hidden="true",
            class_name="grid size-9 place-items-center rounded-full bg-brand-soft font-bold text-brand",
        ),
        rx.el.h2(title, class_name="self-center text-lead"),
        rx.el.div(*content, class_name="col-span-2 grid min-w-0 gap-4 tablet:col-span-1 tablet:col-start-2"),
        class_name="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-4",
    )


def _which() -> list[rx.Component]:
    return [
        rx.el.p(
            _(
                "Une application d’authentification affiche un code à 6 chiffres qui change toutes les 30 secondes. "
                "Elle est gratuite et fonctionne sans réseau. Vous en avez peut-être déjà une :"
            ),
            class_name="max-w-measure",
        ),
        rx.el.ul(
            rx.el.li(_("l’application « Mots de passe » d’un iPhone ou d’un iPad ;")),
            rx.el.li(_("une application faite pour cela : Google Authenticator, Microsoft Authenticator, 2FAS… ;")),
            rx.el.li(_("votre gestionnaire de mots de passe, s’il propose les « codes à usage unique ».")),
            class_name="grid max-w-measure list-disc gap-1 pl-6",
        ),
    ]


def _key() -> list[rx.Component]:
    return [
        rx.el.p(
            _("Dans l’application, demandez à ajouter un compte, puis scannez ce QR code avec l’appareil photo."),
            class_name="max-w-measure",
        ),
        AuthenticatorKey.create(
            alert(
                rx.el.p(_("Vérifiez votre connexion, puis réessayez.")),
                kind="error",
                title=_("Le QR code n’a pas pu être préparé"),
                action=button(_("Réessayer"), kind="quiet", custom_attrs={"data-retry": ""}),
            ),
            copy_button(
                None,
                _("Copier la clé"),
                source=KEY,
                done=_("Copiée"),
                refused=_("Votre navigateur n’a pas pu copier. La clé est sélectionnée : copiez-la."),
            ),
            door=routes.POST_AUTHENTICATOR_KEY,
            key_id=KEY,
            words={
                "waiting": _("Préparation du QR code"),
                "open": _("Ouvrir dans mon application"),
                "qr": _("QR code à scanner avec votre application d’authentification"),
                "orType": _("Vous ne pouvez pas scanner ? Recopiez cette clé dans l’application."),
                "key": _("Clé de configuration"),
            },
            looks=_LOOKS,
        ),
    ]


def _activation() -> list[rx.Component]:
    refusal = SecurityState.refusal
    return [
        post_form(
            code_field("code", _("Code à 6 chiffres"), hint=_("Celui que l’application affiche."), refusal=refusal),
            _password(),
            _consequences(),
            rx.el.div(button(_("Activer cette méthode de validation"), type="submit", busy_label=_("Vérification…"))),
            action=routes.POST_AUTHENTICATOR,
            refusal=refusal,
            problem=_("Il y a un problème"),
        ),
    ]


def _active() -> rx.Component:
    return rx.fragment(
        section(
            rx.el.p(
                _(
                    "Après votre mot de passe, choisissez « Application d’authentification » et recopiez le code "
                    "qu’elle affiche. Le code par e-mail reste possible."
                ),
                class_name="max-w-measure",
            ),
            rx.el.p(
                _("Dernière utilisation : {moment}.", moment=spoken(SecurityState.app_last_used)),
                class_name="text-muted",
            ),
            rx.cond(SecurityState.security.backup_codes_left == 0, _backup_codes()),
            title=_("À la connexion"),
        ),
        section(
            _removal(),
            title=_("Retirer l’application"),
            lead=_(
                "Pour changer de téléphone ou d’application : retirez celle-ci, puis configurez la nouvelle. Le code "
                "par e-mail restera actif."
            ),
        ),
    )


def _backup_codes() -> rx.Component:
    return alert(
        rx.el.p(_("Après votre mot de passe, ils remplacent votre téléphone et vos e-mails le jour où ils manquent.")),
        title=_("Préparez aussi des codes de secours"),
        action=link_button(_("Préparer mes codes de secours"), href=routes.BACKUP_CODES, kind="quiet"),
    )


def _removal() -> rx.Component:
    refusal = SecurityState.refusal
    return post_form(
        _password(),
        lettered_code_field(
            "code",
            _("Code de l’application, ou code de secours"),
            hint=_("Si vous n’avez plus l’application, un code de secours convient."),
            refusal=refusal,
        ),
        _consequences(),
        rx.el.div(button(_("Retirer l’application"), kind="danger", type="submit", busy_label=_("Vérification…"))),
        action=routes.POST_AUTHENTICATOR_REMOVAL,
        refusal=refusal,
        problem=_("Il y a un problème"),
    )


def _password() -> rx.Component:
    return password_field(
        "password",
        _("Votre mot de passe actuel"),
        show=_("Afficher"),
        hide=_("Masquer"),
        refusal=SecurityState.refusal,
    )


def _consequences() -> rx.Component:
    return rx.el.p(
        _("Vos autres sessions seront fermées, et aucun appareil ne sera plus de confiance."),
        class_name="text-small text-muted",
    )
