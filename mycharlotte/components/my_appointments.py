"""A patient's appointments: the next one large, those after it, then the past and cancelled ones."""

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte import routes
from mycharlotte.components.book import no_patient
from mycharlotte.components.meeting_time import meeting_time
from mycharlotte.components.numbers import written
from mycharlotte.components.offers import offers
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.pager import pager
from mycharlotte.components.ui.palette import dot
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.waiting import waits_of
from mycharlotte.components.words import _, words_for
from mycharlotte.states.my_appointments import MyAppointmentsState
from mycharlotte.views.appointments import AppointmentLine

_SHEET = rx.Var.create(routes.of_appointment(routes.MY_APPOINTMENT, ""))


def my_appointments() -> rx.Component:
    """All of them; for who has none and is a patient nowhere, whose page this is."""
    state = MyAppointmentsState
    has_some = (state.next_one.ref != "") | (state.mine.total > 0)
    return rx.cond(
        state.mine.is_patient | has_some,
        rx.el.div(
            _outcome(),
            offers(),
            _next(),
            rx.cond(state.later.length() > 0, _later()),
            rx.cond(state.waits.length() > 0, _waits()),
            rx.cond(state.mine.total > 0, _others()),
        ),
        no_patient(),
    )


def my_appointments_waiting() -> rx.Component:
    """The room of the next one, and of two others."""
    line = rx.el.div(skeleton("h-6 w-56"), skeleton("h-5 w-40"), class_name="grid gap-1.5 px-5 py-4")
    return waiting(
        skeleton("h-44 w-full"),
        card(line, line, class_name="lined"),
        label=_("Chargement de vos rendez-vous"),
        class_name="grid gap-10",
    )


def book_button() -> rx.Component:
    """The way to book, for patients."""
    return rx.cond(
        MyAppointmentsState.mine.is_patient,
        link_button(_("Prendre rendez-vous"), href=routes.BOOK, kind="quiet", icon="calendar-plus"),
        rx.fragment(),
    )


def state_badge(standing: rx.Var[str] | str) -> rx.Component:
    """Where an appointment stands, in the words of decision D8."""
    return rx.fragment(
        rx.match(
            standing,
            ("coming", badge(_("à venir"), "info")),
            ("honoured", badge(_("honoré"), "success")),
            ("cancelled-by-patient", badge(_("annulé par le patient"))),
            ("cancelled-by-companion", badge(_("annulé par l’accompagnant"), "attention")),
            ("no-show", badge(_("absence non excusée"), "attention")),
            badge(_("passé")),
        )
    )


def mode_words(mode: rx.Var[str] | str) -> rx.Var[str]:
    """How an appointment takes place."""
    return words_for(
        rx.Var.create(mode),
        {"at-home": _("À domicile"), "phone": _("Par téléphone"), "video": _("En visio")},
        otherwise=_("Sur place"),
    )


def _outcome() -> rx.Component:
    state = MyAppointmentsState
    words = words_for(
        state.done,
        {
            "declined": _("Ce créneau est laissé à quelqu’un d’autre. Vous attendez toujours le suivant."),
            "stopped": _("Vous n’attendez plus."),
        },
        otherwise=rx.Var.create(""),
    )
    return outcome(
        rx.cond(state.done != "", rx.el.div(alert(rx.el.p(words), kind="success"), class_name="mb-8")),
        serial=state.deeds,
    )


def _waits() -> rx.Component:
    state = MyAppointmentsState
    return section(
        waits_of(state.waits, on_stop=state.stop_waiting),
        title=_("Vous attendez qu’un créneau se libère"),
    )


def _next() -> rx.Component:
    one = MyAppointmentsState.next_one
    return rx.cond(
        one.ref != "",
        section(
            card(
                rx.el.div(
                    meeting_time(one.when, class_name="text-title font-bold first-letter:uppercase"),
                    rx.el.p(_("avec {name}", name=one.name), class_name="text-lead wrap-anywhere"),
                    _about(one),
                    _where(one),
                    class_name="grid gap-1.5",
                ),
                rx.el.div(link_button(_("Voir ce rendez-vous"), href=_SHEET + one.ref)),
                class_name="grid gap-5 p-6",
            ),
            title=_("Votre prochain rendez-vous"),
        ),
        rx.el.div(
            empty(
                _("Aucun rendez-vous à venir"),
                _("Vos prochains rendez-vous apparaîtront ici, pris par vous ou par vos accompagnants."),
                icon="calendar-days",
            ),
            class_name="mb-10",
        ),
    )


def _later() -> rx.Component:
    return section(
        card(rx.el.ul(rx.foreach(MyAppointmentsState.later, _line), class_name="lined"), class_name=""),
        title=_("Ensuite"),
    )


def _others() -> rx.Component:
    state, mine = MyAppointmentsState, MyAppointmentsState.mine
    return section(
        card(rx.el.ul(rx.foreach(state.others, _line), class_name="lined"), class_name=""),
        pager(
            previous=_("Plus récents"),
            next=_("Plus anciens"),
            where=_(
                "{first}–{last} sur {total}",
                first=written(mine.first),
                last=written(mine.last),
                total=written(mine.total),
            ),
            label=_("Pages des rendez-vous passés"),
            is_first=mine.first <= 1,
            is_last=mine.last == mine.total,
            on_previous=state.turn(mine.page - 1),
            on_next=state.turn(mine.page + 1),
        ),
        title=_("Passés et annulés"),
    )


def _line(one: AppointmentLine) -> rx.Component:
    return rx.el.li(
        route_link(
            rx.el.span(
                rx.el.span(
                    meeting_time(one.when, class_name="font-medium text-ink first-letter:uppercase"),
                    state_badge(one.standing),
                    class_name="flex flex-wrap items-start justify-between gap-x-4 gap-y-1",
                ),
                rx.el.span(_("avec {name}", name=one.name), class_name="text-ink wrap-anywhere"),
                _about(one),
                class_name="grid min-w-0 flex-1 gap-1",
            ),
            icon("chevron-right", class_name="text-muted"),
            to=_SHEET + one.ref,
            class_name="flex items-center gap-4 px-5 py-4 no-underline transition-colors hover:bg-sunken",
        )
    )


def _about(one: AppointmentLine | rx.Var) -> rx.Component:
    return rx.el.span(
        dot(one.colour),
        rx.el.span(rx.el.bdi(one.type_name), " · ", mode_words(one.mode), class_name="min-w-0 wrap-anywhere"),
        class_name="flex gap-3 text-muted",
    )


def _where(one: AppointmentLine | rx.Var) -> rx.Component:
    return rx.cond(
        one.place != "",
        rx.el.p(one.place, dir="auto", class_name="pl-7 whitespace-pre-line text-muted wrap-anywhere"),
    )
