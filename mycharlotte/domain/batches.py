"""Invitations by the list: read from a file, looked at, then sent little by little (`domain/batch_sending.py`).

    expect → read → start → … → done                      drop, instead of starting

A bubble shows its last list to everyone who runs it. Rows hold addresses and names: they go a day after a list that was
never started, thirty days after one that was sent.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import audit, bubbles, limits, memberships
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.invitation_files import Column, Row, RowRefusal
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of, metadata
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.invitations import BatchRow, BatchState, Invitation, InvitationBatch
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

PREVIEW_LIFE = timedelta(days=1)
ROWS_LIFE = timedelta(days=30)

_rows = metadata.tables[str(BatchRow.__tablename__)]
_ROOM = {column: cast("sa.String", _rows.c[column].type).length for column in Column}


class BatchUnderWay(Refused):
    """A list of this bubble is being sent: one at a time."""

    field = "file"


class NothingToSend(Refused):
    """Not one row of the list can be sent, or the list was dropped or replaced."""


def expect(db: Session, *, by: Viewer, bubble_ref: str) -> None:
    """Let a file in before anything of it is read, for whoever may invite.

    Raises:
        NotFound, NotAllowed, BatchUnderWay, TooManyTries.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.INVITATIONS_MANAGE)
    _refuse_while_sending(db, bubble)
    limits.spend(Limit.BATCH_BY_ADMIN, by.ref)


