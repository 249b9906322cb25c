"""A companion's planning: the days that the page asks for, and what is dragged there."""

from dataclasses import replace

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import booking, planning
from mycharlotte.domain.slots import Closed
from mycharlotte.models.base import now
from mycharlotte.states import guard, moments, undo
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.planning import MoveAsked, Planning, PlanningHead

# Of several reasons, the one that is said: an absence before a mere buffer.
_MOST_TELLING = (Closed.ABSENT, Closed.BUSY_OUTSIDE, Closed.HELD, Closed.BUFFER, Closed.OUTSIDE_HOURS)


class PlanningState(Guarded, rx.State):
    """Whose planning it is, and the days shown; `answers` grows with each answer to a move, whatever it is.

    `asked` is a move that waits to be confirmed.
    """

    head: PlanningHead = PlanningHead()
    shown: Planning = Planning()
    asked: MoveAsked = MoveAsked()
    answers: int = 0
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Tell whose planning it is; the page then asks for days."""
        self._assign(asked=MoveAsked())
        await self._read()
        await undo.offer(self)

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again what this tab shows: something changed, here or elsewhere."""
        if self.is_ready and self._path() == routes.AGENDA:
            await self._read()

    @endpoint(Access.SIGNED_IN)
    async def show(self, since: str, until: str) -> None:
        """Show the days from one to another, the last one not included."""
        found = await db.read(planning.show, viewer=guard.viewer(), since=since, until=until, now=now())
        self._assign(shown=found)

    @endpoint(Access.SIGNED_IN)
    async def move(self, appointment: str, version: int, starts_at: str, ends_at: str) -> None:
        """Move an appointment where it was dropped, or ask first."""
        await self._move(MoveAsked(appointment, version, starts_at, ends_at), is_confirmed=False)

    @endpoint(Access.SIGNED_IN)
    async def confirm(self) -> None:
        """Move it all the same."""
        if self.asked.appointment:
            await self._move(self.asked, is_confirmed=True)

    @endpoint(Access.SIGNED_IN)
    async def drop(self) -> None:
        """Leave it where it was."""
        self._assign(asked=MoveAsked())

    async def _move(self, wanted: MoveAsked, *, is_confirmed: bool) -> None:
        who = guard.viewer()
        self._assign(asked=MoveAsked())
        try:
            await db.transact(
                planning.move_to,
                by=who,
                appointment_ref=wanted.appointment,
                version=wanted.version,
                starts_at=wanted.starts_at,
                ends_at=wanted.ends_at,
                is_confirmed=is_confirmed,
                now=now(),
            )
            await undo.offer(self)
        except booking.OutsideHours as refused:
            why = next(reason for reason in _MOST_TELLING if reason in refused.why)
            self.asked = replace(wanted, why=str(why), when=moments.told(wanted.starts_at, who.timezone))
        finally:
            await self._read()  # what was refused was no longer so: what is shown was old
            self.answers += 1

    async def _read(self) -> None:
        who, at = guard.viewer(), now()
        head = await db.read(planning.head, viewer=who, now=at)
        shown = self.shown
        if shown.since:
            shown = await db.read(planning.show, viewer=who, since=shown.since, until=shown.until, now=at)
        self._assign(head=head, shown=shown, is_ready=True)
