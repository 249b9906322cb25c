"""An invitation answered, once (decision D7).

    (the link is looked at: `domain/guests.py`) → accept | decline

An invitation is bound to an address, and only its owner takes it: signed in, or with a code mailed there when they have
no account yet (`domain/sign_ups.py`). Whoever answers locks the bubble first, then the invitation, then the person: one
invitation gives one place, and whoever invited still runs the bubble at that very moment.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import audit, guests, memberships, outbox, sessions
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import Refused, SignedOut
from mycharlotte.domain.origin import Origin
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.invitations import Invitation, SignUp
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer


class NotYourInvitation(Refused):
    """It is for another address than the one signed in."""


def accept(db: Session, *, by: Viewer, token: str, origin: Origin, now: datetime) -> str:
    """Give the viewer the place that was offered to their address; return the reference of the bubble.

    Whoever took it already is led there again.

    Raises:
        InvitationOver, NotYourInvitation, TooManyTries; SignedOut: their session or their account was ended meanwhile.
    """
    bubble, invitation = lock(db, invitation_id=id_of(guests.find(db, token=token, origin=origin)))
    if guests.has_taken(db, invitation, by):
        return bubble.ref
    guests.require_open(db, invitation, now=now)
    if guests.reader_of(invitation, by) is not guests.Reader.INVITED:
        raise NotYourInvitation
    sessions.require_open(db, by=by, now=now)
    person = db.exec(select(Person).where(Person.id == by.person_id).execution_options(populate_existing=True)).one()
    if person.suspended_at or person.email != invitation.email:
        raise SignedOut
    take(db, bubble=bubble, invitation=invitation, person=person, origin=origin, now=now)
    return bubble.ref


def decline(db: Session, *, token: str, origin: Origin, now: datetime) -> None:
    """Say no, for good: whoever holds the link may, without an account.

    Raises:
        InvitationOver, TooManyTries.
    """
    bubble, invitation = lock(db, invitation_id=id_of(guests.find(db, token=token, origin=origin)))
    guests.require_open(db, invitation, now=now)
    invitation.declined_at = now
    audit.record(
        db,
        audit.Action.INVITATION_DECLINED,
        object_ref=invitation.ref,
        now=now,
        origin=origin,
        bubble=bubble.ref,
    )
    settle(db, bubble, invitation, now)


def lock(db: Session, *, invitation_id: int) -> tuple[Bubble, Invitation]:
    """Return the bubble and the invitation, whose rows are locked: those who answer or take it back wait."""
    its_bubble = select(Bubble).where(Bubble.id == db.get_one(Invitation, invitation_id).bubble_id)
    itself = select(Invitation).where(Invitation.id == invitation_id)
    fresh = {"populate_existing": True}  # what they were before the lock may be old by now
    bubble = db.exec(its_bubble.with_for_update(key_share=True).execution_options(**fresh)).one()
    return bubble, db.exec(itself.with_for_update().execution_options(**fresh)).one()


def take(db: Session, *, bubble: Bubble, invitation: Invitation, person: Person, origin: Origin, now: datetime) -> None:
    """Give the place to the person invited, and close the invitation. Both rows are locked and it is open."""
    memberships.join(db, bubble=bubble, person=person, role=invitation.role, is_admin=invitation.is_admin, now=now)
    invitation.accepted_at, invitation.accepted_by_id = now, id_of(person)
    audit.record(
        db,
        audit.Action.INVITATION_ACCEPTED,
        actor_ref=person.ref,
        object_ref=invitation.ref,
        now=now,
        origin=origin,
        bubble=bubble.ref,
    )
    settle(db, bubble, invitation, now)


def settle(db: Session, bubble: Bubble, invitation: Invitation, now: datetime) -> None:
    """Leave nothing of it to wait for: its address makes room, no mail about it leaves, no code is good any more."""
    invitation.pending_email = None
    db.add(invitation)
    outbox.withdraw(db, invitation.mail_ref)
    waiting = (col(SignUp.invitation_id) == invitation.id, col(SignUp.expires_at) > now)
    for mail_ref in db.exec(select(SignUp.mail_ref).where(*waiting)).all():
        outbox.withdraw(db, mail_ref)
    db.exec(sa.update(SignUp).where(*waiting).values(expires_at=now, code_mac=b"", password_hash=""))
    announce(db, Topic.INVITATIONS, bubble.ref)
