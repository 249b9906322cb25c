"""Rendez-vous: a patient's own."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import private_page
from mycharlotte.components.my_appointments import book_button, my_appointments, my_appointments_waiting
from mycharlotte.components.ui.page import page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.undo import undo_offer
from mycharlotte.components.words import _
from mycharlotte.states.my_appointments import MyAppointmentsState
from mycharlotte.states.session import SessionState


def my_appointments_page() -> rx.Component:
    """Show what is to come, then what was."""
    return private_page(
        page(
            undo_offer(),
            ready(
                MyAppointmentsState.is_ready,
                my_appointments(),
                of=SessionState.person.ref,
                waiting=my_appointments_waiting(),
            ),
            title=_("Mes rendez-vous"),
            actions=book_button(),
        ),
        here=routes.MY_APPOINTMENTS,
        title=_("Mes rendez-vous"),
    )
