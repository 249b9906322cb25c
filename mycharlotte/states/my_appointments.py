"""The page of a patient's appointments."""

from dataclasses import replace

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import my_appointments
from mycharlotte.models.base import now
from mycharlotte.states import appointment_words, guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.appointments import AppointmentLine
from mycharlotte.views.my_appointments import MyAppointments


class MyAppointmentsState(Guarded, rx.State):
    """The next one, those after it, one page of the past and cancelled ones."""

    next_one: AppointmentLine = AppointmentLine()
    later: list[AppointmentLine] = []
    others: list[AppointmentLine] = []
    mine: MyAppointments = MyAppointments()
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show them."""
        await self._show(1)

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: one was booked, moved, cancelled or filled in; a slot is offered."""
        if self.is_ready and self._path() == routes.MY_APPOINTMENTS:
            await self._show(self.mine.page)

    @endpoint(Access.SIGNED_IN)
    async def turn(self, page: int) -> None:
        """Show another page of the past ones."""
        await self._show(page)

    async def _show(self, page: int) -> None:
        who = guard.viewer()
        found = await db.read(my_appointments.show, viewer=who, page=page, now=now())
        ahead = appointment_words.lines(found.ahead, who.timezone)
        self._assign(
            next_one=ahead[0] if ahead else AppointmentLine(),
            later=list(ahead[1:]),
            others=list(appointment_words.lines(found.others, who.timezone)),
            mine=replace(found, ahead=(), others=()),
            is_ready=True,
        )
