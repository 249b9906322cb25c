"""Agenda › one appointment."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.appointment import appointment_sheet, appointment_waiting
from mycharlotte.components.frame import private_page
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.undo import undo_offer
from mycharlotte.components.words import _
from mycharlotte.states.appointment import AppointmentState


def appointment() -> rx.Component:
    """Show an appointment, and change it. The title of the tab names nobody."""
    patient = AppointmentState.appointment.patient.name
    return private_page(
        page(
            ready(
                AppointmentState.is_ready,
                appointment_sheet(),
                of=AppointmentState.appointment.ref,
                waiting=appointment_waiting(),
                about=(routes.APPOINTMENT_PARAMETER, AppointmentState.asked),
            ),
            undo_offer(),
            title=rx.cond(patient != "", patient, _("Rendez-vous")),
            back=rx.el.div(back_link(_("Agenda"), href=routes.AGENDA), class_name="no-print"),
        ),
        here=routes.AGENDA,
        title=_("Rendez-vous"),
    )
