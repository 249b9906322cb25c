"""The members of the bubble that a page is about: two lists, searched, shown a page at a time."""

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import bubbles as bubble_verbs
from mycharlotte.domain import members
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Role
from mycharlotte.states import bubbles, guard
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.members import MemberLine, MemberList


class MembersState(Guarded, rx.State):
    """A page of the list of one `role` in a bubble, and what was asked for.

    `dedicated_to` is the member whose dedicated patients, or companions, are shown alone; `dedicated_name` is their
    name, empty for oneself. `turns` grows with each page turned: the list then takes the focus; `emptied` with each
    search that is over.
    """

    bubble_ref: str = ""
    shown: MemberList = MemberList()
    role: str = Role.COMPANION.value
    query: str = ""
    dedicated_to: str = ""
    dedicated_name: str = ""
    turns: int = 0
    emptied: int = 0
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the companions of the bubble, or again what was shown of it; one's first look at it is noted."""
        ref = await bubbles.enter(self)
        await self._close_dialogs(of_others_than=ref)
        if ref != self.bubble_ref:
            self._forget()
            self.bubble_ref = ref
        if ref:
            await self._read_again()
            if not (await self.get_state(BubbleState)).bubble.is_visited:
                await db.transact(bubble_verbs.visit, by=guard.viewer(), bubble_ref=ref, now=now())
        self.is_ready = True

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again what is shown: a member came, changed or went, or one's own place did."""
        if self.is_ready and self._path() == routes.BUBBLE:
            await self._read_again()

    @endpoint(Access.SIGNED_IN)
    async def choose(self, role: str, dedicated_to: str) -> None:
        """Show the other list, where the same name is searched, or only those of it who are dedicated to a member."""
        named = self._line(dedicated_to).name if dedicated_to != guard.viewer().ref else ""
        await self._read(role=role, dedicated_to=dedicated_to, query="" if dedicated_to else self.query)
        self.dedicated_name = named
        self.emptied += bool(dedicated_to)

    @endpoint(Access.SIGNED_IN)
    async def find(self, query: str) -> None:
        """Show those whom parts of a name find."""
        await self._read(query=query, role=self.role, dedicated_to=self.dedicated_to)

    @endpoint(Access.SIGNED_IN)
    async def turn(self, page: int) -> None:
        """Show another page."""
        await self._read(page=page, query=self.query, role=self.role, dedicated_to=self.dedicated_to)
        self.turns += 1

    async def _read(
        self, *, role: str = Role.COMPANION, query: str = "", dedicated_to: str = "", page: int = 1
    ) -> None:
        found = await db.read(
            members.show,
            viewer=guard.viewer(),
            bubble_ref=self.bubble_ref,
            role=role,
            query=query,
            dedicated_to=dedicated_to,
            page=page,
        )
        self._assign(shown=found, role=str(role), query=query, dedicated_to=dedicated_to)

    async def _read_again(self) -> None:
        try:
            await self._read(page=self.shown.page, query=self.query, role=self.role, dedicated_to=self.dedicated_to)
        except (NotFound, NotAllowed):  # the bubble, that list or that member is no longer for the viewer to see
            self._forget()
            self.bubble_ref = await bubbles.enter(self)
            await self._close_dialogs(of_others_than=self.bubble_ref)
            if self.bubble_ref:
                await self._read()

    async def _close_dialogs(self, *, of_others_than: str) -> None:
        """Ask no longer what was asked on a page that is no longer shown, nor choose in another bubble."""
        from mycharlotte.states.assignments import AssignmentsState
        from mycharlotte.states.roles import RolesState

        for dialog in (RolesState, AssignmentsState):
            (await self.get_state(dialog))._close(of_others_than=of_others_than)

    def _line(self, member_ref: str) -> MemberLine:
        """The line shown of a member, or an empty one."""
        return next((line for line in self.shown.members if line.ref == member_ref), MemberLine())

    def _forget(self) -> None:
        self._assign(shown=MemberList(), role=Role.COMPANION.value, query="", dedicated_to="", dedicated_name="")
