"""When one receives: the hours of the week in each bubble, and the days that differ."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte import routes
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, text_link
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.form import form, hidden
from mycharlotte.components.ui.notice import notice
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.refusal import field_id
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.ui.toggle import LOOK
from mycharlotte.components.ui.word import element_id
from mycharlotte.components.week_editor import week_editor
from mycharlotte.components.words import _
from mycharlotte.states.hours import HoursState
from mycharlotte.states.session import SessionState
from mycharlotte.views.hours import BubbleName

_STATE = HoursState


def hours(*more: rx.Component) -> rx.Component:
    """The week of a bubble, then `more`; for whoever receives in none, that there is nothing to set here."""
    return rx.cond(
        _STATE.bubbles.length() > 0,
        rx.cond(_STATE.week.bubble.ref != "", rx.el.div(_bubbles(), _week(), *more), _not_here()),
        empty(
            _("Cette page est celle des accompagnants"),
            _("Ils y disent quand ils reçoivent. Vous n’avez rien à y régler."),
            icon="calendar-days",
        ),
    )


def hours_waiting() -> rx.Component:
    """The room of a few days."""
    day = rx.el.div(skeleton("h-6 w-24"), skeleton("h-12 w-full"), class_name="grid gap-3 py-5")
    return waiting(*[day] * 5, label=_("Chargement de vos horaires"), class_name="grid max-w-form")


def said(line: Any) -> rx.Var[str]:
    """The words of a `views.hours.Line`."""
    return rx.cond(SessionState.language == "en", line.english, line.french)


def _bubbles() -> rx.Component:
    """The bubbles where one receives, when there are several."""

    def link(bubble: BubbleName) -> rx.Component:
        return route_link(
            rx.el.bdi(bubble.name),
            to=rx.Var.create(routes.of_bubble(routes.HOURS, "")) + bubble.ref,
            class_name=f"{LOOK} no-underline aria-[current=true]:border-brand aria-[current=true]:bg-accent "
            "aria-[current=true]:text-on-accent wrap-anywhere",
            custom_attrs={"aria-current": rx.cond(bubble.ref == _STATE.week.bubble.ref, "true", "false")},
        )

    return rx.cond(
        _STATE.bubbles.length() > 1,
        rx.el.nav(rx.foreach(_STATE.bubbles, link), aria_label=_("Vos bulles"), class_name="mb-8 flex flex-wrap gap-2"),
    )


def _week() -> rx.Component:
    return section(
        _summary(),
        _elsewhere(),
        form(
            _clash(),
            hidden("bubble", _STATE.week.bubble.ref),
            rx.el.div(week_editor("week"), id=element_id(field_id("week")), tab_index=-1),
            rx.el.div(button(_("Enregistrer mes horaires"), type="submit", busy_label=_("Enregistrement…"))),
            on_submit=_STATE.save,
            refusal=_STATE.refusal,
            problem=_("Il y a un problème"),
            saved=_STATE.saved,
        ),
        notice(_("Vos horaires sont à jour."), serial=_STATE.saved_serial, dismiss=_("Fermer")),
        title=_("Chaque semaine"),
        lead=_("À l’heure de {zone}.", zone=said(_STATE.zone)),
    )


def _summary() -> rx.Component:
    """The week as it is saved, in sentences."""
    week = _STATE.week
    return rx.cond(
        week.summary.length() > 0,
        rx.el.ul(
            rx.foreach(week.summary, lambda line: rx.el.li(said(line), class_name="wrap-anywhere")),
            class_name="grid max-w-measure gap-1",
        ),
        alert(
            _(
                "Sans horaires, vos patients ne peuvent pas réserver avec vous en ligne. Vous pouvez toujours noter "
                "vous-même leurs rendez-vous."
            ),
            title=_("Vous n’avez pas encore d’horaires dans cette bulle"),
        ),
    )


def _elsewhere() -> rx.Component:
    """The time that is also given in another bubble."""
    week = _STATE.week
    return rx.cond(
        week.clashes.length() > 0,
        rx.el.div(
            alert(
                rx.el.ul(rx.foreach(week.clashes, lambda line: rx.el.li(said(line), class_name="wrap-anywhere"))),
                rx.el.p(_("C’est permis : la première personne qui réserve prend le créneau, dans les deux bulles.")),
                title=_("Vous recevez en même temps dans une autre bulle"),
            ),
            class_name="max-w-measure",
        ),
    )


def _clash() -> rx.Component:
    """What was saved elsewhere while one was typing."""
    nothing = rx.el.p(_("aucun horaire"))
    return rx.cond(
        _STATE.is_stale,
        alert(
            rx.el.p(_("Ce qui est enregistré :")),
            rx.cond(
                _STATE.theirs.length() > 0,
                rx.el.ul(
                    rx.foreach(_STATE.theirs, lambda line: rx.el.li(said(line), class_name="wrap-anywhere")),
                    class_name="my-2 grid gap-1",
                ),
                nothing,
            ),
            rx.el.p(
                _(
                    "Ce que vous avez écrit est toujours ci-dessous. Pour le garder à la place, cliquez de nouveau sur "
                    "« Enregistrer mes horaires »."
                )
            ),
            kind="warning",
            title=_("Ces horaires ont été modifiés ailleurs entre-temps"),
            action=button(_("Reprendre ce qui est enregistré"), kind="quiet", on_click=_STATE.take_theirs),
        ),
    )


def _not_here() -> rx.Component:
    return empty(
        _("Vous ne recevez pas dans cette bulle"),
        rx.el.span(text_link(_("Voir mes horaires"), href=routes.HOURS)),
        icon="search-x",
    )
