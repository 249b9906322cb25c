"""Invitations to join a bubble (seed R45, decision D7): sent to one address, answered once.

    send → (the link is opened) → accept | decline            until then: `domain/pending_invitations.py`

A link is 256 random bits, of which the hash is stored. It opens an offer bound to an address: nobody joins under
another one, and whoever invited must still run the bubble when it is accepted. Nothing ever tells whether an address
has an account.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mycharlotte.domain import (
    audit,
    bubbles,
    limits,
    memberships,
    names,
    outbox,
    permissions,
    tokens,
)
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.offers import Offer
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.invitations import Invitation, InvitationLink
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Standing, Viewer

LIFE = timedelta(days=14)
OPEN_LIFE = timedelta(hours=2)  # how long a browser remembers the link it opened
FOLDED_AT_MOST = 500


class AlreadyMember(Refused):
    """This person belongs to the bubble already; `who` is their name."""

    field = "email"


class AlreadyInvited(Refused):
    """An invitation to this address waits already; `invitation` is its reference, to send it again."""

    field = "email"


class NotOneself(Refused):
    """Nobody invites themselves."""

    field = "email"


def send(db: Session, *, by: Viewer, bubble_ref: str, offer: Offer, link: str, now: datetime) -> tuple[Invitation, str]:
    """Invite someone by mail, and return the invitation with the token of a link to copy or to show as a QR code.

    `link` is the address that a token is written after.

    Raises:
        NotFound, NotAllowed, NotOneself, AlreadyMember, AlreadyInvited, TooManyTries.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.INVITATIONS_MANAGE, lock=True)
    if offer.email == by.email:
        raise NotOneself
    limits.spend(Limit.INVITATION_BY_ADMIN, by.ref)
    invitation = create(db, by=by, bubble=bubble, offer=offer, now=now)
    limits.spend(Limit.INVITATION_BY_ADDRESS, offer.email)
    post(db, invitation, bubble=bubble, link=link, now=now)
    return invitation, new_token(db, invitation, now=now)


def create(
    db: Session,
    *,
    by: Viewer,
    bubble: Bubble,
    offer: Offer,
    is_admin: bool = False,
    batch_id: int | None = None,
    now: datetime,
) -> Invitation:
    """Store an offer, for someone whose right to make it was checked; no mail leaves.

    Raises:
        AlreadyMember, AlreadyInvited.
    """
    refuse_members(db, bubble=bubble, email=offer.email)
    refuse_invited(db, bubble=bubble, email=offer.email, now=now)
    invitation = Invitation(
        bubble_id=id_of(bubble),
        email=offer.email,
        pending_email=offer.email,
        role=offer.role,
        is_admin=is_admin,
        first_name=offer.first_name,
        last_name=offer.last_name,
        folded=_folded(offer),
        message=offer.message,
        language=offer.language,
        invited_by_id=by.person_id,
        batch_id=batch_id,
        created_at=now,
        sent_at=now,
        expires_at=now + LIFE,
    )
    db.add(invitation)
    db.flush()
    audit.record(
        db, audit.Action.INVITED, by=by, object_ref=invitation.ref, now=now, bubble=bubble.ref, role=offer.role
    )
    announce(db, Topic.INVITATIONS, bubble.ref)
    return invitation


def post(
    db: Session, invitation: Invitation, *, bubble: Bubble, link: str, is_bulk: bool = False, now: datetime
) -> None:
    """Mail an invitation, with a link of its own; the mails before it stay good."""
    write(db, "invitation", invitation, bubble=bubble, link=link, is_bulk=is_bulk, now=now)
    invitation.sent_at = now


def write(
    db: Session, letter: str, invitation: Invitation, *, bubble: Bubble, link: str, is_bulk: bool, now: datetime
) -> None:
    """Queue a letter that leads to an invitation, in the place of one that has not left yet."""
    if invitation.mail_ref:
        outbox.withdraw(db, invitation.mail_ref)
    inviter = db.get_one(Person, invitation.invited_by_id)
    mail = outbox.post(
        db,
        letter,
        to=invitation.email,
        language=invitation.language,
        values={
            "first_name": invitation.first_name,
            "link": link + new_token(db, invitation, now=now),
            "bubble": bubble.name,
            "inviter": f"{inviter.first_name} {inviter.last_name}".strip(),
            "message": invitation.message,
        },
        useless_after=invitation.expires_at,
        is_bulk=is_bulk,
        now=now,
    )
    invitation.mail_ref = mail.ref
    db.add(invitation)


def new_token(db: Session, invitation: Invitation, *, now: datetime) -> str:
    """Return the token of one more link to an invitation: the only time it exists in clear."""
    token = tokens.new()
    db.add(InvitationLink(invitation_id=id_of(invitation), token_hash=tokens.digest(token), created_at=now))
    return token


def is_open(invitation: Invitation, now: datetime) -> bool:
    """Tell whether an invitation can still be answered."""
    answers = (invitation.accepted_at, invitation.declined_at, invitation.revoked_at)
    return not any(answers) and now < invitation.expires_at


def may_still_invite(db: Session, invitation: Invitation) -> bool:
    """Tell whether whoever invited still has the right to."""
    inviter = db.get_one(Person, invitation.invited_by_id)
    place = memberships.current(db, bubble_id=invitation.bubble_id, person_id=invitation.invited_by_id)
    return may_invite(inviter, place, as_admin=invitation.is_admin)


def may_invite(person: Person, place: Membership | None, *, as_admin: bool) -> bool:
    """Tell whether someone with that place in a bubble may invite there; `as_admin`, its first admin."""
    if person.suspended_at:
        return False
    if as_admin and person.is_platform_admin:
        return True
    return place is not None and Permission.INVITATIONS_MANAGE in permissions.of(
        Standing(place.bubble_id, place.role, place.is_admin)
    )


def refuse_members(db: Session, *, bubble: Bubble, email: str) -> None:
    """Refuse an address whose owner is in the bubble.

    Raises:
        AlreadyMember.
    """
    found = db.exec(
        select(Person.first_name, Person.last_name)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.bubble_id == bubble.id, Person.email == email, *memberships.are_current())
    ).first()
    if found:
        raise AlreadyMember(who=f"{found[0]} {found[1]}".strip())


def refuse_invited(db: Session, *, bubble: Bubble, email: str, now: datetime) -> None:
    """Refuse an address that an invitation waits for; one that expired makes room.

    Raises:
        AlreadyInvited.
    """
    waiting = db.exec(
        select(Invitation).where(Invitation.bubble_id == bubble.id, Invitation.pending_email == email).with_for_update()
    ).first()
    if waiting is None:
        return
    if is_open(waiting, now):
        raise AlreadyInvited(invitation=waiting.ref)
    waiting.pending_email = None
    db.add(waiting)
    db.flush()


def _folded(offer: Offer) -> str:
    """Return a name and an address as they are searched; some letters are written in many once folded."""
    return names.folded(f"{offer.first_name} {offer.last_name} {offer.email}")[:FOLDED_AT_MOST]
