"""Choosing the companions whom a patient is dedicated to. What is ticked stays in the page until it is saved."""

from dataclasses import replace
from typing import Any

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import assignments
from mycharlotte.domain.assignments import CompanionGone
from mycharlotte.domain.errors import NotAllowed, NotFound
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
    _bubble_ref: str = ""

    @endpoint(Access.SIGNED_IN)
    async def open(self, patient_ref: str) -> None:
        """Begin to choose for a patient."""
        self._bubble_ref = self._asked(routes.BUBBLE_PARAMETER)
        await self._read(patient_ref)

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Close what the viewer may no longer choose; what is ticked by whoever still may stays so."""
        if self.choice.patient_ref:
            try:
                await self._find(self.choice.patient_ref)
            except (NotFound, NotAllowed):
                self._close()

    @endpoint(Access.SIGNED_IN)
    async def find(self, query: str) -> None:
        """Show the companions whom parts of a name find."""
        if self._is_open_here():
            kept, serial = self.choice.picked, self.choice.serial
            await self._read(self.choice.patient_ref, query)
            self.choice = replace(self.choice, picked=kept, serial=serial)

    @endpoint(Access.SIGNED_IN)
    async def drop(self) -> None:
        """Choose nothing after all."""
        self._close()

    @endpoint(Access.SIGNED_IN)
    async def save(self, companion_refs: str) -> None:
        """Dedicate the patient to these companions, whose references spaces part."""
        chosen, refs = self.choice, companion_refs.split()
        if not self._is_open_here():
            return
        try:
            await db.transact(
                assignments.choose,
                by=guard.viewer(),
                bubble_ref=self._bubble_ref,
                patient_ref=chosen.patient_ref,
                companion_refs=refs,
                now=now(),
            )
        except CompanionGone:
            await self._read(chosen.patient_ref, picked=refs)
            raise
        self._close()
        self.saved_name, self.saved = chosen.patient_name, self.saved + 1
        await (await self.get_state(MembersState))._read_again()

    async def _read(self, patient_ref: str, query: str = "", *, picked: list[str] | None = None) -> None:
        found = await self._find(patient_ref, query=query, picked=picked)
        self.choice = replace(found, serial=self.choice.serial + 1)

    async def _find(self, patient_ref: str, **wanted: Any) -> CompanionChoice:
        here = {"viewer": guard.viewer(), "bubble_ref": self._bubble_ref}
        return await db.read(assignments.show, patient_ref=patient_ref, **here, **wanted)

    def _is_open_here(self) -> bool:
        """Tell whether one is choosing, in the bubble of the address: a choice begun in another is not for this one."""
        return self.choice.patient_ref != "" and self._bubble_ref == self._asked(routes.BUBBLE_PARAMETER)

    def _close(self, *, of_others_than: str | None = None) -> None:
        """Choose nothing any more, unless it is in this bubble."""
        if self._bubble_ref != of_others_than:
            self._assign(choice=CompanionChoice(serial=self.choice.serial))
