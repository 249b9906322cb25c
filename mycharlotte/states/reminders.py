"""Which reminders one receives of one's appointments."""

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import appointment_reminders
from mycharlotte.models.base import now
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.reminders import RemindersView


class RemindersState(Guarded, rx.State):
    """What one chose."""

    reminders: RemindersView = RemindersView()

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: another tab chose."""
        if self._path() == routes.AGENDAS:
            await self._read()

    @endpoint(Access.SIGNED_IN)
    async def choose(self, day_before: bool, hour_before: bool) -> None:  # noqa: FBT001 - as the browser sends it
        """Keep which reminders one wants."""
        await db.transact(
            appointment_reminders.choose,
            by=guard.viewer(),
            day_before=day_before,
            hour_before=hour_before,
            now=now(),
        )
        await self._read()

    async def _read(self) -> None:
        who = guard.viewer()
        chosen = await db.read(appointment_reminders.choices, viewer=who)
        self._assign(reminders=RemindersView(chosen.day_before, chosen.hour_before, who.email))
