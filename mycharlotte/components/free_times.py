"""Free times to choose from: a week of them day by day, or the next few."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte.components.moment import spoken
from mycharlotte.components.ui.button import link_button, look
from mycharlotte.components.words import _
from mycharlotte.views.self_booking import DayChoices, SlotChoice, WeekChoices

_TIME = f"{look('quiet')} px-3! digits whitespace-nowrap"


def week_of_times(week: Any) -> rx.Component:
    """Seven days: those with free times, each with its times, and the way to the weeks around."""
    return rx.el.div(
        rx.cond(spoken(week.clocks) != "", rx.el.p(spoken(week.clocks), class_name="max-w-measure text-muted")),
        _weeks(week),
        rx.cond(
            week.days.length() > 0,
            rx.el.div(rx.foreach(week.days, _day), class_name="grid gap-6"),
            _no_time(week),
        ),
        class_name="grid gap-6",
    )


def next_times(slots: Any) -> rx.Component:
    """The next few, each with its day."""
    return rx.el.ul(
        rx.foreach(slots, lambda slot: rx.el.li(_link(slot, spoken(slot.full)))),
        class_name="flex flex-wrap gap-3",
    )


def _weeks(week: WeekChoices) -> rx.Component:
    def turn(words: rx.Var[str], href: Any, icon: str) -> rx.Component:
        return rx.cond(href != "", link_button(words, href=href, kind="quiet", icon=icon), rx.fragment())

    return rx.el.nav(
        rx.el.p(spoken(week.words), class_name="basis-full font-medium tablet:basis-auto tablet:mr-auto"),
        turn(_("Avant"), week.earlier, "chevron-left"),
        turn(_("Semaine suivante"), week.later, "chevron-right"),
        aria_label=_("Semaines"),
        class_name="flex flex-wrap items-center gap-3",
    )


def _no_time(week: WeekChoices) -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Aucun créneau libre pendant ces sept jours.")),
        rx.cond(
            week.sooner != "",
            rx.el.div(
                link_button(_("Voir le premier : {day}", day=spoken(week.sooner_words)), href=week.sooner, kind="quiet")
            ),
        ),
        class_name="grid gap-4 rounded-card border border-dashed border-line px-5 py-6",
    )


def _day(day: DayChoices) -> rx.Component:
    return rx.el.section(
        rx.el.h3(rx.el.time(spoken(day.words), date_time=day.day), class_name="font-medium first-letter:uppercase"),
        rx.el.ul(
            rx.foreach(day.slots, lambda slot: rx.el.li(_link(slot, spoken(slot.words)), class_name="grid")),
            class_name="grid grid-cols-[repeat(auto-fill,minmax(5.5rem,1fr))] gap-2",
        ),
        class_name="grid max-w-measure gap-3",
    )


def _link(slot: SlotChoice, words: rx.Var[str]) -> rx.Component:
    return route_link(words, to=slot.href, class_name=_TIME)
