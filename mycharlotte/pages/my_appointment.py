"""Rendez-vous › one of one's own."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import private_page
from mycharlotte.components.my_appointment import my_appointment, my_appointment_waiting
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.undo import undo_offer
from mycharlotte.components.words import _
from mycharlotte.states.my_appointment import MyAppointmentState
from mycharlotte.states.session import SessionState


def my_appointment_page() -> rx.Component:
    """Show it, move it, cancel it."""
    return private_page(
        page(
            undo_offer(),
            ready(
                MyAppointmentState.is_ready,
                my_appointment(),
                of=SessionState.person.ref,
                waiting=my_appointment_waiting(),
                about=(routes.APPOINTMENT_PARAMETER, MyAppointmentState.asked),
            ),
            title=_("Votre rendez-vous"),
            back=back_link(_("Mes rendez-vous"), href=routes.MY_APPOINTMENTS),
        ),
        here=routes.MY_APPOINTMENTS,
        title=_("Votre rendez-vous"),
    )
