"""One's absences: those to come, the form of one of them, and the appointments that one lies over."""

import re
from typing import TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import absence_appointments, absences
from mycharlotte.domain.errors import Stale
from mycharlotte.models.base import now
from mycharlotte.states import absence_words, guard, undo
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.absences import AbsenceDraft, AbsenceLine, Overlaid

TICKED = re.compile(r"([A-Za-z0-9_-]{1,32}):([0-9]{1,9})", re.ASCII)


class AbsenceForm(TypedDict):
    """An absence as it was typed (`AbsenceDraft`)."""

    label: str
    kind: str
    first: str
    starts: str
    last: str
    ends: str
    repeat: str
    until: str


class CancelForm(TypedDict):
    """The appointments ticked, each with the version that was seen (`ref:3`), with spaces between."""

    appointments: str
    reason: str


class AbsencesState(Guarded, rx.State):
    """Those to come. `drawn` grows when the form is to be drawn anew, and `editing` names the one it is filled with.

    `over` is the one whose appointments are shown; `done` says what was done last, to `changed`.
    """

    absences: list[AbsenceLine] = []
    is_companion: bool = False
    is_open: bool = False
    editing: str = ""
    draft: AbsenceDraft = AbsenceDraft()
    drawn: int = 0
    over: Overlaid = Overlaid()
    done: str = ""
    changed: AbsenceLine = AbsenceLine()
    deeds: int = 0
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show them."""
        self._assign(over=Overlaid(), done="")
        await self._read()
        await undo.offer(self)
        self.is_ready = True

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: they changed in another tab, or appointments did. What is typed stays."""
        if self.is_ready and self._path() == routes.ABSENCES:
            await self._read()

    @endpoint(Access.SIGNED_IN)
    async def begin(self, absence: str) -> None:
        """Open the form: that of one of them, or an empty one."""
        found = next((one for one in self.absences if one.ref == absence), AbsenceLine())
        self.editing, self.draft, self.is_open = found.ref, found.draft, True
        self.drawn += 1

    @endpoint(Access.SIGNED_IN)
    async def leave(self) -> None:
        """Close the form."""
        self.is_open = False

    @endpoint(Access.SIGNED_IN)
    async def save(self, form: AbsenceForm) -> None:
        """Note the absence, and show the appointments that it lies over."""
        about = {"by": guard.viewer(), "draft": AbsenceDraft(**form), "now": now()}
        if self.editing:
            kept = await db.transact(absences.update, absence_ref=self.editing, **about)
        else:
            kept = await db.transact(absences.add, **about)
        self.is_open, self.done = False, "updated" if self.editing else "added"
        await self._read()
        await self._look(kept.ref)
        self.changed = absence_words.line(kept, viewer=guard.viewer(), now=about["now"])
        self.deeds += 1

    @endpoint(Access.SIGNED_IN)
    async def remove(self, absence: str) -> None:
        """Give its time back."""
        self.changed = next((one for one in self.absences if one.ref == absence), AbsenceLine())
        await db.transact(absences.remove, by=guard.viewer(), absence_ref=absence, now=now())
        self.done, self.is_open = "removed", self.is_open and self.editing != absence
        await self._read()
        self.deeds += 1

    @endpoint(Access.SIGNED_IN)
    async def look(self, absence: str) -> None:
        """Show the appointments that one of them lies over; none of them closes the list."""
        self.done = ""
        await self._look(absence)
        self.deeds += 1

    @endpoint(Access.SIGNED_IN)
    async def cancel(self, form: CancelForm) -> None:
        """Cancel those that were ticked; what changed meanwhile is shown first."""
        ticked = {ref: int(version) for ref, version in TICKED.findall(form["appointments"])}
        about = {"by": guard.viewer(), "absence_ref": self.over.absence.ref, "ticked": ticked, "now": now()}
        try:
            await db.transact(absence_appointments.cancel, reason=form["reason"], **about)
        except Stale:
            await self._read()
            raise
        await self._read()
        await undo.offer(self)
        self.done = "cancelled"
        self.deeds += 1

    async def _read(self) -> None:
        found = await db.read(absence_words.to_come, viewer=guard.viewer(), now=now())
        self._assign(absences=[one.absence for one in found or ()], is_companion=found is not None)
        if self.over.absence.ref:
            await self._look(self.over.absence.ref)

    async def _look(self, ref: str) -> None:
        over = await db.read(absence_words.overlaid, viewer=guard.viewer(), absence_ref=ref, now=now())
        self._assign(over=over if over.appointments else Overlaid())
