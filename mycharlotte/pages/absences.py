"""Agenda › Mes absences."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components import absences as pieces
from mycharlotte.components.frame import private_page
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.undo import undo_offer
from mycharlotte.components.words import _
from mycharlotte.states.absences import AbsencesState
from mycharlotte.states.session import SessionState


def absences() -> rx.Component:
    """Say when one receives nobody."""
    return private_page(
        page(
            ready(
                AbsencesState.is_ready,
                pieces.absences(),
                of=SessionState.person.ref,
                waiting=pieces.absences_waiting(),
            ),
            undo_offer(),
            title=_("Mes absences"),
            lead=_("Quand vous ne recevez pas, dans toutes vos bulles à la fois."),
            back=back_link(_("Agenda"), href=routes.AGENDA),
        ),
        here=routes.AGENDA,
        title=_("Mes absences"),
    )
