"""Whoever holds the link of an invitation: what it shows them, and nothing more (decision D7).

A link opens an offer to one address. Looking changes nothing but that somebody did; what is answered is for
`domain/acceptance.py`. Nothing here tells whether the address has an account.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import invitations, limits, memberships, tokens
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import KnownDevice
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.invitations import Invitation, InvitationLink
from mycharlotte.models.people import Person
from mycharlotte.views.guests import InvitationView
from mycharlotte.views.viewer import Viewer

TOKEN_LENGTH = 43  # 256 bits, as they are written in a link


class Stage(StrEnum):
    """Where an invitation stands, for whoever holds a link to it."""

    NONE = ""
    CUT = "cut"
    UNKNOWN = "unknown"
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"  # whoever invited no longer has the right to


class Reader(StrEnum):
    """Who looks at it."""

    NOBODY = ""
    INVITED = "invited"
    ANOTHER = "another"


# Whom to ask for another one is said of these; a link that was taken back tells nothing any more.
_NAMED = {Stage.DECLINED, Stage.EXPIRED, Stage.WITHDRAWN}


class InvitationOver(Refused):
    """It can no longer be answered, or never could."""


def show(db: Session, *, token: str, viewer: Viewer | None, origin: Origin, now: datetime) -> InvitationView:
    """Show what a link leads to; changes nothing. Why it cannot be answered is told by `stage`.

    Raises:
        TooManyTries: too many links that open nothing came from this block of addresses.
    """
    if len(token) != TOKEN_LENGTH:
        return InvitationView(stage=Stage.CUT if token else Stage.NONE)
    invitation = _find(db, token, origin)
    if invitation is None:
        return InvitationView(stage=Stage.UNKNOWN)
    stage = _stage(db, invitation, now)
    bubble = db.get_one(Bubble, invitation.bubble_id)
    reader = reader_of(invitation, viewer)
    if stage is Stage.OPEN:
        return InvitationView(
            stage=stage,
            bubble=bubble.name,
            inviter=_name_of(db, invitation.invited_by_id),
            role=invitation.role,
            is_admin=invitation.is_admin,
            message=invitation.message,
            email=invitation.email,
            first_name=invitation.first_name,
            last_name=invitation.last_name,
            until=invitation.expires_at.isoformat(),
            reader=reader,
            is_known_here=_is_known_here(db, invitation, origin),
        )
    if stage in _NAMED:
        inviter = "" if stage is Stage.WITHDRAWN else _name_of(db, invitation.invited_by_id)
        return InvitationView(stage=stage, bubble=bubble.name, inviter=inviter, reader=reader)
    if viewer and has_taken(db, invitation, viewer):
        return InvitationView(stage=stage, bubble=bubble.name, bubble_ref=bubble.ref, reader=reader)
    return InvitationView(stage=stage, reader=reader)


def mark_opened(db: Session, *, token: str, viewer: Viewer | None, now: datetime) -> None:
    """Note that a person looks at the invitation, for the first time; whoever sent it may try the link."""
    opened = db.execute(
        sa.update(Invitation)
        .where(
            col(Invitation.id) == named_by(token),
            col(Invitation.opened_at).is_(None),
            col(Invitation.invited_by_id) != (viewer.person_id if viewer else 0),
        )
        .values(opened_at=now)
        .returning(col(Invitation.bubble_id))
    ).first()
    if opened:
        announce(db, Topic.INVITATIONS, db.get_one(Bubble, opened.bubble_id).ref)


def find(db: Session, *, token: str, origin: Origin) -> Invitation:
    """Return the invitation that a link is for, open or not.

    Raises:
        InvitationOver: there is none; TooManyTries.
    """
    invitation = _find(db, token, origin) if len(token) == TOKEN_LENGTH else None
    if invitation is None:
        raise InvitationOver
    return invitation


def find_open(db: Session, *, token: str, origin: Origin, now: datetime) -> Invitation:
    """Return the invitation that a link opens.

    Raises:
        InvitationOver, TooManyTries.
    """
    invitation = find(db, token=token, origin=origin)
    require_open(db, invitation, now=now)
    return invitation


def require_open(db: Session, invitation: Invitation, *, now: datetime) -> None:
    """Refuse what can no longer be answered; whoever invited must still have the right to.

    Raises:
        InvitationOver.
    """
    if _stage(db, invitation, now) is not Stage.OPEN:
        raise InvitationOver


def reader_of(invitation: Invitation, viewer: Viewer | None) -> Reader:
    """Tell who looks."""
    if viewer is None:
        return Reader.NOBODY
    return Reader.INVITED if viewer.email == invitation.email else Reader.ANOTHER


def has_taken(db: Session, invitation: Invitation, viewer: Viewer) -> bool:
    """Tell whether the viewer accepted it, and is still there."""
    if invitation.accepted_by_id != viewer.person_id:
        return False
    return memberships.current(db, bubble_id=invitation.bubble_id, person_id=viewer.person_id) is not None


def named_by(token: str) -> sa.ScalarSelect[int]:
    """The identifier of the invitation that a link is for, to look for in a query."""
    query = sa.select(col(InvitationLink.invitation_id)).where(col(InvitationLink.token_hash) == tokens.digest(token))
    return query.scalar_subquery()


def _find(db: Session, token: str, origin: Origin) -> Invitation | None:
    found = db.exec(select(Invitation).where(col(Invitation.id) == named_by(token))).first()
    if found is None:  # a good link opens, whatever its neighbours try: 256 bits are not guessed
        limits.spend(Limit.INVITATION_BY_BLOCK, origin.address_block)
    return found


def _stage(db: Session, invitation: Invitation, now: datetime) -> Stage:
    if invitation.accepted_at:
        return Stage.ACCEPTED
    if invitation.declined_at:
        return Stage.DECLINED
    if invitation.revoked_at:
        return Stage.REVOKED
    if not invitations.is_open(invitation, now):
        return Stage.EXPIRED
    return Stage.OPEN if invitations.may_still_invite(db, invitation) else Stage.WITHDRAWN


def _is_known_here(db: Session, invitation: Invitation, origin: Origin) -> bool:
    """Tell whether this browser signed that address in before: one question, as long whether or not it has an account.

    Whoever copied a link elsewhere learns nothing by it.
    """
    here = (KnownDevice.token_hash == tokens.digest(origin.device_token), Person.email == invitation.email)
    query = select(KnownDevice.id).join(Person, col(Person.id) == col(KnownDevice.person_id)).where(*here)
    return db.exec(query).first() is not None


def _name_of(db: Session, person_id: int) -> str:
    person = db.get_one(Person, person_id)
    return f"{person.first_name} {person.last_name}".strip()
