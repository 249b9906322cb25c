"""Paramètres › Agendas."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.agendas import agendas, agendas_waiting
from mycharlotte.components.frame import settings_page
from mycharlotte.components.ui.page import page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.words import _
from mycharlotte.states.agendas import AgendasState
from mycharlotte.states.session import SessionState


def settings_agendas() -> rx.Component:
    """Show what one gives in each of one's bubbles."""
    return settings_page(
        page(
            ready(AgendasState.is_ready, agendas(), of=SessionState.person.ref, waiting=agendas_waiting()),
            title=_("Agendas"),
        ),
        here=routes.AGENDAS,
    )
