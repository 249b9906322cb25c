"""Whoever neither opened an invitation nor answered it is reminded once, three days after it was sent (B7)."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mycharlotte.domain import invitations
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.invitation_tracking import is_undelivered
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.invitations import Invitation

PATIENCE = timedelta(days=3)


def remind_next(db: Session, *, after: int, link: str, now: datetime) -> int | None:
    """Remind the next one due, and return the place in the table of whom was looked at; None when there is none.

    `after` is where the last call ended. Somebody invited in the name of an admin who is one no more could not accept:
    they are left in peace, and reminded if that changes.
    """
    due = (
        select(Invitation)
        .where(
            col(Invitation.id) > after,
            *(
                col(answer).is_(None)
                for answer in (
                    Invitation.opened_at,
                    Invitation.accepted_at,
                    Invitation.declined_at,
                    Invitation.revoked_at,
                    Invitation.reminded_at,
                )
            ),
            col(Invitation.sent_at) <= now - PATIENCE,
            col(Invitation.expires_at) > now,
            ~is_undelivered(),
        )
        .order_by(col(Invitation.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    invitation = db.exec(due).first()
    if invitation is None:
        return None
    if invitations.may_still_invite(db, invitation):
        bubble = db.get_one(Bubble, invitation.bubble_id)
        invitations.write(db, "invitation_reminder", invitation, bubble=bubble, link=link, is_bulk=True, now=now)
        invitation.reminded_at = now
        announce(db, Topic.INVITATIONS, bubble.ref)
    return id_of(invitation)
