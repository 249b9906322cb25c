"""Agenda › Mes horaires."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components import hours as pieces
from mycharlotte.components.exceptional_days import exceptional_days
from mycharlotte.components.frame import private_page
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.words import _
from mycharlotte.states.hours import HoursState
from mycharlotte.states.session import SessionState


def hours() -> rx.Component:
    """Say when one receives."""
    return private_page(
        page(
            ready(
                HoursState.is_ready,
                pieces.hours(exceptional_days()),
                of=SessionState.person.ref,
                waiting=pieces.hours_waiting(),
                about=(routes.BUBBLE_PARAMETER, HoursState.asked),
            ),
            title=_("Mes horaires"),
            lead=_("Quand vous recevez, dans chacune de vos bulles."),
            back=back_link(_("Agenda"), href=routes.AGENDA),
        ),
        here=routes.AGENDA,
        title=_("Mes horaires"),
    )
