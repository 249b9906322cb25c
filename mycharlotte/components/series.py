"""Appointments that come again: the fields that say so, the series of an appointment, what of it a change is about.

repeat_fields(NewAppointmentState.refusal)        in the form of a new appointment
series_course()                                   on the page of an appointment
scope_field("move_scope", MoveState.refusal)      in the forms that move, cancel or change the place
"""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte import routes
from mycharlotte.components.meeting_time import meeting_time
from mycharlotte.components.my_appointments import state_badge
from mycharlotte.components.numbers import written
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.choices import checkbox, choice_field, radio_group
from mycharlotte.components.ui.form import form, hidden
from mycharlotte.components.ui.meeting_fields import day_field
from mycharlotte.components.ui.numbers import number_field
from mycharlotte.components.ui.page import section
from mycharlotte.components.words import _, _n
from mycharlotte.states.series import SeriesState
from mycharlotte.views.series import SeriesLine

_STATE = SeriesState


def repeat_fields(refusal: Any) -> rx.Component:
    """« Répéter ce rendez-vous », off at first; then how often, and until when. In a `meeting_fields`."""
    return rx.el.fieldset(
        rx.el.legend(_("Répéter ce rendez-vous"), class_name="sr-only"),
        hidden("repeat", ""),
        checkbox("repeat", _("Répéter ce rendez-vous")),
        rx.el.div(
            choice_field(
                "every_weeks",
                _("Rythme"),
                options=[
                    ("1", _("Toutes les semaines")),
                    ("2", _("Toutes les deux semaines")),
                    ("3", _("Toutes les trois semaines")),
                    ("4", _("Toutes les quatre semaines")),
                ],
                default="1",
                refusal=refusal,
            ),
            radio_group(
                "ends",
                _("Fin de la série"),
                options=[("times", _("Après un nombre de séances")), ("until", _("À une date"))],
                default="times",
                refusal=refusal,
            ),
            rx.el.div(
                number_field("times", _("Nombre de séances"), default="", refusal=refusal),
                class_name="group-has-[input[value=until]:checked]:hidden",
            ),
            rx.el.div(
                day_field("until", _("Jusqu’au"), default="", refusal=refusal),
                class_name="hidden group-has-[input[value=until]:checked]:block",
            ),
            class_name=(
                "hidden gap-6 border-l-2 border-line pl-5 group-has-[input[type=checkbox][name=repeat]:checked]:grid"
            ),
        ),
        class_name="grid gap-4",
    )


def book_words() -> rx.Component:
    """What the button of the form says: to book, or to see the dates first."""
    return rx.fragment(
        rx.el.span(_("Réserver"), class_name="group-has-[input[type=checkbox][name=repeat]:checked]/form:hidden"),
        rx.el.span(
            _("Voir les dates"),
            class_name="hidden group-has-[input[type=checkbox][name=repeat]:checked]/form:inline",
        ),
    )


def scope_field(name: str, refusal: Any) -> rx.Component:
    """What of the series a change is about: `name` is sent as one, following or all; one, unasked, out of a series."""
    return rx.cond(
        _STATE.course.may_change & (_STATE.course.to_come > 1),
        radio_group(
            name,
            _("Ce rendez-vous fait partie d’une série"),
            options=[
                ("one", _("Cette séance")),
                ("following", _("Celle-ci et les suivantes")),
                ("all", _("Toute la série")),
            ],
            default="one",
            hint=_("Les séances passées ne changent jamais."),
            refusal=refusal,
        ),
        hidden(name, "one"),
    )


def series_course(page: str) -> rx.Component:
    """The whole series, with how each stands and where it is shown (`page`); for its companion, the way to go on."""
    course = _STATE.course
    sheet = rx.Var.create(routes.of_appointment(page, ""))
    return rx.cond(
        course.ref != "",
        section(
            rx.el.p(
                rx.cond(
                    course.every_weeks == 1,
                    _("Toutes les semaines"),
                    _("Toutes les {n} semaines", n=written(course.every_weeks)),
                ),
                " · ",
                _n("{n} séance à venir", "{n} séances à venir", course.to_come),
                class_name="text-muted",
            ),
            card(
                rx.el.ol(rx.foreach(course.lines, lambda line: _course_line(line, sheet)), class_name="lined"),
                class_name="",
            ),
            rx.cond(course.may_change, _extension()),
            title=_("La série"),
        ),
    )


def _course_line(line: SeriesLine, sheet: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.cond(line.number > 0, written(line.number), "–"),
            class_name="w-7 shrink-0 text-right text-muted digits",
        ),
        rx.el.div(
            rx.cond(
                line.is_this,
                meeting_time(line.when, class_name="font-bold"),
                route_link(meeting_time(line.when), to=sheet + line.ref, class_name="link"),
            ),
            rx.cond(line.is_this, rx.el.span(_("Ce rendez-vous"), class_name="text-small text-muted")),
            class_name="min-w-0 flex-1",
        ),
        state_badge(line.standing),
        key=line.ref,
        aria_current=rx.cond(line.is_this, "true", "false"),
        class_name="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3 phone:px-5",
    )


def _extension() -> rx.Component:
    return form(
        rx.el.div(
            number_field("times", _("Ajouter des séances"), default="", refusal=_STATE.refusal),
            button(_("Voir les dates"), type="submit", kind="quiet", busy_label=_("Recherche…")),
            class_name="flex flex-wrap items-end gap-3",
        ),
        on_submit=_STATE.extend,
        refusal=_STATE.refusal,
        problem=_("Il y a un problème"),
        saved=_STATE.steps,
    )
