"""Bubbles begin here: a platform admin names one, and invites its first admin (seed R47, decision D9)."""

from datetime import datetime

from sqlmodel import Session, col, select

from mycharlotte.domain import (
    acceptance,
    addresses,
    audit,
    bubble_information,
    edits,
    invitations,
    limits,
    memberships,
    names,
    permissions,
)
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.audit import Action
from mycharlotte.domain.errors import NotAllowed, Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.offers import Offer
from mycharlotte.domain.pending_invitations import BETWEEN_MAILS
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.invitations import Invitation
from mycharlotte.models.people import Person
from mycharlotte.views.new_bubbles import NewBubble
from mycharlotte.views.viewer import Viewer


class BubbleNameTaken(Refused):
    """Another bubble has this name: whoever belongs to both could not tell them apart."""

    field = "name"


def create(
    db: Session, *, by: Viewer, name: str, email: str, first_name: str, last_name: str, link: str, now: datetime
) -> NewBubble:
    """Create a bubble and invite its first admin, as a companion; one's own address makes one its admin at once.

    The names are those of the first admin, and may be empty. `link` is the address that a token is written after.
    Whether the address has an account changes nothing. The same name again, while nobody has come, sends the
    invitation again, or to another address: the first one may have been mistyped, and nobody else could mend it.

    Raises:
        NotAllowed: for anyone but a platform admin.
        SeveralRefused, NameRefused, TextTooLong, EmailInvalid, BubbleNameTaken, TooManyTries.
    """
    creator = _platform_admin(db, by)
    read = edits.read(
        {
            "name": lambda: bubble_information.parse_name(name),
            "email": lambda: addresses.parse_email_to_write_to(email),
            "admin_first_name": lambda: _optional(first_name, field="admin_first_name"),
            "admin_last_name": lambda: _optional(last_name, field="admin_last_name"),
        }
    )
    bubble = _bubble(db, by=by, name=read["name"], now=now)
    waiting = _take_back_others(db, by=by, bubble=bubble, but_to=read["email"], now=now)
    if read["email"] == creator.email:
        memberships.join(db, bubble=bubble, person=creator, role=Role.COMPANION, is_admin=True, now=now)
        return NewBubble(ref=bubble.ref, name=bubble.name)
    created = NewBubble(bubble.ref, bubble.name, read["email"], invitations.LIFE.days)
    if waiting and now - waiting.sent_at < BETWEEN_MAILS:  # the same form, sent twice
        return created
    limits.spend(Limit.INVITATION_BY_ADMIN, by.ref)
    limits.spend(Limit.INVITATION_BY_ADDRESS, read["email"])
    offer = Offer(
        email=read["email"],
        role=Role.COMPANION,
        first_name=read["admin_first_name"],
        last_name=read["admin_last_name"],
    )
    if waiting:
        waiting.expires_at = now + invitations.LIFE
        _remember(db, Action.INVITED_AGAIN, by, bubble, waiting, now)
    else:
        waiting = invitations.create(db, by=by, bubble=bubble, offer=offer, is_admin=True, now=now)
    invitations.post(db, waiting, bubble=bubble, link=link, now=now)
    return created


def _bubble(db: Session, *, by: Viewer, name: str, now: datetime) -> Bubble:
    """Return a new bubble; or the one of that name, if its creator asks again and nobody ever came to it.

    Raises:
        BubbleNameTaken.
    """
    # Locked before anything is asked about them: whoever accepts at this moment has come, or waits.
    if known := db.exec(select(Bubble).where(Bubble.name == name).with_for_update()).all():
        if waiting := next((bubble for bubble in known if _is_still_to_begin(db, bubble, by=by)), None):
            return waiting
        raise BubbleNameTaken
    bubble = Bubble(name=name, created_at=now)
    db.add(bubble)
    db.flush()
    audit.record(db, Action.BUBBLE_CREATED, by=by, object_ref=bubble.ref, now=now, bubble=bubble.ref)
    return bubble


def _is_still_to_begin(db: Session, bubble: Bubble, *, by: Viewer) -> bool:
    """Tell whether nobody ever came to a bubble, and this person alone invited to it."""
    somebody = select(Membership.id).where(Membership.bubble_id == bubble.id)
    by_another = select(Invitation.id).where(
        Invitation.bubble_id == bubble.id, Invitation.invited_by_id != by.person_id
    )
    return not any(db.exec(question.limit(1)).first() for question in (somebody, by_another))


def _take_back_others(db: Session, *, by: Viewer, bubble: Bubble, but_to: str, now: datetime) -> Invitation | None:
    """Take back what was sent to another first admin; return what waits at this address already."""
    kept = None
    sent = select(Invitation).where(Invitation.bubble_id == bubble.id, col(Invitation.pending_email).is_not(None))
    for invitation in db.exec(sent.with_for_update()).all():
        if not invitations.is_open(invitation, now):
            continue
        if invitation.email == but_to:
            kept = invitation
            continue
        invitation.revoked_at = now
        _remember(db, Action.INVITATION_REVOKED, by, bubble, invitation, now)
        acceptance.settle(db, bubble, invitation, now)
    return kept


def _remember(db: Session, action: Action, by: Viewer, bubble: Bubble, invitation: Invitation, now: datetime) -> None:
    audit.record(db, action, by=by, object_ref=invitation.ref, now=now, bubble=bubble.ref)
    announce(db, Topic.INVITATIONS, bubble.ref)


def _platform_admin(db: Session, by: Viewer) -> Person:
    """Return who creates, read again; two bubbles at once from one person wait for one another."""
    permissions.require(by, Permission.BUBBLE_CREATE)
    person = db.exec(select(Person).where(Person.id == by.person_id).with_for_update()).one()
    if not person.is_platform_admin or person.suspended_at:
        raise NotAllowed
    return person


def _optional(typed: str, *, field: str) -> str:
    return names.parse(typed, field=field) if typed.strip() else ""
