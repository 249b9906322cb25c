"""Choosing the companions whom a patient is dedicated to. What is ticked stays in the page until it is saved."""

from dataclasses import replace

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import assignments
from mycharlotte.domain.assignments import CompanionGone
from mycharlotte.models.base import now
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.members import MembersState
from mycharlotte.views.assignments import CompanionChoice


class AssignmentsState(Guarded, rx.State):
    """The patient whose companions are being chosen, if any; `saved_name` is that of the last one saved."""

    choice: CompanionChoice = CompanionChoice()
    saved_name: str = ""
    saved: int = 0

    @endpoint(Access.SIGNED_IN)
    async def open(self, patient_ref: str) -> None:
        """Begin to choose for a patient."""
        await self._read(patient_ref)

    @endpoint(Access.SIGNED_IN)
    async def find(self, query: str) -> None:
        """Show the companions whom parts of a name find."""
        if self.choice.patient_ref:
            kept, serial = self.choice.picked, self.choice.serial
            await self._read(self.choice.patient_ref, query)
            self.choice = replace(self.choice, picked=kept, serial=serial)

    @endpoint(Access.SIGNED_IN)
    async def drop(self) -> None:
        """Choose nothing after all."""
        self.choice = CompanionChoice(serial=self.choice.serial)

    @endpoint(Access.SIGNED_IN)
    async def save(self, companion_refs: str) -> None:
        """Dedicate the patient to these companions, whose references spaces part."""
        chosen, refs = self.choice, companion_refs.split()
        if not chosen.patient_ref:
            return
        try:
            await db.transact(
                assignments.choose,
                by=guard.viewer(),
                bubble_ref=self._asked(routes.BUBBLE_PARAMETER),
                patient_ref=chosen.patient_ref,
                companion_refs=refs,
                now=now(),
            )
        except CompanionGone:
            await self._read(chosen.patient_ref, picked=refs)
            raise
        self.choice = CompanionChoice(serial=chosen.serial)
        self.saved_name, self.saved = chosen.patient_name, self.saved + 1
        await (await self.get_state(MembersState))._read_again()

    async def _read(self, patient_ref: str, query: str = "", *, picked: list[str] | None = None) -> None:
        found = await db.read(
            assignments.show,
            viewer=guard.viewer(),
            bubble_ref=self._asked(routes.BUBBLE_PARAMETER),
            patient_ref=patient_ref,
            query=query,
            picked=picked,
        )
        self.choice = replace(found, serial=self.choice.serial + 1)
