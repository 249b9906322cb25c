"""Waiting for a slot: how a patient begins and stops, and how their companions see it."""

from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.meeting_time import meeting_time
from mycharlotte.components.moment import spoken
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.fields import text_field
from mycharlotte.components.ui.form import form
from mycharlotte.components.ui.palette import dot
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.words import _
from mycharlotte.states.book import BookState
from mycharlotte.states.waiting import WaitingState
from mycharlotte.views.waiting import WaitLine


def wait_offer() -> rx.Component:
    """Beneath the free times: being told when another one comes; or that one will be, and how to stop."""
    state = BookState
    return rx.el.section(
        rx.cond(state.wait.ref != "", _is_waiting(), _begin()),
        class_name="mt-4 max-w-measure border-t border-line pt-8",
    )


def waits_of(lines: Any, *, on_stop: Any) -> rx.Component:
    """What a patient waits for, each with the way to stop."""
    return card(rx.el.ul(rx.foreach(lines, lambda line: _mine(line, on_stop)), class_name="lined"), class_name="")


def waiting_list() -> rx.Component:
    """Those who wait for a companion's slots."""
    state = WaitingState
    return rx.cond(
        state.is_companion,
        rx.cond(
            state.lines.length() > 0,
            card(rx.el.ul(rx.foreach(state.lines, _patient), class_name="lined"), class_name=""),
            empty(
                _("Personne n’attend"),
                _(
                    "Les patients qui demandent à être prévenus d’un créneau libre apparaîtront ici, dans l’ordre de "
                    "leur demande."
                ),
                icon="hourglass",
            ),
        ),
        empty(
            _("Cette page est celle des accompagnants"),
            _("Vos rendez-vous, et ce que vous attendez, sont sur une autre page."),
            icon="hourglass",
            action=link_button(_("Voir mes rendez-vous"), href=routes.MY_APPOINTMENTS, kind="quiet"),
        ),
    )


def waiting_list_waiting() -> rx.Component:
    """The room of two people."""
    line = rx.el.div(skeleton("h-6 w-48"), skeleton("h-5 w-64"), class_name="grid gap-1.5 px-5 py-4")
    return waiting(card(line, line, class_name="lined"), label=_("Chargement de la liste d’attente"))


def _begin() -> rx.Component:
    state = BookState
    words = _("Prévenez-moi si un créneau se libère")
    has_none = (state.week.days.length() == 0) & (state.week.sooner == "")
    return rx.el.div(
        rx.el.h2(
            rx.cond(has_none, _("Aucun créneau pour l’instant"), _("Rien ne vous convient ?")), class_name="text-lead"
        ),
        rx.el.p(
            _(
                "Si un créneau se libère, il vous sera proposé par e-mail et gardé pour vous deux heures. Vous "
                "attendez votre tour ; vous pouvez arrêter quand vous voulez."
            ),
            class_name="text-muted",
        ),
        form(
            text_field(
                "until",
                _("Jusqu’à quel jour ?"),
                optional=_("(facultatif)"),
                type="date",
                refusal=state.refusal,
            ),
            rx.cond(
                has_none,
                button(words, type="submit", icon="bell", busy_label=_("Un instant…")),
                button(words, type="submit", kind="quiet", icon="bell", busy_label=_("Un instant…")),
            ),
            on_submit=state.wait_for,
            refusal=state.refusal,
            problem=_("Il y a un problème"),
            saved=state.steps,
        ),
        class_name="grid gap-4",
    )


def _is_waiting() -> rx.Component:
    wait = BookState.wait
    return alert(
        rx.cond(
            spoken(wait.until) != "",
            rx.el.p(_("Vous attendez jusqu’au {day} inclus.", day=spoken(wait.until))),
            rx.el.p(_("Dès qu’un créneau se libère, il vous est proposé par e-mail et gardé pour vous.")),
        ),
        kind="success",
        title=_("Vous serez prévenu si un créneau se libère"),
        action=button(_("Ne plus attendre"), kind="quiet", on_click=BookState.stop_waiting(wait.ref)),
    )


def _mine(line: WaitLine, on_stop: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            _what(line),
            rx.el.p(
                rx.cond(line.companion != "", _("avec {name}", name=line.companion), _("avec qui sera libre")),
                rx.cond(spoken(line.until) != "", rx.fragment(" · ", _("jusqu’au {day}", day=spoken(line.until)))),
                class_name="text-muted wrap-anywhere",
            ),
            class_name="grid min-w-0 flex-1 basis-56 gap-0.5",
        ),
        button(
            _("Ne plus attendre"),
            kind="quiet",
            on_click=on_stop(line.ref),
            aria_label=_("Ne plus attendre pour {type}", type=line.type_name),
        ),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4",
    )


def _patient(line: WaitLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.bdi(line.patient, class_name="font-medium wrap-anywhere"),
                rx.cond(line.companion != "", badge(_("Avec vous"))),
                class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
            ),
            _what(line),
            rx.el.p(
                _("Attend depuis {when}", when=spoken(line.since)),
                rx.cond(spoken(line.until) != "", rx.fragment(" · ", _("jusqu’au {day}", day=spoken(line.until)))),
                class_name="text-small text-muted",
            ),
            rx.cond(line.held.iso != "", _held(line)),
            class_name="grid min-w-0 flex-1 basis-64 gap-0.5",
        ),
        link_button(_("Réserver pour cette personne"), href=line.booking, kind="quiet"),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4",
    )


def _held(line: WaitLine) -> rx.Component:
    return rx.el.div(
        rx.el.span(badge(_("Créneau proposé"), "info")),
        meeting_time(line.held, class_name="first-letter:uppercase"),
        rx.el.p(_("Réponse attendue : {when} au plus tard", when=spoken(line.held_until)), class_name="text-muted"),
        class_name="mt-2 grid gap-0.5 text-small",
    )


def _what(line: WaitLine) -> rx.Component:
    return rx.el.p(
        dot(line.colour),
        rx.el.span(rx.el.bdi(line.type_name), " · ", rx.el.bdi(line.bubble_name), class_name="min-w-0 wrap-anywhere"),
        class_name="flex gap-3",
    )
