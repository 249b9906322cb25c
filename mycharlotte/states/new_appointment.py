"""The form with which a companion books an appointment: from the grid, from a patient, or from nothing."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import booking, booking_choices, free_times, wall_clock
from mycharlotte.domain.appointments import SlotTaken
from mycharlotte.domain.booking import OutsideHours
from mycharlotte.domain.errors import Refused
from mycharlotte.models.base import now
from mycharlotte.states import appointment_words, guard, series, undo
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.appointments import BookingChoices, PatientChoices, SlotChoice
from mycharlotte.views.series import Booking

DRAWN = re.compile(r"(\d{4}-?\d{2}-?\d{2})T(\d{2}):?(\d{2})", re.ASCII)


class NewAppointmentForm(TypedDict):
    """The fields. `confirmed` is what `to_confirm` was, when whoever books wants it all the same.

    What follows `repeat` counts when that is « yes ».
    """

    bubble: str
    patient: str
    type: str
    day: str
    time: str
    minutes: str
    mode: str
    place: str
    confirmed: str
    repeat: str
    every_weeks: str
    ends: str
    times: str
    until: str


class NewAppointmentState(Guarded, rx.State):
    """What the form is filled with, who is found, and the way out of a refusal.

    `shown` changes when the form is to be drawn anew. `to_confirm` tells of what was refused as outside the usual
    hours; `instead` holds the next free times when another one was taken.
    """

    choices: BookingChoices = BookingChoices()
    found: PatientChoices = PatientChoices()
    query: str = ""
    day: str = ""
    time: str = ""
    minutes: str = ""
    type_ref: str = ""
    mode: str = ""
    to_confirm: str = ""
    instead: list[SlotChoice] = []
    shown: str = ""
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the form, with what the address says of it."""
        await self._choose()
        drawn = self._drawn()
        self.day, self.time, self.minutes = drawn
        asked = (routes.PATIENT_PARAMETER, routes.DAY_PARAMETER, routes.START_PARAMETER, routes.END_PARAMETER)
        shown = "/".join([guard.viewer().ref, *(self._asked(name) for name in asked)])
        if shown != self.shown:
            await series.forget(self)
        self.shown = shown
        self.to_confirm, self.instead = "", []
        self._take_only_type()
        await undo.offer(self)
        self.is_ready = True

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again what may be chosen: a place in a bubble, or what one gives there, changed."""
        if self.is_ready and self._path() == routes.NEW_APPOINTMENT:
            await self._choose()

    @endpoint(Access.SIGNED_IN)
    async def choose_bubble(self, bubble: str) -> AsyncIterator[Any]:
        """Book in another bubble: the address says which, and what else it said."""
        asked = {name: self._asked(name) for name in routes.ABOUT} | {routes.BUBBLE_PARAMETER: bubble}
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        yield rx.redirect(routes.about(routes.NEW_APPOINTMENT, query), replace=True)

    @endpoint(Access.SIGNED_IN)
    async def find(self, query: str) -> None:
        """Find patients by name."""
        here = {"viewer": guard.viewer(), "bubble_ref": self.choices.bubble_ref}
        self.found, self.query = await db.read(booking_choices.patients, query=query, **here), query

    @endpoint(Access.SIGNED_IN)
    async def book(self, form: NewAppointmentForm) -> AsyncIterator[Any]:
        """Book, and show the appointment; when it comes again, show its dates first."""
        self.to_confirm, self.instead = "", []
        if form["repeat"]:
            await series.plan(self, repeated(form))
            return
        try:
            made, _change = await self._book(form)
        except OutsideHours:
            self.to_confirm = print_of(form)
            raise
        except SlotTaken:
            self.instead = await self._instead(form)
            raise
        yield rx.redirect(routes.of_appointment(routes.APPOINTMENT, made.ref))

    async def _book(self, form: NewAppointmentForm) -> Any:
        return await db.transact(
            booking.book,
            by=guard.viewer(),
            bubble_ref=form["bubble"],
            draft=booking.Draft(**fields_of(form)),
            is_confirmed=form["confirmed"] == print_of(form),
            now=now(),
        )

    async def _instead(self, form: NewAppointmentForm) -> list[SlotChoice]:
        who = guard.viewer()
        found = await db.read(
            free_times.to_book,
            viewer=who,
            bubble_ref=form["bubble"],
            type_ref=form["type"],
            patient_ref=form["patient"],
            after=appointment_words.wanted(form["day"], form["time"], who.timezone) or now(),
            now=now(),
        )
        return appointment_words.slots(found, who.timezone)

    async def _choose(self) -> None:
        """Read what may be chosen in the bubble of the address."""
        asked = {"bubble_ref": routes.BUBBLE_PARAMETER, "patient_ref": routes.PATIENT_PARAMETER}
        about = {name: self._asked(parameter) for name, parameter in asked.items()}
        found = appointment_words.choices(await db.read(booking_choices.show, viewer=guard.viewer(), **about))
        if not self.query or found.bubble_ref != self.choices.bubble_ref:
            self._assign(found=found.patients, query="")
        self._assign(choices=found)

    def _take_only_type(self) -> None:
        """Begin with the only type there is; how long and how follow from it."""
        types = self.choices.types
        only = types[0] if len(types) == 1 else None
        self.type_ref, self.mode = (only.ref, only.mode) if only else ("", "")
        if only and not self.minutes:
            self.minutes = str(only.minutes)

    def _drawn(self) -> tuple[str, str, str]:
        """Return the day, the time and the length that the address says, each empty when it does not."""
        start, end = (_drawn(self._asked(name)) for name in (routes.START_PARAMETER, routes.END_PARAMETER))
        if start is None:
            return _day(self._asked(routes.DAY_PARAMETER)), "", ""
        minutes = int((end - start).total_seconds()) // wall_clock.HOUR if end else 0
        length = str(minutes) if 0 < minutes <= booking.MINUTES_AT_MOST else ""
        return start.date().isoformat(), f"{start:%H:%M}", length


def print_of(form: Any) -> str:
    """Return what tells one demand from another: a confirmation holds for the very one that was refused."""
    return "|".join(form[name] for name in ("day", "time", "minutes") if name in form)


def fields_of(form: NewAppointmentForm) -> dict[str, str]:
    """Return what was typed of an appointment."""
    return {name: form[name] for name in ("patient", "type", "day", "time", "minutes", "mode", "place")}


def repeated(form: NewAppointmentForm) -> Booking:
    """Return the series that was typed."""
    repeat = {name: form[name] for name in ("every_weeks", "ends", "times", "until")}
    return Booking(form["bubble"], fields_of(form), repeat)


def _drawn(text: str) -> datetime | None:
    found = DRAWN.fullmatch(text)
    if not found:
        return None
    day, hour, minute = found.groups()
    try:
        return datetime.strptime(f"{day.replace('-', '')}{hour}{minute}", "%Y%m%d%H%M")  # noqa: DTZ007 (a wall clock)
    except ValueError:
        return None


def _day(text: str) -> str:
    try:
        return wall_clock.parse_day(text, field="day").isoformat()
    except Refused:
        return ""
