"""Agenda › Liste d'attente."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import private_page
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.waiting import waiting_list, waiting_list_waiting
from mycharlotte.components.words import _
from mycharlotte.states.session import SessionState
from mycharlotte.states.waiting import WaitingState


def waiting_page() -> rx.Component:
    """Show who waits for one's slots."""
    return private_page(
        page(
            ready(WaitingState.is_ready, waiting_list(), of=SessionState.person.ref, waiting=waiting_list_waiting()),
            title=_("Liste d’attente"),
            lead=_("Un créneau qui se libère est proposé à chacun, dans cet ordre, et gardé deux heures."),
            back=back_link(_("Agenda"), href=routes.AGENDA),
        ),
        here=routes.AGENDA,
        title=_("Liste d’attente"),
    )
