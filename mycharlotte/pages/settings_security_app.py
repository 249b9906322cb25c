"""Paramètres › Sécurité › Application d’authentification."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.authenticator import app, app_waiting
from mycharlotte.components.frame import settings_page
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.words import _
from mycharlotte.states.security import SecurityState
from mycharlotte.states.session import SessionState


def settings_security_app() -> rx.Component:
    """Set an app up, or remove it."""
    return settings_page(
        page(
            ready(SecurityState.is_ready, app(), of=SessionState.person.ref, waiting=app_waiting()),
            title=_("Application d’authentification"),
            lead=_("À la connexion, un code sur votre téléphone, au lieu d’un e-mail à attendre."),
            back=back_link(_("Sécurité"), href=routes.SECURITY),
        ),
        here=routes.SECURITY,
        title=_("Application d’authentification"),
    )
