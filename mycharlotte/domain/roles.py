"""Who runs a bubble and who stays in it: admins named and dismissed, members removed, those who leave.

A bubble always keeps an admin. Whoever changes that waits for the others (the bubble's row is locked), then every place
is read again: of two admins who dismiss each other at the same moment, one finds that they may not any more.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import audit, bubbles, departures, memberships, outbox
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer


class LastAdmin(Refused):
    """Nobody else runs the bubble: another admin must be named first."""


def name_admin(db: Session, *, by: Viewer, bubble_ref: str, member_ref: str, now: datetime) -> None:
    """Let a member run the bubble; whoever does already goes on.

    Raises:
        NotFound, NotAllowed.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.ROLES_MANAGE, lock=True)
    place, person = _member(db, bubble, member_ref)
    if place.is_admin:
        return
    place.is_admin = True
    db.add(place)
    audit.record(db, audit.Action.ADMIN_NAMED, by=by, object_ref=person.ref, now=now, bubble=bubble.ref)
    _tell(db, bubble, person)


def dismiss_admin(db: Session, *, by: Viewer, bubble_ref: str, member_ref: str, now: datetime) -> None:
    """Leave a member of the bubble, oneself included, their place but not the right to run it.

    Raises:
        NotFound, NotAllowed, LastAdmin.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.ROLES_MANAGE, lock=True)
    place, person = _member(db, bubble, member_ref)
    if not place.is_admin:
        return
    _refuse_last_admin(db, bubble, place)
    place.is_admin = False
    db.add(place)
    audit.record(db, audit.Action.ADMIN_REMOVED, by=by, object_ref=person.ref, now=now, bubble=bubble.ref)
    _tell(db, bubble, person)


def remove(db: Session, *, by: Viewer, bubble_ref: str, member_ref: str, now: datetime) -> None:
    """End a member's place; a mail tells them. Whoever removes themselves leaves.

    Raises:
        NotFound, NotAllowed, LastAdmin.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.ROLES_MANAGE, lock=True)
    if member_ref == by.ref:
        leave(db, by=by, bubble_ref=bubble_ref, now=now)
        return
    place, person = _leaver(db, bubble, member_ref, now)
    _refuse_last_admin(db, bubble, place)
    departures.end(db, bubble=bubble, person=person, place=place, now=now)
    audit.record(db, audit.Action.MEMBER_REMOVED, by=by, object_ref=person.ref, now=now, bubble=bubble.ref)
    outbox.post(db, "removed_from_bubble", to=person, values={"bubble": bubble.name}, now=now)


def leave(db: Session, *, by: Viewer, bubble_ref: str, now: datetime) -> None:
    """End one's own place.

    Raises:
        NotFound, LastAdmin.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.BUBBLE_READ, lock=True)
    place, person = _leaver(db, bubble, by.ref, now)
    _refuse_last_admin(db, bubble, place)
    departures.end(db, bubble=bubble, person=person, place=place, now=now)
    audit.record(db, audit.Action.MEMBER_LEFT, by=by, object_ref=person.ref, now=now, bubble=bubble.ref)


def _member(db: Session, bubble: Bubble, member_ref: str) -> tuple[Membership, Person]:
    place = memberships.named(db, bubble_id=id_of(bubble), person_ref=member_ref)
    if place is None:
        raise NotFound
    # The bubble, then the person, then their place: in the order of whoever accepts an invitation or changes a name.
    return place, db.exec(select(Person).where(Person.id == place.person_id).with_for_update()).one()


def _leaver(db: Session, bubble: Bubble, member_ref: str, now: datetime) -> tuple[Membership, Person]:
    """The same, held with all those they were to meet there: people are locked in one order."""
    place = memberships.named(db, bubble_id=id_of(bubble), person_ref=member_ref)
    if place is None:
        raise NotFound
    departures.hold(db, bubble=bubble, person_id=place.person_id, now=now)
    return place, db.exec(select(Person).where(Person.id == place.person_id)).one()


def _refuse_last_admin(db: Session, bubble: Bubble, place: Membership) -> None:
    """Refuse to do without the only admin whose account is open: one who is suspended runs nothing."""
    if not place.is_admin:
        return
    others = (
        select(Membership.id)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            Membership.bubble_id == bubble.id,
            col(Membership.is_admin).is_(sa.true()),
            col(Membership.id) != place.id,
            col(Person.suspended_at).is_(None),
            *memberships.are_current(),
        )
    )
    if db.exec(others).first() is None:
        raise LastAdmin


def _tell(db: Session, bubble: Bubble, person: Person) -> None:
    announce(db, Topic.STANDING, person.ref)
    announce(db, Topic.MEMBERS, bubble.ref)
