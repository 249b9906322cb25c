"""What an admin does with members of their bubble, and how one leaves it: asked once more, then done."""

from collections.abc import Callable

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import roles
from mycharlotte.models.base import now
from mycharlotte.states import bubbles, guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.members import MembersState
from mycharlotte.views.members import Question

_VERBS: dict[str, Callable[..., None]] = {
    "name-admin": roles.name_admin,
    "dismiss-admin": roles.dismiss_admin,
    "remove": roles.remove,
    "leave": roles.leave,
}


class RolesState(Guarded, rx.State):
    """What is about to be done, which a dialog asks about, and what was `done` last, to whom.

    Both are of one bubble: what was asked in one is never done in another.
    """

    question: Question = Question()
    done: Question = Question()
    deeds: int = 0
    _bubble_ref: str = ""

    @endpoint(Access.SIGNED_IN)
    async def ask(self, what: str, member_ref: str) -> None:
        """Ask before doing something to a member who is shown, or before leaving."""
        members = await self.get_state(MembersState)
        line, self._bubble_ref = members._line(member_ref), members.bubble_ref
        is_asked = what in _VERBS and (line.ref != "" or what == "leave")
        self.question = Question(what, line.ref, line.name, is_oneself=line.is_oneself) if is_asked else Question()

    @endpoint(Access.SIGNED_IN)
    async def drop(self) -> None:
        """Do nothing after all."""
        self.question = Question()

    @endpoint(Access.SIGNED_IN)
    async def confirm(self) -> None:
        """Do what was asked about, and say so; the second press of a double click finds nothing to do."""
        asked, self.question, self.done = self.question, Question(), Question()
        if not asked.what or self._bubble_ref != self._asked(routes.BUBBLE_PARAMETER):
            return
        member = {} if asked.what == "leave" else {"member_ref": asked.ref}
        here = {"bubble_ref": self._bubble_ref, "by": guard.viewer(), "now": now()}
        try:
            await db.transact(_VERBS[asked.what], **here, **member)
            self.done = asked
            self.deeds += 1
        finally:  # what was refused was no longer so: the list was old
            await self._show(asked)

    async def _show(self, asked: Question) -> None:
        if self.done.what == "leave":
            await bubbles.leave(self)
        elif asked.is_oneself:
            await bubbles.enter(self)
        await (await self.get_state(MembersState))._read_again()

    def _close(self, *, of_others_than: str) -> None:
        """Ask nothing any more; say nothing of what was done in other bubbles than this one."""
        self._assign(question=Question())
        if self._bubble_ref != of_others_than:
            self._assign(done=Question())
