"""Today, on the home page: a companion's next appointments, and what is left to fill in; a patient's next one."""

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte import routes
from mycharlotte.components.appointment_facts import place
from mycharlotte.components.meeting_time import meeting_time
from mycharlotte.components.new_appointment import mode_words
from mycharlotte.components.outcomes import outcomes_left
from mycharlotte.components.ui.button import link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.palette import dot
from mycharlotte.components.words import _
from mycharlotte.states.home import HomeState
from mycharlotte.views.appointments import AppointmentLine

_HOME = HomeState.home


def today() -> rx.Component:
    """What comes next, for whoever gives appointments, for whoever has them, or for both."""
    return rx.fragment(
        rx.cond(_HOME.is_companion | (_HOME.upcoming.length() > 0), _given()),
        rx.cond(_HOME.is_patient | (_HOME.mine.ref != ""), _mine()),
    )


def has_plans() -> rx.Var[bool]:
    """Whether there is anything to come, or to fill in."""
    return (_HOME.upcoming.length() > 0) | (_HOME.to_tell > 0) | (_HOME.mine.ref != "")


def _given() -> rx.Component:
    return section(
        rx.el.div(outcomes_left(_HOME.to_tell), class_name="empty:hidden"),
        rx.cond(
            _HOME.upcoming.length() > 0,
            card(rx.el.ul(rx.foreach(_HOME.upcoming, _line), class_name="lined"), class_name="overflow-hidden"),
            empty(
                _("Aucun rendez-vous à venir"),
                _("Vos prochains rendez-vous apparaîtront ici."),
                icon="calendar-days",
                action=link_button(_("Prendre un rendez-vous"), href=routes.NEW_APPOINTMENT, kind="quiet"),
            ),
        ),
        title=_("Vos prochains rendez-vous"),
        aside=link_button(_("Voir l’agenda"), href=routes.AGENDA, kind="link"),
    )


def _line(line: AppointmentLine) -> rx.Component:
    return rx.el.li(
        route_link(
            rx.el.span(
                meeting_time(line.when, class_name="font-medium text-ink"),
                rx.el.bdi(line.name, class_name="text-ink"),
                rx.el.span(
                    dot(line.colour),
                    rx.el.span(rx.el.bdi(line.type_name), " · ", mode_words(line.mode)),
                    class_name="flex gap-2 text-small text-muted",
                ),
                class_name="grid min-w-0 flex-1 gap-0.5 wrap-anywhere",
            ),
            icon("chevron-right", class_name="text-muted"),
            to=rx.Var.create(routes.of_appointment(routes.APPOINTMENT, "")) + line.ref,
            class_name="flex items-center gap-4 px-5 py-4 no-underline transition-colors hover:bg-sunken",
        ),
        key=line.ref,
    )


def _mine() -> rx.Component:
    mine = _HOME.mine
    sheet = rx.Var.create(routes.of_appointment(routes.MY_APPOINTMENT, "")) + mine.ref
    return section(
        rx.cond(
            mine.ref != "",
            card(
                meeting_time(mine.when, class_name="grid gap-0.5 text-lead font-bold"),
                rx.el.p(rx.el.bdi(mine.type_name), " · ", rx.el.bdi(mine.name), class_name="mt-1 wrap-anywhere"),
                rx.el.div(place(mine), class_name="mt-1 mb-4 text-muted wrap-anywhere"),
                link_button(_("Voir ce rendez-vous"), href=sheet, kind="quiet"),
            ),
            empty(
                _("Aucun rendez-vous à venir"),
                _("Votre prochain rendez-vous apparaîtra ici."),
                icon="calendar-days",
                action=link_button(_("Prendre rendez-vous"), href=routes.BOOK, kind="quiet"),
            ),
        ),
        title=_("Mon prochain rendez-vous"),
        aside=link_button(_("Tous mes rendez-vous"), href=routes.MY_APPOINTMENTS, kind="link"),
    )
