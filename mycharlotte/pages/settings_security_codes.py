"""Paramètres › Sécurité › Codes de secours."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.backup_codes import backup_codes
from mycharlotte.components.frame import settings_page
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton_lines
from mycharlotte.components.words import _
from mycharlotte.states.security import SecurityState
from mycharlotte.states.session import SessionState


def settings_security_codes() -> rx.Component:
    """Say how many codes are left, and make new ones."""
    return settings_page(
        page(
            ready(
                SecurityState.is_ready,
                backup_codes(),
                of=SessionState.person.ref,
                waiting=skeleton_lines(4, label=_("Chargement de vos codes de secours")),
            ),
            title=_("Codes de secours"),
            lead=_(
                "Huit codes à garder chez vous, pour vous connecter si vous n’avez pas accès à vos e-mails. Chacun "
                "sert une seule fois."
            ),
            back=back_link(_("Sécurité"), href=routes.SECURITY),
        ),
        here=routes.SECURITY,
        title=_("Codes de secours"),
    )
