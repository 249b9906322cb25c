"""Invitations of a bubble: the page that sends one, and the list that follows them to the end.

A link never comes near a state: states are written down. Doors give them out (`http/invitations.py`).
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.config import settings
from mycharlotte.domain import invitation_tracking, pending_invitations
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused
from mycharlotte.domain.invitation_tracking import PER_PAGE, Page, State, Tracked
from mycharlotte.domain.pending_invitations import SentMomentsAgo
from mycharlotte.locales.dates import spoken_day_of
from mycharlotte.models.base import now
from mycharlotte.states import bubbles, guard, moments
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.security import recalled
from mycharlotte.views.invitations import InvitationLine, InvitationList, StateCount
from mycharlotte.views.moments import Moment

_WAITING = {State.SENT, State.UNDELIVERED, State.OPENED}


class InviteState(Guarded, rx.State):
    """What the last form had to say, when it was sent without a script."""

    typed: dict[str, str] = {}
    is_ready: bool = False

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the form."""
        await bubbles.enter(self)
        found = await recalled(self, routes.of_bubble(routes.INVITE, self._asked(routes.BUBBLE_PARAMETER)))
        self.refusal, self.typed = found.refusal, found.typed
        self.is_ready = True


class InvitationsState(Guarded, rx.State):
    """A page of the invitations in the `choice` of state that `query` finds; `turns` grows with each page turned.

    `done` names what was just done, `deeds` grows with it, `about` is whom it was about. `revoking` is the invitation
    that one is asked about.
    """

    shown: InvitationList = InvitationList()
    choice: str = ""
    query: str = ""
    turns: int = 0
    done: str = ""
    about: str = ""
    deeds: int = 0
    revoking: InvitationLine = InvitationLine()
    is_ready: bool = False
    _done_to: str = ""
    _bubble_ref: str = ""

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the last invitations."""
        self._forget()
        self._bubble_ref = self._asked(routes.BUBBLE_PARAMETER)
        self.done = (await recalled(self, routes.of_bubble(routes.INVITATIONS, self._bubble_ref))).done
        if await bubbles.enter(self):
            await self._read_again()
        self.is_ready = True

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again what is shown: an invitation moved, or whoever sent it, or the viewer, runs the bubble no more."""
        if self._path() != routes.INVITATIONS:
            if self.shown.is_any:
                self._forget()
                self.is_ready = False
        elif self.is_ready:
            await self._read_again()

    @endpoint(Access.SIGNED_IN)
    async def choose(self, choice: str) -> None:
        """Show the invitations in one state, or all."""
        await self._read(choice=choice, query=self.query)

    @endpoint(Access.SIGNED_IN)
    async def find(self, query: str) -> None:
        """Show those that parts of a name or of an address find."""
        await self._read(choice=self.choice, query=query)

    @endpoint(Access.SIGNED_IN)
    async def turn(self, page: int) -> None:
        """Show another page."""
        await self._read(choice=self.choice, query=self.query, page=page)
        self.turns += 1

    @endpoint(Access.SIGNED_IN)
    async def resend(self, invitation_ref: str) -> None:
        """Send an invitation again."""
        link = routes.invitation_link(settings().origin)
        await self._act("resent", pending_invitations.resend, invitation_ref, link=link)

    @endpoint(Access.SIGNED_IN)
    async def extend(self, invitation_ref: str) -> None:
        """Leave 14 days more to answer."""
        if not self._line(invitation_ref).may_extend:
            return  # not offered, or the second press of a double click
        await self._act("extended", pending_invitations.extend, invitation_ref)

    @endpoint(Access.SIGNED_IN)
    async def ask_to_revoke(self, invitation_ref: str) -> None:
        """Ask whether an invitation is to be taken back."""
        self.revoking = self._line(invitation_ref)

    @endpoint(Access.SIGNED_IN)
    async def leave(self) -> None:
        """Take nothing back."""
        self.revoking = InvitationLine()

    @endpoint(Access.SIGNED_IN)
    async def revoke(self, invitation_ref: str) -> None:
        """Take an invitation back."""
        is_asked_here = self._bubble_ref == self._asked(routes.BUBBLE_PARAMETER)
        if not is_asked_here or invitation_ref != self.revoking.ref:
            return  # not what was asked about, or the second press of a double click
        self.revoking = InvitationLine()
        await self._act("revoked", pending_invitations.revoke, invitation_ref)

    async def _act(self, done: str, verb: Callable[..., object], invitation_ref: str, **details: str) -> None:
        line = self._line(invitation_ref)
        try:
            await db.transact(
                verb,
                by=guard.viewer(),
                bubble_ref=self._bubble_ref,
                invitation_ref=invitation_ref,
                now=now(),
                **details,
            )
        except SentMomentsAgo:
            if (self.done, self._done_to) == (done, invitation_ref):
                return  # the second press of a double click
            self.done = ""
            raise
        except Refused:
            self.done = ""
            raise
        else:
            self.done, self.about, self._done_to = done, line.name or line.email, invitation_ref
            self.deeds += 1
        finally:
            await self._read_again()

    async def _read(self, *, choice: str = "", query: str = "", page: int = 1) -> None:
        who, at = guard.viewer(), now()
        here = {"viewer": who, "bubble_ref": self._bubble_ref, "now": at}
        try:
            found = await db.read(invitation_tracking.show, choice=choice, query=query, page=page, **here)
        except (NotFound, NotAllowed):
            self._forget()
            raise
        self._assign(shown=_page(found, who.timezone, at), choice=choice, query=query)

    async def _read_again(self) -> None:
        """Read the same page again; whoever runs the bubble no more is shown nothing, but whom to turn to."""
        with suppress(NotFound, NotAllowed):
            await self._read(choice=self.choice, query=self.query, page=self.shown.page)

    def _forget(self) -> None:
        self._assign(shown=InvitationList(), revoking=InvitationLine(), choice="", query="")
        self._assign(done="", about="", _done_to="")

    def _line(self, invitation_ref: str) -> InvitationLine:
        """The line shown of an invitation, or an empty one."""
        return next((line for line in self.shown.lines if line.ref == invitation_ref), InvitationLine())


