"""Paramètres › Agendas › Agendas externes."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import settings_page
from mycharlotte.components.outside_calendars import outside_calendars as listed
from mycharlotte.components.outside_calendars import outside_calendars_waiting
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.words import _
from mycharlotte.states.outside_calendars import OutsideCalendarsState
from mycharlotte.states.session import SessionState


def outside_calendars() -> rx.Component:
    """Show the calendars of elsewhere that one has read, and add or remove one."""
    return settings_page(
        page(
            ready(
                OutsideCalendarsState.is_ready,
                listed(),
                of=SessionState.person.ref,
                waiting=outside_calendars_waiting(),
            ),
            title=_("Agendas externes"),
            lead=_("Quand un autre de vos agendas vous dit pris, personne ne peut réserver à cette heure-là."),
            back=back_link(_("Agendas"), href=routes.AGENDAS),
        ),
        here=routes.AGENDAS,
        title=_("Agendas externes"),
    )
