"""The forms of the sheet of an appointment: another time, another place, its end, the private note."""

from typing import Any

import reflex as rx

from mycharlotte.components.appointment_facts import standing_badge
from mycharlotte.components.meeting_form import place_fields, time_fields
from mycharlotte.components.meeting_time import meeting_time
from mycharlotte.components.series import scope_field
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.form import form
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.long_text import Count, long_text_field
from mycharlotte.components.ui.meeting_fields import meeting_fields
from mycharlotte.components.ui.notice import notice
from mycharlotte.components.ui.versions import version_field
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _
from mycharlotte.states.appointment import AppointmentState
from mycharlotte.states.appointment_changes import CancelState, MoveState, NoteState, PlaceState
from mycharlotte.states.series import SeriesState
from mycharlotte.states.session import SessionState

REASON_AT_MOST = 500
NOTE_AT_MOST = 4000
_NOW = AppointmentState.appointment


def move_form() -> rx.Component:
    """Another time: its fields hold the present one."""
    return _disclosed(
        _("Déplacer"),
        "calendar-clock",
        form(
            _outrun(MoveState),
            version_field("version", _NOW.version.to(str), serial=MoveState.settled),
            meeting_fields(
                *time_fields(
                    MoveState,
                    day=_NOW.day,
                    time=_NOW.time,
                    minutes=_NOW.minutes.to(str),
                    confirm=_("Déplacer quand même"),
                )
            ),
            scope_field("move_scope", MoveState.refusal),
            rx.el.div(button(_("Déplacer le rendez-vous"), type="submit", busy_label=_("Déplacement…"))),
            on_submit=MoveState.move,
            refusal=MoveState.refusal,
            problem=_("Il y a un problème"),
            saved=MoveState.done + SeriesState.done,
            answered=SeriesState.steps,
        ),
        serial=MoveState.done + SeriesState.done,
    )


def place_form() -> rx.Component:
    """Another way to meet, or another place."""
    return _disclosed(
        _("Changer le lieu"),
        "map-pin",
        form(
            _outrun(PlaceState),
            version_field("version", _NOW.version.to(str), serial=PlaceState.settled),
            meeting_fields(
                place_fields(PlaceState, mode=_NOW.mode, place=_NOW.place),
                phone=_NOW.patient.phone,
            ),
            scope_field("place_scope", PlaceState.refusal),
            rx.el.div(button(_("Enregistrer le lieu"), type="submit", busy_label=_("Enregistrement…"))),
            on_submit=PlaceState.change,
            refusal=PlaceState.refusal,
            problem=_("Il y a un problème"),
            saved=PlaceState.done,
        ),
        serial=PlaceState.done,
    )


def cancel_dialog() -> rx.Component:
    """The question before it ends, and why, for the patient."""
    return dialog(
        _outrun(CancelState),
        rx.el.p(
            _("Le patient sera prévenu dans trois minutes. D’ici là, vous pouvez revenir en arrière."),
            class_name="text-muted",
        ),
        form(
            version_field("version", _NOW.version.to(str), serial=CancelState.settled),
            long_text_field(
                "reason",
                _("Motif"),
                count=_count(REASON_AT_MOST),
                rows=3,
                hint=_("Le patient le lira."),
                refusal=CancelState.refusal,
                optional=_("(facultatif)"),
            ),
            scope_field("cancel_scope", CancelState.refusal),
            dialog_actions(
                button(_("Annuler le rendez-vous"), kind="danger", type="submit", busy_label=_("Annulation…")),
                close_button(_("Garder le rendez-vous")),
            ),
            on_submit=CancelState.cancel,
            refusal=CancelState.refusal,
            problem=_("Il y a un problème"),
            saved=CancelState.done,
        ),
        opener=button(_("Annuler le rendez-vous"), kind="quiet", icon="calendar-x"),
        title=_("Annuler ce rendez-vous"),
        close=_("Fermer"),
    )


def note_form() -> rx.Component:
    """The private note: kept when its button is pressed, and never lost before."""
    return rx.fragment(
        form(
            long_text_field(
                "note",
                _("Note privée"),
                count=_count(NOTE_AT_MOST),
                default=_NOW.note,
                hint=_("Vous seul la lisez."),
                refusal=NoteState.refusal,
                optional=_("(facultatif)"),
            ),
            rx.el.div(button(_("Enregistrer la note"), kind="quiet", type="submit", busy_label=_("Enregistrement…"))),
            on_submit=NoteState.save,
            refusal=NoteState.refusal,
            problem=_("Il y a un problème"),
            saved=NoteState.saved,
        ),
        notice(_("Votre note est enregistrée."), serial=NoteState.saved, dismiss=_("Fermer")),
    )


def _outrun(state: Any) -> rx.Component:
    """What someone else made of the appointment meanwhile; what was typed stays beneath."""
    return rx.cond(
        state.is_outrun,
        alert(
            rx.el.p(_("Voici ce qui est enregistré maintenant :"), class_name="mb-1"),
            meeting_time(_NOW.when, class_name="font-medium"),
            rx.el.div(standing_badge(_NOW.standing), class_name="mt-1"),
            rx.el.p(_("Ce que vous avez écrit est resté. Pour le garder, validez de nouveau."), class_name="mt-2"),
            kind="warning",
            title=_("Ce rendez-vous a changé entre-temps"),
        ),
    )


def _disclosed(title: Word, drawing: str, content: rx.Component, *, serial: rx.Var[int]) -> rx.Component:
    """A form one opens; once what it does is done (`serial`), it is closed again."""
    return rx.el.details(
        rx.el.summary(
            icon(drawing),
            rx.el.span(title, class_name="flex-1"),
            icon("chevron-down", class_name="text-muted transition-transform group-open/form:rotate-180"),
            class_name="flex min-h-12 list-none items-center gap-3 px-5 py-3 font-medium hover:bg-sunken",
        ),
        rx.el.div(content, class_name="px-5 pt-2 pb-6"),
        key=serial.to(str),
        class_name="group/form",
    )


def _count(at_most: int) -> Count:
    return Count(
        at_most=at_most,
        left=_("Caractères restants : {n}", n="{n}"),
        over=_("Caractères en trop : {n}", n="{n}"),
        language=SessionState.language,
    )
