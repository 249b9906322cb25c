"""Places in a bubble: taken by whoever accepts an invitation, ended by leaving or being removed (`departures`).

join → end → join again, in the same row
"""

import re
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import audit, names
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.people import Person

REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,32}")


def are_current() -> tuple[sa.ColumnElement[bool], ...]:
    """What is true of the places that did not end."""
    return (col(Membership.ended_at).is_(None),)


def current(db: Session, *, bubble_id: int, person_id: int) -> Membership | None:
    """Return someone's place in a bubble, when they have one now."""
    mine = (Membership.bubble_id == bubble_id, Membership.person_id == person_id)
    return db.exec(select(Membership).where(*mine, *are_current())).first()


def named(db: Session, *, bubble_id: int, person_ref: str) -> Membership | None:
    """Return the place of the person of that reference, whatever a browser sent for one."""
    if not REFERENCE.fullmatch(person_ref):  # PostgreSQL cannot even be asked about a null character
        return None
    theirs = (Membership.bubble_id == bubble_id, col(Membership.person_id) == col(Person.id), Person.ref == person_ref)
    return db.exec(select(Membership).where(*theirs, *are_current())).first()


def join(
    db: Session, *, bubble: Bubble, person: Person, role: Role, is_admin: bool = False, now: datetime
) -> Membership:
    """Give someone a place, or the one they had before back; whoever has one keeps it as it is."""
    bubble_id, person_id = id_of(bubble), id_of(person)
    place = db.exec(
        select(Membership).where(Membership.bubble_id == bubble_id, Membership.person_id == person_id).with_for_update()
    ).first()
    if place and place.ended_at is None:
        return place
    place = place or Membership(bubble_id=bubble_id, person_id=person_id, role=role)
    place.role, place.is_admin = role, is_admin
    place.folded_name = names.sorted_as(first_name=person.first_name, last_name=person.last_name)
    place.created_at, place.visited_at, place.ended_at = now, None, None
    db.add(place)
    audit.record(
        db,
        audit.Action.MEMBER_JOINED,
        actor_ref=person.ref,
        object_ref=person.ref,
        now=now,
        bubble=bubble.ref,
        role=role,
        is_admin=is_admin,
    )
    announce(db, Topic.STANDING, person.ref)
    announce(db, Topic.MEMBERS, bubble.ref)
    return place


def rename(db: Session, *, person_id: int, first_name: str, last_name: str) -> None:
    """Sort a person under their present name, in every bubble."""
    folded = names.sorted_as(first_name=first_name, last_name=last_name)
    db.exec(sa.update(Membership).where(col(Membership.person_id) == person_id).values(folded_name=folded))
