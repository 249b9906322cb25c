"""Paramètres › Sécurité: the password and the second steps on one page (seed R26)."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components import security
from mycharlotte.components.frame import settings_page
from mycharlotte.components.ui.page import page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton_fields
from mycharlotte.components.words import _
from mycharlotte.states.security import SecurityState
from mycharlotte.states.session import SessionState


def settings_security() -> rx.Component:
    """Show what protects the account, and change it."""
    return settings_page(
        page(
            ready(
                SecurityState.is_ready,
                rx.el.div(
                    security.done(),
                    security.two_factor(),
                    security.password(),
                    security.surroundings(),
                ),
                of=SessionState.person.ref,
                waiting=skeleton_fields(5, label=_("Chargement de la sécurité de votre compte")),
            ),
            title=_("Sécurité"),
            lead=_("Ce qui protège votre compte."),
        ),
        here=routes.SECURITY,
    )
