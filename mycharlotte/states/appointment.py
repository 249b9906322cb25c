"""The sheet of one appointment, as its companion sees it, and how it ended. What changes it: `appointment_changes`."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import appointment_sheets, outcomes
from mycharlotte.domain.appointments import Side
from mycharlotte.domain.errors import NotFound, Stale
from mycharlotte.models.base import now
from mycharlotte.states import appointment_words, guard, series, undo
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.appointments import AppointmentView


class AppointmentState(Guarded, rx.State):
    """The appointment of the address (`asked`); `is_missing` when there is none by that name, or none of theirs."""

    appointment: AppointmentView = AppointmentView()
    asked: str = ""
    is_ready: bool = False
    is_missing: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> AsyncIterator[Any]:
        """Show the appointment; a patient is led to their own page of it."""
        from mycharlotte.states.appointment_changes import FORMS

        await self._show()
        if self.appointment.side == Side.PATIENT:
            self.appointment, self.is_ready = AppointmentView(), False
            yield rx.redirect(routes.of_appointment(routes.MY_APPOINTMENT, self.asked), replace=True)
            return
        for form in FORMS:
            (await self.get_state(form))._begin()
        await series.show(self)
        await undo.offer(self)
        self.is_ready = True

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: it was moved, cancelled, or its other side changed."""
        if self.is_ready and self._path() == routes.APPOINTMENT:
            await self._show()

    @endpoint(Access.SIGNED_IN)
    async def tell(self, outcome: str) -> None:
        """Say how it ended, or take back what was said."""
        kept = self.appointment
        about = {"appointment_ref": kept.ref, "version": kept.version, "outcome": outcome}
        try:
            await db.transact(outcomes.tell, by=guard.viewer(), now=now(), **about)
        except Stale:
            await self._show()
            raise
        await self._show()

    async def _show(self) -> None:
        self.asked, who = self._asked(routes.APPOINTMENT_PARAMETER), guard.viewer()
        try:
            found = await db.read(appointment_sheets.show, viewer=who, appointment_ref=self.asked, now=now())
        except NotFound:
            self._assign(appointment=AppointmentView(), is_missing=True)
            return
        self._assign(appointment=appointment_words.sheet(found, who.timezone), is_missing=False)


async def show_again(state: Guarded) -> None:
    """Show the appointment as it now is."""
    await (await state.get_state(AppointmentState))._show()
