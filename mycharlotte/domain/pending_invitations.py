"""What those who run a bubble do with an invitation until it is answered (decision D7).

    resend, extend, make_link, revoke

The bubble is locked first, then the invitation: an answer that comes at the same moment is seen.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from mycharlotte.domain import acceptance, audit, bubbles, invitations, limits
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.audit import Action
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.invitations import Invitation
from mycharlotte.views.viewer import Viewer

BETWEEN_MAILS = timedelta(minutes=1)


class AlreadyAccepted(Refused):
    """The person joined meanwhile."""


class AlreadyDeclined(Refused):
    """The person said no meanwhile."""


class AlreadyRevoked(Refused):
    """An admin took it back meanwhile."""


class Expired(Refused):
    """It can no longer be answered: a link would lead nowhere."""


class InviterGone(Refused):
    """Whoever invited runs the bubble no more: nobody could accept, until somebody else sends it again."""


class SentMomentsAgo(Refused):
    """A mail left less than a minute ago."""


class ExtendedAlready(Refused):
    """It is good for more than 14 days from now as it is."""


def resend(
    db: Session, *, by: Viewer, bubble_ref: str, invitation_ref: str, link: str, now: datetime
) -> tuple[Invitation, str]:
    """Send an invitation again, good for 14 days, in the name of whoever does; earlier links stay good.

    Returns:
        the invitation, with the token of a link to copy.

    Raises:
        NotFound, NotAllowed, AlreadyAccepted, AlreadyDeclined, AlreadyRevoked, AlreadyMember, AlreadyInvited,
        SentMomentsAgo, TooManyTries.
    """
    bubble, invitation = _unanswered(db, by, bubble_ref, invitation_ref)
    if now - invitation.sent_at < BETWEEN_MAILS:
        raise SentMomentsAgo
    _hold_its_address(db, bubble, invitation, now)
    limits.spend(Limit.INVITATION_BY_ADMIN, by.ref)
    limits.spend(Limit.INVITATION_BY_ADDRESS, invitation.email)
    invitation.invited_by_id, invitation.expires_at = by.person_id, now + invitations.LIFE
    invitations.post(db, invitation, bubble=bubble, link=link, now=now)
    _remember(db, Action.INVITED_AGAIN, by, bubble, invitation, now)
    return invitation, invitations.new_token(db, invitation, now=now)


def extend(db: Session, *, by: Viewer, bubble_ref: str, invitation_ref: str, now: datetime) -> Invitation:
    """Leave 14 days more to answer, without a mail.

    Raises:
        NotFound, NotAllowed, AlreadyAccepted, AlreadyDeclined, AlreadyRevoked, AlreadyMember, AlreadyInvited,
        InviterGone, ExtendedAlready.
    """
    bubble, invitation = _unanswered(db, by, bubble_ref, invitation_ref)
    _require_inviter(db, invitation)
    if not may_extend(invitation, now):
        raise ExtendedAlready
    _hold_its_address(db, bubble, invitation, now)
    invitation.expires_at = max(invitation.expires_at, now) + invitations.LIFE
    db.add(invitation)
    _remember(db, Action.INVITATION_EXTENDED, by, bubble, invitation, now)
    return invitation


def make_link(
    db: Session, *, by: Viewer, bubble_ref: str, invitation_ref: str, now: datetime
) -> tuple[Invitation, str]:
    """Return an invitation with the token of one more link to it, to hand over; no mail leaves.

    Raises:
        NotFound, NotAllowed, AlreadyAccepted, AlreadyDeclined, AlreadyRevoked, Expired, InviterGone, TooManyTries.
    """
    bubble, invitation = _unanswered(db, by, bubble_ref, invitation_ref)
    if not invitations.is_open(invitation, now):
        raise Expired
    _require_inviter(db, invitation)
    limits.spend(Limit.INVITATION_BY_ADMIN, by.ref)
    _remember(db, Action.INVITATION_LINK_MADE, by, bubble, invitation, now)
    return invitation, invitations.new_token(db, invitation, now=now)


def revoke(db: Session, *, by: Viewer, bubble_ref: str, invitation_ref: str, now: datetime) -> Invitation:
    """Take an invitation back: none of its links opens anything any more, and what waited for an answer is over.

    Raises:
        NotFound, NotAllowed, AlreadyAccepted, AlreadyDeclined, AlreadyRevoked.
    """
    bubble, invitation = _unanswered(db, by, bubble_ref, invitation_ref)
    invitation.revoked_at = now
    _remember(db, Action.INVITATION_REVOKED, by, bubble, invitation, now)
    acceptance.settle(db, bubble, invitation, now)
    return invitation


def may_extend(invitation: Invitation, now: datetime) -> bool:
    """Tell whether an invitation is good for 14 days at most: extended twice in a row, it would be for too long."""
    return invitation.expires_at <= now + invitations.LIFE


def _unanswered(db: Session, by: Viewer, bubble_ref: str, invitation_ref: str) -> tuple[Bubble, Invitation]:
    """Return a bubble that the viewer runs and an invitation to it, both locked; answered, it is nothing to act upon.

    Raises:
        NotFound, NotAllowed, AlreadyAccepted, AlreadyDeclined, AlreadyRevoked.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.INVITATIONS_MANAGE, lock=True)
    if not bubbles.REFERENCE.fullmatch(invitation_ref):
        raise NotFound
    found = select(Invitation).where(Invitation.ref == invitation_ref, Invitation.bubble_id == bubble.id)
    invitation = db.exec(found.with_for_update()).first()
    if invitation is None:
        raise NotFound
    if invitation.accepted_at:
        raise AlreadyAccepted
    if invitation.declined_at:
        raise AlreadyDeclined
    if invitation.revoked_at:
        raise AlreadyRevoked
    return bubble, invitation


def _require_inviter(db: Session, invitation: Invitation) -> None:
    if not invitations.may_still_invite(db, invitation):
        raise InviterGone


def _hold_its_address(db: Session, bubble: Bubble, invitation: Invitation, now: datetime) -> None:
    """Make an invitation the one that waits at its address.

    While it was over, another may have come to wait there, or the person may have joined.

    Raises:
        AlreadyMember, AlreadyInvited.
    """
    invitations.refuse_members(db, bubble=bubble, email=invitation.email)
    if invitation.pending_email is None:
        invitations.refuse_invited(db, bubble=bubble, email=invitation.email, now=now)
        invitation.pending_email = invitation.email


def _remember(db: Session, action: Action, by: Viewer, bubble: Bubble, invitation: Invitation, now: datetime) -> None:
    audit.record(db, action, by=by, object_ref=invitation.ref, now=now, bubble=bubble.ref)
    announce(db, Topic.INVITATIONS, bubble.ref)