def read(db: Session, *, by: Viewer, bubble_ref: str, rows: Sequence[Row], now: datetime) -> str:
    """Keep what was read of a file, in the place of a list that was not started; return the new one's reference.

    Raises:
        NotFound, NotAllowed, BatchUnderWay.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.INVITATIONS_MANAGE, lock=True)
    _refuse_while_sending(db, bubble)
    _drop(db, InvitationBatch.bubble_id == id_of(bubble))
    members, invited = _members(db, bubble), _invited(db, bubble, now)
    batch = InvitationBatch(bubble_id=id_of(bubble), by_id=by.person_id, total=len(rows), created_at=now)
    db.add(batch)
    db.flush()
    kept = [_kept(row, id_of(batch), _refusal(row, by.email, members, invited)) for row in rows]
    db.connection().execute(_rows.insert(), kept)
    batch.good = sum(not row["refusal"] for row in kept)
    db.add(batch)
    audit.record(
        db,
        audit.Action.BATCH_READ,
        by=by,
        object_ref=batch.ref,
        now=now,
        bubble=bubble.ref,
        total=batch.total,
        good=batch.good,
    )
    announce(db, Topic.INVITATIONS, bubble.ref)
    return batch.ref


def start(db: Session, *, by: Viewer, bubble_ref: str, batch_ref: str, now: datetime) -> None:
    """Have a list sent, in the name of whoever starts it; one that is being sent or was sent already stays so.

    Raises:
        NotFound, NotAllowed, NothingToSend, TooManyTries.
    """
    bubble, batch = _find(db, by, bubble_ref, batch_ref)
    if batch.state in {BatchState.SENDING, BatchState.DONE}:
        return
    if batch.state == BatchState.DROPPED or batch.good == 0:
        raise NothingToSend
    limits.spend(Limit.BATCH_ROWS_BY_ADMIN, by.ref, cost=batch.good)
    batch.state, batch.started_at, batch.by_id = BatchState.SENDING, now, by.person_id
    db.add(batch)
    audit.record(
        db, audit.Action.BATCH_STARTED, by=by, object_ref=batch.ref, now=now, bubble=bubble.ref, good=batch.good
    )
    announce(db, Topic.LIST_WAITING, batch.ref)
    announce(db, Topic.INVITATIONS, bubble.ref)


def drop(db: Session, *, by: Viewer, bubble_ref: str, batch_ref: str) -> None:
    """Forget a list that was not started.

    Raises:
        NotFound, NotAllowed, BatchUnderWay.
    """
    bubble, batch = _find(db, by, bubble_ref, batch_ref)
    if batch.state == BatchState.SENDING:
        raise BatchUnderWay
    _drop(db, InvitationBatch.id == batch.id)
    announce(db, Topic.INVITATIONS, bubble.ref)


def download(db: Session, *, by: Viewer, batch_ref: str, now: datetime) -> list[BatchRow]:
    """Return the rows of a list that was sent, in the order of the file; it is remembered.

    Raises:
        NotFound: also while it is being sent, and once its rows are forgotten; NotAllowed.
    """
    if not bubbles.REFERENCE.fullmatch(batch_ref):
        raise NotFound
    found = db.exec(
        select(InvitationBatch, Bubble.ref)
        .join(Bubble, col(Bubble.id) == InvitationBatch.bubble_id)
        .where(InvitationBatch.ref == batch_ref, InvitationBatch.state == BatchState.DONE)
    ).first()
    if found is None:
        raise NotFound
    batch, bubble_ref = found
    bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.INVITATIONS_MANAGE)
    rows = db.exec(select(BatchRow).where(BatchRow.batch_id == batch.id).order_by(col(BatchRow.line))).all()
    if not rows:
        raise NotFound
    audit.record(db, audit.Action.BATCH_DOWNLOADED, by=by, object_ref=batch.ref, now=now, bubble=bubble_ref)
    return list(rows)


def forget_old(db: Session, *, now: datetime) -> None:
    """Forget lists that were not started within a day, and the rows of those that were sent a month ago."""
    _drop(db, col(InvitationBatch.created_at) < now - PREVIEW_LIFE)
    _forget_rows(db, InvitationBatch.state == BatchState.DONE, col(InvitationBatch.done_at) < now - ROWS_LIFE)


def _find(db: Session, by: Viewer, bubble_ref: str, batch_ref: str) -> tuple[Bubble, InvitationBatch]:
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.INVITATIONS_MANAGE, lock=True)
    known = (InvitationBatch.ref == batch_ref, InvitationBatch.bubble_id == bubble.id)
    batch = db.exec(select(InvitationBatch).where(*known)).first() if bubbles.REFERENCE.fullmatch(batch_ref) else None
    if batch is None:
        raise NotFound
    return bubble, batch


def _refuse_while_sending(db: Session, bubble: Bubble) -> None:
    sending = (InvitationBatch.bubble_id == bubble.id, InvitationBatch.state == BatchState.SENDING)
    if db.exec(select(InvitationBatch.id).where(*sending)).first():
        raise BatchUnderWay


def _drop(db: Session, *which: Any) -> None:
    """Forget the lists among these that were not started."""
    which = (*which, InvitationBatch.state == BatchState.PREVIEW)
    _forget_rows(db, *which)
    db.exec(sa.update(InvitationBatch).where(*which).values(state=BatchState.DROPPED))


def _forget_rows(db: Session, *which: Any) -> None:
    db.exec(sa.delete(BatchRow).where(col(BatchRow.batch_id).in_(select(InvitationBatch.id).where(*which))))


def _members(db: Session, bubble: Bubble) -> set[str]:
    place = (Membership.bubble_id == bubble.id, *memberships.are_current())
    return set(
        db.exec(select(Person.email).join(Membership, col(Membership.person_id) == col(Person.id)).where(*place))
    )


def _invited(db: Session, bubble: Bubble, now: datetime) -> set[str | None]:
    open_ones = (Invitation.bubble_id == bubble.id, col(Invitation.pending_email).is_not(None))
    return set(db.exec(select(Invitation.pending_email).where(*open_ones, col(Invitation.expires_at) > now)))


def _refusal(row: Row, own_email: str, members: Iterable[str], invited: Iterable[str | None]) -> RowRefusal | None:
    if row.refusal or row.offer is None:
        return row.refusal
    if row.offer.email == own_email:
        return RowRefusal.ONESELF
    if row.offer.email in members:
        return RowRefusal.MEMBER
    return RowRefusal.INVITED if row.offer.email in invited else None


def _kept(row: Row, batch_id: int, refusal: RowRefusal | None) -> dict[str, Any]:
    """A row as it is stored: what it offers, or what was read as far as there is room."""
    return {"batch_id": batch_id, "line": row.line, "refusal": refusal or ""} | {
        column.value: getattr(row.offer, column) if row.offer else row.cells.get(column, "")[: _ROOM[column]]
        for column in Column
    }
