"""Invitations followed to the end by those who run the bubble (seed R46).

Where one stands is one expression, for the rows, the filters and the counts alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import bubbles, invitations, memberships, names
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.bubbles import Membership
from mycharlotte.models.invitations import Invitation
from mycharlotte.models.outbox import Delivery, OutgoingMail
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

PER_PAGE = 25
QUERY_AT_MOST = 200


class State(StrEnum):
    """Where an invitation stands (decision D7), in the order of the filters."""

    SENT = "sent"
    UNDELIVERED = "undelivered"
    OPENED = "opened"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Tracked:
    """An invitation, where it stands, who sent it last, and whether they still may."""

    invitation: Invitation
    state: State
    inviter: str
    is_mine: bool
    is_orphan: bool

    @property
    def since(self) -> datetime:
        """When it came to where it stands."""
        invitation, sent = self.invitation, self.invitation.sent_at
        match self.state:
            case State.OPENED:
                return invitation.opened_at or sent
            case State.ACCEPTED:
                return invitation.accepted_at or sent
            case State.DECLINED:
                return invitation.declined_at or sent
            case State.REVOKED:
                return invitation.revoked_at or sent
            case State.EXPIRED:
                return invitation.expires_at
            case _:
                return sent


@dataclass(frozen=True)
class Page:
    """Some invitations, the newest first, and how many there are in each state that the search finds."""

    rows: tuple[Tracked, ...]
    counts: dict[State, int]
    number: int
    total: int
    is_any: bool


def show(
    db: Session, *, viewer: Viewer, bubble_ref: str, choice: str = "", query: str = "", page: int = 1, now: datetime
) -> Page:
    """Show a page of a bubble's invitations: those in one state, or all, that parts of a name or an address find.

    Beyond the last page is the last one.

    Raises:
        NotFound: no such bubble, none of the viewer's, or no such state; NotAllowed.
    """
    bubble = bubbles.find(db, viewer=viewer, bubble_ref=bubble_ref, permission=Permission.INVITATIONS_MANAGE)
    if choice not in {"", *State}:
        raise NotFound
    everyone = col(Invitation.bubble_id) == bubble.id
    wanted = (everyone, *_searched(query))
    counts = _count(db, wanted, now)
    total = counts.get(State(choice), 0) if choice else sum(counts.values())
    number = min(max(page, 1), max(1, -(-total // PER_PAGE)))
    rows = _rows(db, wanted, choice, (number - 1) * PER_PAGE, now)
    is_any = bool(counts) or (
        bool(query.strip()) and db.exec(select(Invitation.id).where(everyone)).first() is not None
    )
    return Page(tuple(_tracked(row, viewer) for row in rows), counts, number, total, is_any)


def is_undelivered() -> sa.ColumnElement[bool]:
    """What is true of the invitations whose last mail was given up."""
    return sa.exists().where(
        col(OutgoingMail.ref) == col(Invitation.mail_ref), col(OutgoingMail.state) == Delivery.FAILED
    )


def _state(now: datetime) -> sa.ColumnElement[str]:
    """Where an invitation stands: what was answered first of all, what can still be done last."""
    return sa.case(
        (col(Invitation.accepted_at).is_not(None), State.ACCEPTED.value),
        (col(Invitation.declined_at).is_not(None), State.DECLINED.value),
        (col(Invitation.revoked_at).is_not(None), State.REVOKED.value),
        (col(Invitation.expires_at) <= now, State.EXPIRED.value),
        (col(Invitation.opened_at).is_not(None), State.OPENED.value),
        (is_undelivered(), State.UNDELIVERED.value),
        else_=State.SENT.value,
    )


def _searched(query: str) -> Iterator[sa.ColumnElement[bool]]:
    """Every word of the query is somewhere in the name or the address."""
    for word in names.folded(query[:QUERY_AT_MOST]).split():
        yield col(Invitation.folded).contains(word, autoescape=True)


def _count(db: Session, wanted: Sequence[sa.ColumnElement[bool]], now: datetime) -> dict[State, int]:
    states = sa.select(_state(now).label("state")).where(*wanted).subquery()
    counted = sa.select(states.c.state, sa.func.count()).group_by(states.c.state)
    found = {State(state): count for state, count in db.execute(counted)}
    return {state: found[state] for state in State if state in found}


def _rows(
    db: Session, wanted: Sequence[sa.ColumnElement[bool]], choice: str, start: int, now: datetime
) -> Sequence[sa.Row[Any]]:
    """Read invitations with where they stand, who invited, and the place that they have in the bubble now."""
    place = (
        col(Membership.bubble_id) == col(Invitation.bubble_id),
        col(Membership.person_id) == col(Invitation.invited_by_id),
        *memberships.are_current(),
    )
    rows = (
        sa.select(Invitation, _state(now), Person, Membership)
        .join(Person, col(Person.id) == col(Invitation.invited_by_id))
        .outerjoin(Membership, sa.and_(*place))
        .where(*wanted, *([_state(now) == choice] if choice else []))
        .order_by(col(Invitation.created_at).desc(), col(Invitation.id).desc())
    )
    return db.execute(rows.offset(start).limit(PER_PAGE)).all()


def _tracked(row: Sequence[Any], viewer: Viewer) -> Tracked:
    invitation, state, inviter, place = row
    return Tracked(
        invitation,
        State(state),
        inviter=f"{inviter.first_name} {inviter.last_name}".strip(),
        is_mine=inviter.id == viewer.person_id,
        is_orphan=not invitations.may_invite(inviter, place, as_admin=invitation.is_admin),
    )
