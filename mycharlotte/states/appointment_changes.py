"""What changes an appointment from its sheet: another time or place, its end, a note. Each form has its own refusals.

Whoever was outrun by someone else keeps what they typed, beside what is now so; trying again is then a choice.
"""

import re
from collections.abc import Callable
from typing import Any, TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import cancellations, details, free_times, moves, notes, series_editing
from mycharlotte.domain.appointments import SlotTaken
from mycharlotte.domain.booking import OutsideHours
from mycharlotte.domain.errors import Stale
from mycharlotte.models.base import now
from mycharlotte.states import appointment_words, guard, series, undo
from mycharlotte.states.appointment import show_again
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.new_appointment import print_of
from mycharlotte.states.series import SeriesState
from mycharlotte.views.appointments import SlotChoice
from mycharlotte.views.refusal import Refusal
from mycharlotte.views.series import Moving

ONE = "one"
VERSION = re.compile(r"[0-9]{1,9}")


class MoveForm(TypedDict):
    """Another time, for `move_scope` of its series.

    `version` is the one the form was filled from, `confirmed` as for a new appointment.
    """

    day: str
    time: str
    minutes: str
    version: str
    confirmed: str
    move_scope: str


class PlaceForm(TypedDict):
    """Another way to meet, or another place."""

    mode: str
    place: str
    version: str
    place_scope: str


class CancelForm(TypedDict):
    """The reason is for the patient."""

    reason: str
    version: str
    cancel_scope: str


class NoteForm(TypedDict):
    """The private note."""

    note: str


class Changing(rx.State, mixin=True):
    """A form that changes the appointment: `is_outrun` when someone else changed it first.

    `settled` grows each time both were set side by side, `done` each time something was done.
    """

    is_outrun: bool = False
    settled: int = 0
    done: int = 0

    def _begin(self) -> None:
        """Show nothing of what was refused to whoever had the page open before."""
        self.refusal, self.is_outrun = Refusal(), False

    async def _change(self, verb: Callable[..., Any], version: str, **asked: Any) -> None:
        """Do it, show the appointment as it now is, and offer to undo it."""
        self.is_outrun = False
        about = {"appointment_ref": self._asked(routes.APPOINTMENT_PARAMETER), "version": _version(version)}  # type: ignore[attr-defined]
        try:
            await db.transact(verb, by=guard.viewer(), now=now(), **about, **asked)
        except Stale:
            self.is_outrun, self.settled = True, self.settled + 1
            raise
        finally:
            await show_again(self)  # type: ignore[arg-type]
        await undo.offer(self)  # type: ignore[arg-type]
        self.done += 1

    async def _change_series(self, verb: Callable[..., Any], scope: str, **asked: Any) -> None:
        """Do it to what `scope` says of the series, which is as the page showed it."""
        mine = await self.get_state(SeriesState)
        about = {"appointment_ref": self._asked(routes.APPOINTMENT_PARAMETER), "seen": mine.course.seen}  # type: ignore[attr-defined]
        try:
            await db.transact(verb, by=guard.viewer(), now=now(), scope=scope, **about, **asked)
        finally:
            await series.show(self)  # type: ignore[arg-type]
            await show_again(self)  # type: ignore[arg-type]
        await undo.offer(self)  # type: ignore[arg-type]
        self.done += 1


class MoveState(Changing, Guarded, rx.State):
    """Another time, and the way out when it is refused."""

    to_confirm: str = ""
    instead: list[SlotChoice] = []

    def _begin(self) -> None:
        super()._begin()
        self.to_confirm, self.instead = "", []

    @endpoint(Access.SIGNED_IN)
    async def move(self, form: MoveForm) -> None:
        """Move the appointment, or show where those of its series would go."""
        self.to_confirm, self.instead = "", []
        wanted = {name: form[name] for name in ("day", "time", "minutes")}
        if form["move_scope"] != ONE:
            ref = self._asked(routes.APPOINTMENT_PARAMETER)
            await series.plan(self, Moving(ref, form["move_scope"], **wanted))
            return
        try:
            is_confirmed = form["confirmed"] == print_of(form)
            await self._change(moves.move, form["version"], **wanted, is_confirmed=is_confirmed)
        except OutsideHours:
            self.to_confirm = print_of(form)
            raise
        except SlotTaken:
            self.instead = await self._instead(form)
            raise

    async def _instead(self, form: MoveForm) -> list[SlotChoice]:
        who = guard.viewer()
        after = appointment_words.wanted(form["day"], form["time"], who.timezone) or now()
        ref = self._asked(routes.APPOINTMENT_PARAMETER)
        found = await db.read(free_times.to_move, viewer=who, appointment_ref=ref, after=after, now=now())
        return appointment_words.slots(found, who.timezone)


class PlaceState(Changing, Guarded, rx.State):
    """How people meet, and where."""

    @endpoint(Access.SIGNED_IN)
    async def change(self, form: PlaceForm) -> None:
        """Change the place, of one or of what is to come of its series."""
        if form["place_scope"] != ONE:
            wanted = {"mode": form["mode"], "place": form["place"]}
            await self._change_series(series_editing.relocate, form["place_scope"], **wanted)
            return
        await self._change(details.update, form["version"], mode=form["mode"], place=form["place"])


class CancelState(Changing, Guarded, rx.State):
    """The end of it, once it was asked for."""

    @endpoint(Access.SIGNED_IN)
    async def cancel(self, form: CancelForm) -> None:
        """Cancel the appointment, or what is to come of its series."""
        if form["cancel_scope"] != ONE:
            await self._change_series(series_editing.cancel, form["cancel_scope"], reason=form["reason"])
            return
        await self._change(cancellations.cancel, form["version"], reason=form["reason"])


class NoteState(Guarded, rx.State):
    """The private note, which is kept on purpose only."""

    saved: int = 0

    def _begin(self) -> None:
        self.refusal = Refusal()

    @endpoint(Access.SIGNED_IN)
    async def save(self, form: NoteForm) -> None:
        """Keep the note."""
        about = {"appointment_ref": self._asked(routes.APPOINTMENT_PARAMETER), "text": form["note"]}
        await db.transact(notes.write, by=guard.viewer(), now=now(), **about)
        await show_again(self)
        self.saved += 1


FORMS = (MoveState, PlaceState, CancelState, NoteState)


def _version(text: str) -> int:
    return int(text) if VERSION.fullmatch(text) else 0
