"""The days to come that differ from one's week, on the page of hours."""

from datetime import datetime
from typing import TypedDict

import reflex as rx

from mycharlotte import db
from mycharlotte.domain import exceptional_days
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.models.base import now
from mycharlotte.states import guard, hours_words
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.hours import ExceptionView, Line


class DayForm(TypedDict):
    """A day that differs, as it was typed (`exceptional_days.Typed`), in a bubble."""

    bubble: str
    day: str
    kind: str
    starts: str
    ends: str
    second_starts: str
    second_ends: str
    place: str


class ExceptionalDaysState(Guarded, rx.State):
    """Those of the bubble that the page shows. `done` is the last one put, `removed` names the last one removed."""

    days: list[ExceptionView] = []
    done: ExceptionView = ExceptionView()
    removed: Line = Line()
    saved: int = 0
    deeds: int = 0
    _bubble_ref: str = ""

    @endpoint(Access.SIGNED_IN)
    async def put(self, form: DayForm) -> None:
        """Close a day, or give it other hours."""
        viewer, present = guard.viewer(), now()
        typed = exceptional_days.Typed(**{name: str(value) for name, value in form.items() if name != "bubble"})
        put = await db.transact(exceptional_days.put, by=viewer, bubble_ref=form["bubble"], typed=typed, now=present)
        self._tell(done=hours_words.exception(put, today=hours_words.today(viewer, present)))
        self.saved += 1
        await self._show(form["bubble"], present)

    @endpoint(Access.SIGNED_IN)
    async def remove(self, day: str) -> None:
        """Give a day the hours of its week again."""
        gone, present = next((one for one in self.days if one.day == day), ExceptionView()), now()
        await db.transact(exceptional_days.remove, by=guard.viewer(), bubble_ref=self._bubble_ref, day=day, now=present)
        self._tell(removed=gone.words)
        await self._show(self._bubble_ref, present)

    async def _show(self, bubble_ref: str, present: datetime) -> None:
        """Show those of a bubble; none where the viewer receives nobody."""
        viewer = guard.viewer()
        try:
            found = await db.read(exceptional_days.to_come, viewer=viewer, bubble_ref=bubble_ref, now=present)
        except (NotFound, NotAllowed):
            found = []
        if bubble_ref != self._bubble_ref:
            self._assign(done=ExceptionView(), removed=Line(), _bubble_ref=bubble_ref)
        today = hours_words.today(viewer, present)
        self._assign(days=[hours_words.exception(one, today=today) for one in found])

    def _tell(self, *, done: ExceptionView | None = None, removed: Line | None = None) -> None:
        self._assign(done=done or ExceptionView(), removed=removed or Line())
        self.deeds += 1
