"""The calendars of elsewhere that one has read. An address comes in with the form, and never goes into a variable."""

from datetime import datetime
from typing import TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import outside_calendars, outside_reading, permissions
from mycharlotte.domain.outside_calendars import Known
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import now
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.moments import told
from mycharlotte.views.outside_calendars import ConflictLine, OutsideLine


class OutsideCalendarForm(TypedDict):
    """A calendar to read."""

    name: str
    address: str


class OutsideCalendarsState(Guarded, rx.State):
    """One's calendars. `done` names the last deed, `about` the calendar that it was about."""

    calendars: list[OutsideLine] = []
    is_for_me: bool = False
    is_full: bool = False
    is_ready: bool = False
    done: str = ""
    about: str = ""
    deeds: int = 0
    added: int = 0

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show them."""
        self.done = ""
        await self._read()

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: a calendar was read, an appointment booked or moved, a place came or went."""
        if self.is_ready and self._path() == routes.OUTSIDE_CALENDARS:
            await self._read()

    @endpoint(Access.SIGNED_IN)
    async def add(self, form: OutsideCalendarForm) -> None:
        """Have another calendar read."""
        self.done = ""
        made = await db.transact(
            outside_calendars.add, by=guard.viewer(), name=form["name"], address=form["address"], now=now()
        )
        self.added += 1
        await self._say("added", made.name)

    @endpoint(Access.SIGNED_IN)
    async def read_again(self, calendar_ref: str) -> None:
        """Have one read now."""
        self.done = ""
        await db.transact(outside_calendars.read_again, by=guard.viewer(), calendar_ref=calendar_ref, now=now())
        await self._read()

    @endpoint(Access.SIGNED_IN)
    async def remove(self, calendar_ref: str) -> None:
        """Forget one, and what it takes of one's time."""
        self.done = ""
        try:
            name = await db.transact(outside_calendars.remove, by=guard.viewer(), calendar_ref=calendar_ref, now=now())
        finally:
            await self._read()  # what was refused was no longer so: the list was old
        await self._say("removed", name)

    async def _read(self) -> None:
        who, at = guard.viewer(), now()
        known = await db.read(outside_calendars.show, viewer=who, now=at)
        self._assign(
            calendars=[_line(one, who.timezone, at) for one in known],
            is_for_me=permissions.allows(who, Permission.AGENDA_KEEP),
            is_full=len(known) >= outside_calendars.AT_MOST,
            is_ready=True,
        )

    async def _say(self, done: str, about: str) -> None:
        await self._read()
        self.done, self.about = done, about
        self.deeds += 1


def _line(known: Known, zone: str, at: datetime) -> OutsideLine:
    one = known.calendar
    return OutsideLine(
        ref=one.ref,
        name=one.name,
        host=one.host,
        is_being_read=outside_reading.is_under_way(one, at),
        read=told(one.read_at.isoformat() if one.read_at else "", zone),
        failure=one.failure,
        next_try=told(one.next_try_at.isoformat(), zone),
        conflicts=known.conflicts,
        first=tuple(ConflictLine(c.appointment_ref, told(c.starts_at.isoformat(), zone)) for c in known.first),
    )
