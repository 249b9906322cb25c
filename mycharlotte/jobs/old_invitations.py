"""What invitations leave behind: links that open nothing any more, accounts that were asked for and never finished.

The invitations themselves stay: they are the history of who was invited, by whom, and what became of it.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from mycharlotte.models.invitations import Invitation, InvitationLink, SignUp
from mycharlotte.models.outbox import Delivery, OutgoingMail

LINKS_LIFE = timedelta(days=30)
SIGN_UPS_LIFE = timedelta(days=1)


def remove_old_links(session: Session, *, now: datetime) -> None:
    """Remove sign-ups over for a day, and the links of invitations over for thirty: until then, one is told why."""
    session.exec(sa.delete(SignUp).where(col(SignUp.expires_at) < now - SIGN_UPS_LIFE))
    ends = (Invitation.expires_at, Invitation.accepted_at, Invitation.declined_at, Invitation.revoked_at)
    over = sa.select(col(Invitation.id)).where(sa.or_(*(col(end) < now - LINKS_LIFE for end in ends)))
    session.exec(sa.delete(InvitationLink).where(col(InvitationLink.invitation_id).in_(over)))


def are_told_of(*, before: datetime) -> sa.ColumnElement[bool]:
    """What is true of the mails given up by which an invitation, unless it was over by then, is known not to arrive."""
    return sa.exists().where(
        col(Invitation.mail_ref) == col(OutgoingMail.ref),
        col(Invitation.pending_email).is_not(None),
        col(Invitation.expires_at) >= before,
        col(OutgoingMail.state) == Delivery.FAILED,
    )
