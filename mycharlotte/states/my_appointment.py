"""One of a patient's appointments: its sheet, another time for it, its end. The address says which is shown."""

from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from typing import Any, TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import appointments, cancellations, moves, my_appointments, self_booking, wall_clock
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.my_appointments import Sheet
from mycharlotte.models.base import now
from mycharlotte.states import appointment_words, booking_words, guard, series, undo
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.appointments import AppointmentView
from mycharlotte.views.my_appointments import RuleWords
from mycharlotte.views.self_booking import SlotChoice, WeekChoices


class CancelForm(TypedDict):
    """Why, for the companion to read; it may stay empty."""

    reason: str


class MyAppointmentState(Guarded, rx.State):
    """The appointment of the address, and what may be done with it.

    `at` is `sheet`, `moving` (free times are shown) or `sure` (one is chosen: `target`). `asked` is the reference that
    it was read for. `deeds` grows each time something was done.
    """

    shown: AppointmentView = AppointmentView()
    rules: RuleWords = RuleWords()
    at: str = ""
    asked: str = ""
    week: WeekChoices = WeekChoices()
    target: SlotChoice = SlotChoice()
    deeds: int = 0
    is_missing: bool = False
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show it."""
        await self._show()
        await series.show(self)
        await undo.offer(self)

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: it was moved, cancelled or filled in; or the reader came back to its free times."""
        if self.is_ready and self._path() == routes.MY_APPOINTMENT:
            await self._show()

    @endpoint(Access.SIGNED_IN)
    async def cancel(self, form: CancelForm) -> None:
        """Cancel it."""
        try:
            await db.transact(
                cancellations.cancel,
                by=guard.viewer(),
                appointment_ref=self._asked(routes.APPOINTMENT_PARAMETER),
                version=self.shown.version,
                reason=form["reason"],
                now=now(),
            )
        finally:
            await self._show()
        self.deeds += 1
        await undo.offer(self)

    @endpoint(Access.SIGNED_IN)
    async def move(self, start: str) -> AsyncIterator[Any]:
        """Move it to a free time, then show it; when the time was just taken, show the others."""
        asked, starts_at = self._asked(routes.APPOINTMENT_PARAMETER), self_booking.parse_start(start)
        if starts_at is None:
            raise NotFound
        try:
            await db.transact(
                my_appointments.move,
                by=guard.viewer(),
                appointment_ref=asked,
                version=self.shown.version,
                starts_at=starts_at,
                now=now(),
            )
        except (appointments.SlotTaken, moves.NotASlot) as refused:
            refused.field = ""  # the time is no field here: the others stand beneath
            await self._show_times(None)
            raise
        self.deeds += 1
        yield rx.redirect(routes.of_appointment(routes.MY_APPOINTMENT, asked), replace=True)

    async def _show(self) -> None:
        asked = self._asked(routes.APPOINTMENT_PARAMETER)
        try:
            found = await db.read(my_appointments.sheet, viewer=guard.viewer(), appointment_ref=asked, now=now())
        except NotFound:
            self._assign(shown=AppointmentView(), asked=asked, is_missing=True, is_ready=True)
            return
        day, start = self._asked(routes.DAY_PARAMETER), self_booking.parse_start(self._asked(routes.START_PARAMETER))
        at = "sheet"
        if found.rules.may_move and (start or day):
            at = "sure" if start else "moving"
        zone, to = guard.viewer().timezone, partial(routes.moving, asked)
        self._assign(
            shown=appointment_words.sheet(found.shown, zone),
            rules=_rules(found, zone),
            at=at,
            target=booking_words.slot_choice(start, to, zone) if start else SlotChoice(),
            asked=asked,
            is_missing=False,
            is_ready=True,
        )
        if at == "moving":
            await self._show_times(_day(day))

    async def _show_times(self, first: date | None) -> None:
        asked, who = self._asked(routes.APPOINTMENT_PARAMETER), guard.viewer()
        found = await db.read(my_appointments.elsewhen, viewer=who, appointment_ref=asked, first=first, now=now())
        to = partial(routes.moving, asked)
        self._assign(
            week=booking_words.week_choices(found.week, to, who.timezone, companion=found.companion), at="moving"
        )


def _rules(found: Sheet, zone: str) -> RuleWords:
    rules, ref = found.rules, found.shown.ref
    return RuleWords(
        may_cancel=rules.may_cancel,
        may_move=rules.may_move,
        cancel=booking_words.rule(rules.starts_at, rules.cancel_minutes, zone),
        move=booking_words.rule(rules.starts_at, rules.move_minutes, zone),
        moving=routes.moving(ref, day=wall_clock.local(now(), zone)[0].isoformat()),
        file=routes.APPOINTMENT_ICS.format(appointment_ref=ref),
    )


def _day(written: str) -> date | None:
    try:
        return wall_clock.parse_day(written, field="day")
    except Refused:
        return None
