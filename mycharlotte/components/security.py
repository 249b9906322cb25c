"""The page « Sécurité »: the password, the second steps, the devices, the journal."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.moment import spoken
from mycharlotte.components.passwords import new_password_field
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.card import link_row
from mycharlotte.components.ui.fields import password_field
from mycharlotte.components.ui.form import post_form
from mycharlotte.components.ui.page import section
from mycharlotte.components.words import _, _n
from mycharlotte.states.security import SecurityState

_HERE = SecurityState.security


def done() -> rx.Component:
    """What the last form of this page did."""
    return rx.cond(
        SecurityState.done == "password",
        rx.el.div(
            alert(
                rx.el.p(_("Vos autres sessions sont fermées, et aucun appareil n’est plus de confiance.")),
                kind="success",
                title=_("Votre mot de passe est à jour."),
            ),
            class_name="mb-8",
        ),
    )


def password() -> rx.Component:
    """Change one's password (seed R26–R28)."""
    return section(
        post_form(
            password_field(
                "current_password",
                _("Mot de passe actuel"),
                show=_("Afficher"),
                hide=_("Masquer"),
                refusal=SecurityState.refusal,
            ),
            new_password_field(SecurityState.refusal),
            rx.el.div(button(_("Mettre à jour mon mot de passe"), type="submit", busy_label=_("Enregistrement…"))),
            action=routes.POST_PASSWORD,
            refusal=SecurityState.refusal,
            problem=_("Il y a un problème"),
        ),
        title=_("Mot de passe"),
        lead=_(
            "Dernier changement : {moment}. Le changer ferme vos autres sessions.",
            moment=spoken(SecurityState.password_changed),
        ),
    )


def two_factor() -> rx.Component:
    """The second steps one has, and the way to each (seed R29–R41)."""
    left = _HERE.backup_codes_left
    return section(
        rx.el.div(
            rx.el.div(
                rx.el.p(_("Code par e-mail"), class_name="font-medium"),
                rx.el.p(
                    _("Envoyé à {email}. Il reste toujours possible.", email=_HERE.email),
                    class_name="text-muted wrap-anywhere",
                ),
                badge(_("Toujours actif"), "success"),
                class_name="grid justify-items-start gap-1 px-5 py-4",
            ),
            link_row(
                _("Application d’authentification"),
                _("Un code sur votre téléphone, même sans réseau."),
                href=routes.AUTHENTICATOR,
                status=rx.cond(_HERE.is_app_active, badge(_("Active"), "success"), badge(_("Non configurée"))),
            ),
            link_row(
                _("Codes de secours"),
                _("Si vous n’avez accès ni à vos e-mails ni à votre téléphone."),
                href=routes.BACKUP_CODES,
                status=rx.cond(
                    left > 0,
                    rx.cond(
                        left > 2,  # noqa: PLR2004 - two left is a warning
                        badge(_n("Il vous en reste {n}", "Il vous en reste {n}", left), "success"),
                        badge(_n("Il vous en reste {n}", "Il vous en reste {n}", left), "attention"),
                    ),
                    badge(_("Aucun")),
                ),
            ),
            link_row(
                _("Clés d’accès"),
                _("Votre empreinte, votre visage ou le code de votre appareil."),
                href=routes.PASSKEYS,
                status=rx.cond(
                    _HERE.passkeys > 0,
                    badge(_n("{n} clé", "{n} clés", _HERE.passkeys), "success"),
                    badge(_("Aucune")),
                ),
            ),
            class_name="lined card rounded-card border border-line bg-surface shadow-raised",
        ),
        title=_("Double authentification"),
        lead=_(
            "Après votre mot de passe, une deuxième étape est toujours demandée : votre compte donne accès à des "
            "données de santé."
        ),
    )


def surroundings() -> rx.Component:
    """Where one is signed in, and what happened."""
    return section(
        rx.el.div(
            link_row(
                _("Appareils et sessions"),
                _("Où votre compte est ouvert, et les appareils de confiance."),
                href=routes.DEVICES,
                status=rx.cond(
                    _HERE.other_sessions > 0,
                    badge(_n("{n} autre session", "{n} autres sessions", _HERE.other_sessions), "info"),
                    badge(_("Cette session seulement")),
                ),
            ),
            link_row(
                _("Journal de sécurité"),
                _("Tout ce qui s’est passé sur votre compte."),
                href=routes.JOURNAL,
            ),
            class_name="lined card rounded-card border border-line bg-surface shadow-raised",
        ),
        title=_("Activité"),
    )