def _page(found: Page, zone: str, at: datetime) -> InvitationList:
    first = (found.number - 1) * PER_PAGE + 1
    return InvitationList(
        lines=tuple(_told(row, zone, at) for row in found.rows),
        counts=tuple(StateCount(state, count) for state, count in found.counts.items()),
        found=sum(found.counts.values()),
        page=found.number,
        first=first if found.rows else 0,
        last=first + len(found.rows) - 1 if found.rows else 0,
        total=found.total,
        is_any=found.is_any,
    )


def _told(row: Tracked, zone: str, at: datetime) -> InvitationLine:
    invitation, waits = row.invitation, row.state in _WAITING
    is_unanswered, is_orphan = waits or row.state is State.EXPIRED, waits and row.is_orphan
    may_go_on = is_unanswered and not row.is_orphan
    return InvitationLine(
        ref=invitation.ref,
        name=f"{invitation.first_name} {invitation.last_name}".strip(),
        email=invitation.email,
        role=invitation.role,
        state=row.state,
        since=moments.told(row.since.isoformat(), zone),
        sent=moments.told(invitation.sent_at.isoformat(), zone),
        until=_day(invitation.expires_at, zone) if waits else Moment(),
        reminded=moments.told(invitation.reminded_at.isoformat() if invitation.reminded_at else "", zone),
        inviter="" if row.is_mine else row.inviter,
        is_orphan=is_orphan,
        may_resend=is_unanswered,
        may_extend=may_go_on and pending_invitations.may_extend(invitation, at),
        may_link=waits and not row.is_orphan,
        may_revoke=is_unanswered,
    )


def _day(at: datetime, zone: str) -> Moment:
    return Moment(at.isoformat(), spoken_day_of("fr", at, zone), spoken_day_of("en", at, zone))
