"""Paramètres › Sécurité: what protects the account today."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import settings_page
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.form import post_form
from mycharlotte.components.ui.page import page, section
from mycharlotte.components.words import _
from mycharlotte.states.session import SessionState


def settings_security() -> rx.Component:
    """Say what the second step is, and offer the way out."""
    return settings_page(
        page(
            section(
                rx.el.p(
                    _(
                        "À chaque connexion, après votre mot de passe, un code est envoyé à {email}. Cette deuxième "
                        "étape protège des données "
                        "de santé : elle ne peut pas être désactivée.",
                        email=SessionState.person.email,
                    ),
                    class_name="max-w-measure",
                ),
                title=_("Double authentification"),
                aside=badge(_("Code par e-mail actif"), "success"),
            ),
            section(
                post_form(
                    rx.el.div(button(_("Se déconnecter"), type="submit", kind="quiet")),
                    action=routes.POST_SIGN_OUT,
                ),
                title=_("Cette session"),
                lead=_("Elle se termine après 30 minutes sans rien faire, ou 12 heures après la connexion."),
            ),
            title=_("Sécurité"),
        ),
        here=routes.SECURITY,
    )
