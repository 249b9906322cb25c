"""The sheet of one appointment, for its companion: one calm page, and what one may do there."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.appointment_facts import facts, heading
from mycharlotte.components.appointment_forms import cancel_dialog, move_form, note_form, place_form
from mycharlotte.components.outcomes import outcome_choice
from mycharlotte.components.series import series_course
from mycharlotte.components.series_preview import series_preview
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.words import _
from mycharlotte.states.appointment import AppointmentState
from mycharlotte.states.appointment_changes import CancelState, MoveState, PlaceState
from mycharlotte.states.series import SeriesState

_SHOWN = AppointmentState.appointment


def appointment_sheet() -> rx.Component:
    """The appointment; for one that is not there, or no longer, the way back."""
    return rx.cond(
        AppointmentState.is_missing,
        empty(
            _("Ce rendez-vous est introuvable"),
            _("Il a peut-être été retiré. Votre agenda montre ceux qui sont prévus."),
            icon="calendar-x",
            action=link_button(_("Voir mon agenda"), href=routes.AGENDA, kind="quiet"),
        ),
        rx.el.div(
            outcome(
                card(heading(_SHOWN), rx.el.hr(class_name="my-4 border-line"), facts(_SHOWN), class_name="p-6"),
                serial=MoveState.done + PlaceState.done + CancelState.done + SeriesState.done,
            ),
            _too_late(),
            refusal_summary(AppointmentState.refusal, title=_("Il y a un problème")),
            # While dates are looked at, the rest waits as it was left.
            rx.el.div(
                rx.cond(
                    _SHOWN.may_change,
                    _changes(),
                    rx.cond(_SHOWN.may_tell, _outcome(), _after_cancellation()),
                ),
                series_course(routes.APPOINTMENT),
                class_name=rx.cond(SeriesState.doing == "", "no-print grid gap-10", "hidden"),
            ),
            series_preview(back=_("Revenir sans rien changer")),
            rx.el.div(note_form(), class_name="no-print"),
            class_name="grid max-w-measure gap-10",
        ),
    )


def appointment_waiting() -> rx.Component:
    """The room of the sheet."""
    return waiting(
        card(
            rx.el.div(
                skeleton("h-7 w-72"),
                skeleton("h-7 w-56"),
                *(skeleton("h-6 w-full") for _n in range(5)),
                class_name="grid gap-4",
            ),
            class_name="p-6",
        ),
        label=_("Chargement du rendez-vous"),
        class_name="grid max-w-measure",
    )


def _changes() -> rx.Component:
    """What one may change before it begins."""
    return section(
        card(move_form(), place_form(), class_name="lined overflow-hidden"),
        cancel_dialog(),
        title=_("Changer ce rendez-vous"),
    )


def _outcome() -> rx.Component:
    return section(
        outcome_choice(_SHOWN.standing, on_tell=AppointmentState.tell, label=_("Comment ce rendez-vous s’est passé")),
        title=_("Comment s’est-il passé ?"),
        lead=_("Appuyez de nouveau sur votre réponse pour la retirer."),
    )


def _too_late() -> rx.Component:
    """For whoever was changing it when it was cancelled: it changes no more."""
    is_outrun = MoveState.is_outrun | PlaceState.is_outrun | CancelState.is_outrun
    return rx.cond(
        is_outrun & ~_SHOWN.may_change,
        alert(
            _("Ce que vous alliez enregistrer n’a pas été pris en compte."),
            kind="warning",
            title=_("Ce rendez-vous a changé entre-temps"),
        ),
    )


def _after_cancellation() -> rx.Component:
    """One that was cancelled before its time stays so; another one may be planned."""
    patient = rx.Var.create(f"{routes.NEW_APPOINTMENT}?{routes.PATIENT_PARAMETER}=") + _SHOWN.patient.ref
    return rx.el.div(
        link_button(
            _("Prendre un autre rendez-vous"),
            href=patient + f"&{routes.BUBBLE_PARAMETER}=" + _SHOWN.bubble_ref,
            kind="quiet",
            icon="calendar-plus",
        ),
        class_name="mb-10",
    )
