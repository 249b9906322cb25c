"""Paramètres › Sécurité › Journal: what happened to one's account."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import settings_page
from mycharlotte.components.journal import download_button, journal, journal_waiting
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.words import _
from mycharlotte.states.journal import JournalState
from mycharlotte.states.session import SessionState


def settings_security_journal() -> rx.Component:
    """Show the journal, and let it be taken away."""
    return settings_page(
        page(
            ready(JournalState.is_ready, journal(), of=SessionState.person.ref, waiting=journal_waiting()),
            title=_("Journal de sécurité"),
            lead=_(
                "Tout ce qui touche à la sécurité de votre compte. Si vous ne reconnaissez pas quelque chose, changez "
                "tout de suite votre mot de passe."
            ),
            back=back_link(_("Sécurité"), href=routes.SECURITY),
            actions=download_button(),
        ),
        here=routes.SECURITY,
        title=_("Journal de sécurité"),
    )
