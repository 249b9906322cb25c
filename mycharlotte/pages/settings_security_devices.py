"""Paramètres › Sécurité › Appareils et sessions."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.devices import devices, devices_waiting
from mycharlotte.components.frame import settings_page
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.words import _
from mycharlotte.states.devices import DevicesState
from mycharlotte.states.session import SessionState


def settings_security_devices() -> rx.Component:
    """Show where the account is open and which devices are trusted, and put an end to either."""
    return settings_page(
        page(
            ready(DevicesState.is_ready, devices(), of=SessionState.person.ref, waiting=devices_waiting()),
            title=_("Appareils et sessions"),
            lead=_("Où votre compte est ouvert, et où seul votre mot de passe est demandé."),
            back=back_link(_("Sécurité"), href=routes.SECURITY),
        ),
        here=routes.SECURITY,
        title=_("Appareils et sessions"),
    )
