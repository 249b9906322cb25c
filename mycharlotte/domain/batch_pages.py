"""A bubble's last list of invitations, as its admins look at it: how far it is, and its rows a page at a time."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import bubbles
from mycharlotte.domain.batches import ROWS_LIFE
from mycharlotte.domain.invitation_files import RowRefusal
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.invitations import BatchRow, BatchState, InvitationBatch
from mycharlotte.models.people import Person
from mycharlotte.views.batches import BatchCounts, BatchRowView, BatchView
from mycharlotte.views.viewer import Viewer

ROWS = 50
READ_AT_MOST = 120

_FOUND_IN = {
    "email": {RowRefusal.EMAIL_INVALID, RowRefusal.EMAIL_HAS_ACCENTS},
    "role": {RowRefusal.ROLE_UNKNOWN},
    "first_name": {RowRefusal.FIRST_NAME_TOO_LONG, RowRefusal.FIRST_NAME_UNREADABLE},
    "last_name": {RowRefusal.LAST_NAME_TOO_LONG, RowRefusal.LAST_NAME_UNREADABLE},
}
_FAULTY = {refusal: column for column, refusals in _FOUND_IN.items() for refusal in refusals}


def show(
    db: Session, *, viewer: Viewer, bubble_ref: str, choice: str | None = None, page: int = 1, now: datetime
) -> BatchView:
    """Return the last list of a bubble, with one page of the rows chosen: all (empty), `good` or `refused`.

    Without a choice, what is to be mended comes first. A page that does not exist is the nearest one that does. While
    a list is being sent, how far it is says enough.

    Raises:
        NotFound, NotAllowed.
    """
    bubble = bubbles.find(db, viewer=viewer, bubble_ref=bubble_ref, permission=Permission.INVITATIONS_MANAGE)
    found = db.exec(
        select(InvitationBatch, Person.first_name, Person.last_name)
        .join(Person, col(Person.id) == InvitationBatch.by_id)
        .where(InvitationBatch.bubble_id == bubble.id, InvitationBatch.state != BatchState.DROPPED)
        .order_by(col(InvitationBatch.id).desc())
        .limit(1)
    ).first()
    if found is None or (found[0].done_at and found[0].done_at < now - ROWS_LIFE):
        return BatchView()
    batch = found[0]
    counts, is_stopped = _count(db, batch)
    chosen = {"": counts.total, "good": counts.total - counts.refused, "refused": counts.refused}
    if choice not in chosen:
        choice = "refused" if counts.refused else ""
    pages = max(1, -(-chosen[choice] // ROWS))
    page = min(max(1, page), pages)
    return BatchView(
        ref=batch.ref,
        state=batch.state,
        by=f"{found[1]} {found[2]}".strip(),
        at=(batch.done_at or batch.started_at or batch.created_at).isoformat(),
        counts=counts,
        is_stopped=is_stopped,
        choice=choice,
        page=page,
        pages=pages,
        rows=() if batch.state == BatchState.SENDING else _page(db, batch, choice, page),
    )


def _count(db: Session, batch: InvitationBatch) -> tuple[BatchCounts, bool]:
    """Count the rows of a list, and tell whether it was stopped on its way."""
    is_left = sa.and_(col(BatchRow.invitation_id).is_(None), col(BatchRow.refusal) == "")
    columns = (is_left, col(BatchRow.refusal) != "", col(BatchRow.refusal) == RowRefusal.STOPPED)
    sums = (sa.func.coalesce(sa.func.sum(sa.case((column, 1), else_=0)), 0) for column in columns)
    query = sa.select(*sums).where(col(BatchRow.batch_id) == batch.id)
    left, refused, stopped = map(int, db.connection().execute(query).one())
    counts = BatchCounts(
        total=batch.total, good=batch.good, handled=batch.good - left, left=left, sent=batch.sent, refused=refused
    )
    return counts, stopped > 0


def _page(db: Session, batch: InvitationBatch, choice: str, page: int) -> tuple[BatchRowView, ...]:
    query = select(BatchRow).where(BatchRow.batch_id == batch.id)
    if choice:
        query = query.where(col(BatchRow.refusal) != "" if choice == "refused" else col(BatchRow.refusal) == "")
    rows = db.exec(query.order_by(col(BatchRow.line)).offset((page - 1) * ROWS).limit(ROWS))
    return tuple(_row(row) for row in rows)


def _row(row: BatchRow) -> BatchRowView:
    faulty = _FAULTY.get(RowRefusal(row.refusal)) if row.refusal else None
    return BatchRowView(
        line=row.line,
        email=row.email[:READ_AT_MOST],
        name=f"{row.first_name} {row.last_name}".strip()[:READ_AT_MOST],
        role=row.role[:READ_AT_MOST],
        refusal=row.refusal,
        read=getattr(row, faulty).strip()[:READ_AT_MOST] if faulty else "",
        is_sent=row.invitation_id is not None,
    )
