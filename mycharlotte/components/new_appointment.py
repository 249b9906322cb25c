"""The form of a new appointment: for whom, for what, when, where."""

from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.meeting_form import place_fields, time_fields
from mycharlotte.components.series import book_words, repeat_fields
from mycharlotte.components.series_preview import series_preview
from mycharlotte.components.spoken import said
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.fields import described
from mycharlotte.components.ui.form import form, hidden
from mycharlotte.components.ui.meeting_fields import meeting_fields
from mycharlotte.components.ui.palette import dot
from mycharlotte.components.ui.refusal import field_id, refusal_message
from mycharlotte.components.ui.word import Word, element_id
from mycharlotte.components.words import _, words_for
from mycharlotte.states.new_appointment import NewAppointmentState
from mycharlotte.states.series import SeriesState
from mycharlotte.views.appointments import BubbleChoice, TypeChoice

_STATE = NewAppointmentState
_LOOKS = {
    "frame": "grid gap-2",
    "field": "grid gap-1.5",
    "hidden": "sr-only",
    "input": "field",
    "hint": "text-small text-muted empty:hidden",
    "list": "lined max-h-80 overflow-y-auto rounded-control border border-line bg-surface empty:hidden",
    "line": "flex min-h-12 items-center gap-3 px-4 py-2 hover:bg-sunken",
    "box": "size-6 shrink-0",
    "person": "min-w-0 flex-1 wrap-anywhere",
    "mine": "shrink-0 text-small text-muted",
}


class PatientPicker(rx.Component):
    """Who the appointment is for."""

    library = rx.asset("scripts/patient_picker.jsx").importable_path
    tag = "PatientPicker"

    name: rx.Var[str]
    chosen: rx.Var[Any]
    people: rx.Var[Any]
    query: rx.Var[str]
    has_more: rx.Var[bool]
    words: rx.Var[dict[str, str]]
    looks: rx.Var[dict[str, str]]

    on_find: rx.EventHandler[rx.event.passthrough_event_spec(str)]

    _is_form_control = True


def new_appointment_form() -> rx.Component:
    """The form; for whoever gives nothing there yet, how to begin."""
    return rx.cond(
        _STATE.choices.bubble_ref == "",
        empty(
            _("Vous n’êtes accompagnant dans aucune bulle"),
            _("Seuls les accompagnants d’une bulle prennent des rendez-vous pour ses patients."),
            icon="calendar-x",
            action=link_button(_("Voir mes bulles"), href=routes.BUBBLES, kind="quiet"),
        ),
        _form(),
    )


def _form() -> rx.Component:
    """The form, then the dates of a series in its place: what was typed stays in it."""
    return rx.fragment(
        rx.el.div(_fields(), class_name=rx.cond(SeriesState.doing == "", "group/form", "hidden")),
        series_preview(back=_("Modifier")),
    )


def _fields() -> rx.Component:
    return form(
        meeting_fields(
            _bubble(),
            patient_field(),
            type_field(),
            *time_fields(
                _STATE, day=_STATE.day, time=_STATE.time, minutes=_STATE.minutes, confirm=_("Réserver quand même")
            ),
            repeat_fields(_STATE.refusal),
            place_fields(_STATE, mode=_STATE.mode, place=""),
            keeps_length=_STATE.minutes != "",
        ),
        rx.el.div(
            button(book_words(), type="submit", busy_label=_("Un instant…")),
            link_button(_("Retour à l’agenda"), href=routes.AGENDA, kind="quiet"),
            class_name="flex flex-wrap gap-3",
        ),
        on_submit=_STATE.book,
        answered=SeriesState.steps,
        refusal=_STATE.refusal,
        problem=_("Il y a un problème"),
    )


def _bubble() -> rx.Component:
    """Where, when one belongs to several bubbles."""
    return rx.cond(
        _STATE.choices.bubbles.length() > 1,
        rx.el.div(
            rx.el.label(_("Bulle"), html_for=field_id("bubble"), class_name="font-medium"),
            rx.el.select(
                rx.foreach(_STATE.choices.bubbles, _bubble_option),
                id=element_id(field_id("bubble")),
                name="bubble",
                default_value=_STATE.choices.bubble_ref,
                key=_STATE.choices.bubble_ref,
                on_change=_STATE.choose_bubble,
                class_name="field",
            ),
            class_name="grid gap-1.5",
        ),
        hidden("bubble", _STATE.choices.bubble_ref),
    )


def _bubble_option(bubble: BubbleChoice) -> rx.Component:
    return rx.el.option(bubble.name, value=bubble.ref)


def patient_field() -> rx.Component:
    """Who it is for: three letters find anyone."""
    return _group(
        "patient",
        _("Patient"),
        PatientPicker.create(
            key=_STATE.choices.bubble_ref + _STATE.choices.patient.ref,
            name="patient",
            chosen=_STATE.choices.patient,
            people=_STATE.found.people,
            query=_STATE.query,
            has_more=_STATE.found.has_more,
            on_find=_STATE.find,
            words={
                "search": _("Chercher un patient"),
                "mine": _("Patient dédié"),
                "nobody": _("Aucun patient de la bulle n’a ce nom."),
                "none": _("Il n’y a pas encore de patient dans cette bulle."),
                "more": _("D’autres patients ne sont pas montrés ici : cherchez-les par leur nom."),
            },
            looks=_LOOKS,
        ),
    )


def type_field() -> rx.Component:
    """What it is for, among what one gives in that bubble."""
    return _group(
        "type",
        _("Type de consultation"),
        rx.cond(
            _STATE.choices.types.length() > 0,
            rx.el.ul(rx.foreach(_STATE.choices.types, _type), class_name=_LOOKS["list"]),
            rx.el.p(
                _(
                    "Vous ne proposez encore aucun type de consultation dans cette bulle. Demandez-en à son "
                    "administrateur."
                ),
                class_name="text-muted",
            ),
        ),
    )


def _type(one: TypeChoice) -> rx.Component:
    return rx.el.li(
        rx.el.label(
            rx.el.input(
                type="radio",
                name="type",
                value=one.ref,
                default_checked=one.ref == _STATE.type_ref,
                custom_attrs={"data-minutes": one.minutes.to(str), "data-mode": one.mode},  # type: ignore[attr-defined]
                class_name=_LOOKS["box"],
            ),
            dot(one.colour),
            rx.el.span(
                rx.el.bdi(one.name),
                rx.el.span(said(one.lasting), " · ", mode_words(one.mode), class_name="text-small text-muted"),
                class_name="grid min-w-0 flex-1 wrap-anywhere",
            ),
            class_name=_LOOKS["line"],
        ),
        key=one.ref,
    )


def mode_words(mode: Word) -> rx.Var[str]:
    """How people meet."""
    return words_for(
        mode,  # type: ignore[arg-type]  (a variable of the list)
        {"at-home": _("À domicile"), "phone": _("Par téléphone"), "video": _("En visio")},
        otherwise=_("Sur place"),
    )


def _group(name: str, legend: Word, *choices: rx.Component) -> rx.Component:
    """One choice of the form; it is sent as nothing while nothing is chosen."""
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="mb-1.5 font-medium"),
        refusal_message(_STATE.refusal, name),
        hidden(name, ""),
        *choices,
        id=element_id(field_id(name)),
        class_name="grid gap-1.5",
        custom_attrs={"tabIndex": -1} | described(name, None, _STATE.refusal),
    )
