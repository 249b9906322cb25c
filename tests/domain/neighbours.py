"""The bubble of the cast and those who join it, for tests about its members."""

import uuid
from datetime import datetime

from sqlmodel import col, select

from mycharlotte import db, seed
from mycharlotte.domain import departures, memberships
from mycharlotte.models.base import id_of, now
from mycharlotte.models.bubbles import Assignment, Bubble, Membership, Role
from mycharlotte.models.people import Person


def bubble() -> Bubble:
    """Return the bubble of the cast."""
    with db.reading() as session:
        return session.exec(select(Bubble).where(Bubble.name == seed.BUBBLE)).one()


def new_bubble(name: str) -> Bubble:
    """Make another bubble, with nobody in it."""
    with db.transaction() as session:
        made = Bubble(name=name)
        session.add(made)
        session.flush()
        return made


def person(first_name: str, last_name: str, email: str = "") -> Person:
    """Make someone who is in no bubble."""
    with db.transaction() as session:
        made = Person(email=email or f"{uuid.uuid4().hex[:12]}@example.org", first_name=first_name, last_name=last_name)
        session.add(made)
        session.flush()
        return made


def join(who: Person, role: Role = Role.COMPANION, *, of: Bubble | None = None, is_admin: bool = False) -> Person:
    """Give someone a place, in the bubble of the cast unless another is named; return them."""
    with db.transaction() as session:
        memberships.join(session, bubble=of or bubble(), person=who, role=role, is_admin=is_admin, now=now())
    return who


def place(who: Person, *, of: Bubble | None = None) -> Membership | None:
    """Return the row of someone's place, ended or not."""
    with db.reading() as session:
        mine = (Membership.person_id == who.id, Membership.bubble_id == (of or bubble()).id)
        return session.exec(select(Membership).where(*mine)).first()


def dedicate(patient: Person, *companions: Person, of: Bubble | None = None) -> None:
    """Dedicate a patient to companions, without any check."""
    bubble_id = id_of(of or bubble())
    with db.transaction() as session:
        session.add_all(
            Assignment(bubble_id=bubble_id, companion_id=id_of(companion), patient_id=id_of(patient))
            for companion in companions
        )


def dedicated(of: Bubble | None = None) -> set[tuple[int, int]]:
    """Return who is dedicated to whom, in the bubble of the cast unless another is named: patient, companion."""
    with db.reading() as session:
        rows = session.exec(select(Assignment).where(col(Assignment.bubble_id) == (of or bubble()).id))
        return {(row.patient_id, row.companion_id) for row in rows}


def end_place(who: Person, *, of: Bubble | None = None, at: datetime) -> None:
    """End someone's place, as leaving or being removed does."""
    with db.transaction() as session:
        held = session.exec(
            select(Membership).where(Membership.person_id == who.id, Membership.bubble_id == (of or bubble()).id)
        ).one()
        departures.end(session, bubble=of or bubble(), person=who, place=held, now=at)
