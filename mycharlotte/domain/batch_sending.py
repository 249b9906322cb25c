"""A list of invitations on its way: some at a time, each time with the rights that whoever started it has by then.

What was sent is known in the transaction that sends it: whatever stops in between, nobody is invited twice.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import invitations, limits, memberships
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.invitation_files import RowRefusal
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.offers import Offer
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Role
from mycharlotte.models.invitations import BatchRow, BatchState, InvitationBatch
from mycharlotte.models.people import Language, Person
from mycharlotte.views.viewer import Viewer

AT_ONCE = 10


def send_some(db: Session, *, link: str, now: datetime, at_most: int = AT_ONCE) -> bool:
    """Send the next invitations of the list that was started first; tell whether there may be more to do.

    `link` is the address that a token is written after.
    """
    first = select(InvitationBatch).where(InvitationBatch.state == BatchState.SENDING)
    batch = db.exec(first.order_by(col(InvitationBatch.started_at), col(InvitationBatch.id)).limit(1)).first()
    if batch is None:
        return False
    # As everyone who changes who belongs to a bubble, one waits for its row; only then is the list as it stands read.
    bubble = db.exec(select(Bubble).where(Bubble.id == batch.bubble_id).with_for_update(key_share=True)).one()
    db.refresh(batch)
    if batch.state != BatchState.SENDING:
        return True
    sender = db.get_one(Person, batch.by_id)
    rows = db.exec(select(BatchRow).where(*_are_left(batch)).order_by(col(BatchRow.line)).limit(at_most)).all()
    place = memberships.current(db, bubble_id=id_of(bubble), person_id=id_of(sender))
    if not invitations.may_invite(sender, place, as_admin=False):
        db.exec(sa.update(BatchRow).where(*_are_left(batch)).values(refusal=RowRefusal.STOPPED))
        rows = []
    for row in rows:
        if refusal := _send(db, row, by=_as_viewer(sender, now), bubble=bubble, link=link, now=now):
            row.refusal = refusal
        else:
            batch.sent += 1
        db.add(row)
    if len(rows) < at_most:
        batch.state, batch.done_at = BatchState.DONE, now
    db.add(batch)
    announce(db, Topic.INVITATIONS, bubble.ref)
    return True


def _send(db: Session, row: BatchRow, *, by: Viewer, bubble: Bubble, link: str, now: datetime) -> RowRefusal | None:
    """Invite someone of the list, or return why not: much may have happened since it was read."""
    if limits.is_used_up(Limit.INVITATION_BY_ADDRESS, row.email):
        return RowRefusal.PESTERED
    offer = Offer(row.email, Role(row.role), row.first_name, row.last_name, row.message, Language(row.language))
    try:
        # Nothing that the checks read is pending: all of a row is written at once, in half the time.
        with db.no_autoflush:
            invitation = invitations.create(db, by=by, bubble=bubble, offer=offer, batch_id=row.batch_id, now=now)
    except invitations.AlreadyMember:
        return RowRefusal.MEMBER
    except invitations.AlreadyInvited:
        return RowRefusal.INVITED
    invitations.post(db, invitation, bubble=bubble, link=link, is_bulk=True, now=now)
    limits.spend(Limit.INVITATION_BY_ADDRESS, row.email)
    row.invitation_id = id_of(invitation)
    return None


def _are_left(batch: InvitationBatch) -> tuple[sa.ColumnElement[bool], ...]:
    """What is true of the rows that wait to be sent."""
    return col(BatchRow.batch_id) == batch.id, col(BatchRow.invitation_id).is_(None), col(BatchRow.refusal) == ""


def _as_viewer(sender: Person, now: datetime) -> Viewer:
    """Whoever started the list, as verbs know people: it goes on when they close their session."""
    return Viewer(
        person_id=id_of(sender),
        ref=sender.ref,
        session_id=0,
        session_ref="",
        first_name=sender.first_name,
        last_name=sender.last_name,
        email=sender.email,
        language=sender.language,
        timezone=sender.timezone,
        picture_ref=sender.picture_ref or "",
        is_platform_admin=sender.is_platform_admin,
        standings=(),
        last_seen_at=now,
        proved_at=now,
        expires_at=now,
    )
