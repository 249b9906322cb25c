"""A patient books: what, with whom, when, sure. The address says where they are, and going back is natural."""

from collections.abc import AsyncIterator
from typing import Any, TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import appointments, booking_steps, moves, self_booking, waiting_list
from mycharlotte.domain.booking_steps import Asked, At
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.models.base import now
from mycharlotte.states import booking_words, guard, waiting_words
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.self_booking import CompanionChoice, SlotChoice, Summary, TypeChoice, WeekChoices
from mycharlotte.views.waiting import WaitLine


class BookForm(TypedDict):
    """With whom, when (« 20261124T0930Z »), and where for what happens at home or by telephone."""

    companion: str
    start: str
    place: str


class WaitForm(TypedDict):
    """Until which day to wait; it may stay empty."""

    until: str


class BookState(Guarded, rx.State):
    """The step that the address leads to, with what is to be chosen there.

    `asked` is the type that it was read for; `steps` grows each time the step is another one.
    """

    at: str = ""
    asked: str = ""
    choices: list[TypeChoice] = []
    choice: TypeChoice = TypeChoice()
    companions: list[CompanionChoice] = []
    companion: str = ""
    anyone: str = ""
    week: WeekChoices = WeekChoices()
    summary: Summary = Summary()
    instead: list[SlotChoice] = []
    wait: WaitLine = WaitLine()
    back: str = ""
    steps: int = 0
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the step of the address."""
        await self._show()

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read the free times again: the reader came back, or their own agenda changed. A form is left alone."""
        if self.is_ready and self._path() == routes.BOOK and self.at in {At.WHAT, At.WHOM, At.WHEN, At.TAKEN}:
            await self._show()

    @endpoint(Access.SIGNED_IN)
    async def book(self, form: BookForm) -> AsyncIterator[Any]:
        """Book, then show the appointment; when the time was just taken, show the next ones beside what is typed."""
        asked, starts_at = self._asked_for(), self_booking.parse_start(form["start"])
        if starts_at is None:
            raise NotFound
        try:
            made, _change = await db.transact(
                self_booking.book,
                by=guard.viewer(),
                bubble_ref=asked.bubble,
                type_ref=asked.type,
                companion_ref=form["companion"],
                starts_at=starts_at,
                place=form["place"],
                now=now(),
            )
        except (appointments.SlotTaken, moves.NotASlot) as refused:
            refused.field = ""  # the time is no field here: the next ones stand beneath
            found = await db.read(booking_steps.instead, viewer=guard.viewer(), asked=asked, now=now())
            self.instead = booking_words.slot_choices(found, booking_words.address(asked), guard.viewer().timezone)
            raise
        yield rx.redirect(routes.of_appointment(routes.MY_APPOINTMENT, made.ref), replace=True)

    @endpoint(Access.SIGNED_IN)
    async def wait_for(self, form: WaitForm) -> None:
        """Be told when a slot comes free, with whom the address says."""
        asked = self._asked_for()
        companion = "" if asked.companion == booking_steps.ANY else asked.companion
        await db.transact(
            waiting_list.join,
            by=guard.viewer(),
            bubble_ref=asked.bubble,
            type_ref=asked.type,
            companion_ref=companion,
            until=form["until"],
            now=now(),
        )
        await self._show()

    @endpoint(Access.SIGNED_IN)
    async def stop_waiting(self, wait_ref: str) -> None:
        """Wait no longer."""
        await db.transact(waiting_list.stop, by=guard.viewer(), wait_ref=wait_ref, now=now())
        await self._show()

    async def _show(self) -> None:
        asked, who = self._asked_for(), guard.viewer()
        try:
            step = await db.read(booking_steps.show, viewer=who, asked=asked, now=now())
        except (NotFound, NotAllowed):
            self._assign(at="missing", asked=asked.type, is_ready=True)
            return
        choice, to = step.choice, booking_words.address(asked)
        self._assign(
            steps=self.steps + (self.is_ready and self.at != step.at),
            at=step.at,
            asked=asked.type,
            choices=booking_words.type_choices(step.choices),
            choice=booking_words.type_choice(choice) if choice else TypeChoice(),
            companions=booking_words.companion_choices(step) if step.at == At.WHOM else [],
            companion=booking_words.name(step.companion) if step.companion else "",
            anyone=routes.booking(asked.bubble, asked.type, booking_steps.ANY),
            week=booking_words.week_choices(step.week, to, who.timezone, companion=step.companion)
            if step.week
            else WeekChoices(),
            summary=booking_words.summary(step, who.timezone),
            instead=booking_words.slot_choices(step.instead, to, who.timezone),
            wait=waiting_words.of_oneself(step.wait, who.timezone) if step.wait else WaitLine(),
            back=booking_words.back(step, asked),
            is_ready=True,
        )

    def _asked_for(self) -> Asked:
        return Asked(
            self._asked(routes.BUBBLE_PARAMETER),
            self._asked(routes.TYPE_PARAMETER),
            self._asked(routes.COMPANION_PARAMETER),
            self._asked(routes.DAY_PARAMETER),
            self._asked(routes.START_PARAMETER),
        )
