"""Bubbles begin here: a platform admin names one, and invites its first admin (seed R47, decision D9)."""

from datetime import datetime

from sqlmodel import Session, select

from mycharlotte.domain import (
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
from mycharlotte.domain.errors import NotAllowed, Refused
from mycharlotte.domain.invitations import Offer
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.bubbles import Bubble, Role
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
    Whether the address has an account changes nothing.

    Raises:
        NotAllowed: for anyone but a platform admin.
        SeveralRefused, NameRefused, TextTooLong, EmailInvalid, BubbleNameTaken, TooManyTries.
    """
    creator = _platform_admin(db, by)
    read = edits.read(
        {
            "name": lambda: bubble_information.parse_name(name),
            "email": lambda: addresses.parse_email(email),
            "admin_first_name": lambda: _optional(first_name, field="admin_first_name"),
            "admin_last_name": lambda: _optional(last_name, field="admin_last_name"),
        }
    )
    if db.exec(select(Bubble.id).where(Bubble.name == read["name"])).first():
        raise BubbleNameTaken
    bubble = Bubble(name=read["name"], created_at=now)
    db.add(bubble)
    db.flush()
    audit.record(db, audit.Action.BUBBLE_CREATED, by=by, object_ref=bubble.ref, now=now, bubble=bubble.ref)
    if read["email"] == creator.email:
        memberships.join(db, bubble=bubble, person=creator, role=Role.COMPANION, is_admin=True, now=now)
        return NewBubble(ref=bubble.ref, name=bubble.name)
    limits.spend(Limit.INVITATION_BY_ADMIN, by.ref)
    limits.spend(Limit.INVITATION_BY_ADDRESS, read["email"])
    offer = Offer(
        email=read["email"],
        role=Role.COMPANION,
        first_name=read["admin_first_name"],
        last_name=read["admin_last_name"],
    )
    invitation = invitations.create(db, by=by, bubble=bubble, offer=offer, is_admin=True, now=now)
    invitations.post(db, invitation, bubble=bubble, link=link, now=now)
    return NewBubble(bubble.ref, bubble.name, invited_email=offer.email, days_to_answer=invitations.LIFE.days)


def _platform_admin(db: Session, by: Viewer) -> Person:
    """Return who creates, read again; two bubbles at once from one person wait for one another."""
    permissions.require(by, Permission.BUBBLE_CREATE)
    person = db.exec(select(Person).where(Person.id == by.person_id).with_for_update()).one()
    if not person.is_platform_admin or person.suspended_at:
        raise NotAllowed
    return person


def _optional(typed: str, *, field: str) -> str:
    return names.parse(typed, field=field) if typed.strip() else ""
