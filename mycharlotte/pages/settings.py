"""Paramètres: the overview, whose cards already tell the state of each page (seed R6)."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import private_page
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.card import cards, link_card
from mycharlotte.components.ui.page import page
from mycharlotte.components.words import _, _n
from mycharlotte.states.home import HomeState


def settings() -> rx.Component:
    """Lead to every page of the settings."""
    bubbles = HomeState.home.bubbles.length()
    return private_page(
        page(
            cards(
                link_card(
                    _("Profil"),
                    _("Votre photo, votre nom et votre numéro de téléphone."),
                    href=routes.PROFILE,
                    icon="user-round",
                    status=rx.cond(
                        HomeState.is_ready,
                        rx.cond(
                            HomeState.home.steps.profile,
                            badge(_("Complet"), "success"),
                            badge(_("À compléter"), "attention"),
                        ),
                    ),
                ),
                link_card(
                    _("Agendas"),
                    _("Vos types de consultations et, bientôt, le lien vers vos autres applications."),
                    href=routes.AGENDAS,
                    icon="calendar-days",
                ),
                link_card(
                    _("Documents administratifs"),
                    _("Carte d’identité, RIB, diplôme et autres documents."),
                    href=routes.DOCUMENTS,
                    icon="file-text",
                    status=badge(_("Bientôt")),
                ),
                link_card(
                    _("Sécurité"),
                    _("Votre mot de passe et la double authentification."),
                    href=routes.SECURITY,
                    icon="shield-check",
                    status=rx.cond(HomeState.is_ready, _security()),
                ),
                link_card(
                    _("Bulles"),
                    _("Les bulles dont vous faites partie."),
                    href=routes.BUBBLES,
                    icon="users-round",
                    status=rx.cond(HomeState.is_ready, badge(_n("{n} bulle", "{n} bulles", bubbles))),
                ),
            ),
            title=_("Paramètres"),
            lead=_("La vue d’ensemble de vos paramètres : tout ce qui règle votre espace."),
        ),
        here=routes.SETTINGS,
        title=_("Paramètres"),
    )


def _security() -> rx.Component:
    security = HomeState.home.security
    left = security.backup_codes_left
    return rx.cond(
        (left > 0) & (left <= 2),  # noqa: PLR2004 - two left is a warning
        badge(_n("{n} code de secours restant", "{n} codes de secours restants", left), "attention"),
        rx.cond(
            security.is_app_active,
            badge(_("Application active"), "success"),
            badge(_("Code par e-mail actif"), "success"),
        ),
    )
