"""The page of a patient's appointments."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import my_appointments, slot_offers, waiting_list
from mycharlotte.domain.errors import Refused
from mycharlotte.models.base import now
from mycharlotte.states import appointment_words, guard, undo, waiting_words
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.appointments import AppointmentLine
from mycharlotte.views.my_appointments import MyAppointments
from mycharlotte.views.waiting import HeldSlot, WaitLine


class TakeForm(TypedDict):
    """Which held slot, and where for what happens at home or by telephone."""

    offer: str
    place: str


class MyAppointmentsState(Guarded, rx.State):
    """What is held for them, the next one, those after it, what they wait for, one page of the past ones.

    `deeds` grows each time something was done here, which `done` names.
    """

    offers: list[HeldSlot] = []
    waits: list[WaitLine] = []

    next_one: AppointmentLine = AppointmentLine()
    later: list[AppointmentLine] = []
    others: list[AppointmentLine] = []
    mine: MyAppointments = MyAppointments()
    done: str = ""
    deeds: int = 0
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show them."""
        self._assign(done="")
        await self._show(1)
        await undo.offer(self)

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: one was booked, moved, cancelled or filled in; a slot is offered."""
        if self.is_ready and self._path() == routes.MY_APPOINTMENTS:
            await self._show(self.mine.page)

    @endpoint(Access.SIGNED_IN)
    async def turn(self, page: int) -> None:
        """Show another page of the past ones."""
        await self._show(page)

    @endpoint(Access.SIGNED_IN)
    async def take(self, form: TakeForm) -> AsyncIterator[Any]:
        """Take a slot that is held, then show the appointment."""
        try:
            made, _change = await db.transact(
                slot_offers.take, by=guard.viewer(), offer_ref=form["offer"], place=form["place"], now=now()
            )
        except Refused:
            await self._show(self.mine.page)
            raise
        yield rx.redirect(routes.of_appointment(routes.MY_APPOINTMENT, made.ref))

    @endpoint(Access.SIGNED_IN)
    async def decline(self, offer_ref: str) -> None:
        """Leave a slot to the next one."""
        try:
            await db.transact(slot_offers.decline, by=guard.viewer(), offer_ref=offer_ref, now=now())
        finally:
            await self._show(self.mine.page)
        self.done, self.deeds = "declined", self.deeds + 1

    @endpoint(Access.SIGNED_IN)
    async def stop_waiting(self, wait_ref: str) -> None:
        """Wait no longer."""
        await db.transact(waiting_list.stop, by=guard.viewer(), wait_ref=wait_ref, now=now())
        await self._show(self.mine.page)
        self.done, self.deeds = "stopped", self.deeds + 1

    async def _show(self, page: int) -> None:
        who = guard.viewer()
        found = await db.read(my_appointments.show, viewer=who, page=page, now=now())
        waits = await db.read(waiting_list.of_patient, viewer=who, now=now())
        ahead = appointment_words.lines(found.ahead, who.timezone)
        self._assign(
            offers=[waiting_words.held(one, who.timezone) for one in waits if one.offer],
            waits=[waiting_words.of_oneself(one, who.timezone) for one in waits],
            next_one=ahead[0] if ahead else AppointmentLine(),
            later=list(ahead[1:]),
            others=list(appointment_words.lines(found.others, who.timezone)),
            mine=replace(found, ahead=(), others=()),
            is_ready=True,
        )
