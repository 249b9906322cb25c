"""Agenda › a new appointment."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import private_page
from mycharlotte.components.new_appointment import new_appointment_form
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton_fields
from mycharlotte.components.undo import undo_offer
from mycharlotte.components.words import _
from mycharlotte.states.new_appointment import NewAppointmentState


def new_appointment() -> rx.Component:
    """Book an appointment for a patient."""
    return private_page(
        page(
            ready(
                NewAppointmentState.is_ready,
                new_appointment_form(),
                of=NewAppointmentState.shown,
                waiting=skeleton_fields(5, label=_("Chargement du formulaire")),
            ),
            undo_offer(),
            title=_("Nouveau rendez-vous"),
            back=back_link(_("Agenda"), href=routes.AGENDA),
        ),
        here=routes.AGENDA,
        title=_("Nouveau rendez-vous"),
    )
