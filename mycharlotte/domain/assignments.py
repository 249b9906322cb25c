"""Patients dedicated to companions, in a bubble (decision D12): chosen by its admins, one patient at a time."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from mycharlotte.domain import audit, bubbles, members, memberships
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Assignment, Bubble, Membership, Role
from mycharlotte.models.people import Person
from mycharlotte.views.assignments import Companion, CompanionChoice
from mycharlotte.views.viewer import Viewer

FOUND_AT_MOST = 50


class CompanionGone(Refused):
    """One of those chosen does not accompany in this bubble, or no longer."""


def show(
    db: Session,
    *,
    viewer: Viewer,
    bubble_ref: str,
    patient_ref: str,
    query: str = "",
    picked: Collection[str] | None = None,
) -> CompanionChoice:
    """Show the companions that a patient may be dedicated to, found by parts of their names.

    Those `picked` are who they are dedicated to now, or the companions of these references who are still there.

    Raises:
        NotFound, NotAllowed.
    """
    bubble = bubbles.find(db, viewer=viewer, bubble_ref=bubble_ref, permission=Permission.PATIENTS_ASSIGN)
    patient = _patient(db, bubble, patient_ref)
    are_picked = (
        col(Person.id).in_(_companion_ids(bubble, patient))
        if picked is None
        else col(Person.ref).in_([ref for ref in picked if memberships.REFERENCE.fullmatch(ref)])
    )
    found = _companions(db, bubble, *members.named_with(query), at_most=FOUND_AT_MOST + 1)
    return CompanionChoice(
        patient_ref=patient.ref,
        patient_name=f"{patient.first_name} {patient.last_name}".strip(),
        picked=_companions(db, bubble, are_picked),
        found=found[:FOUND_AT_MOST],
        query=query,
        has_more=len(found) > FOUND_AT_MOST,
    )


def choose(
    db: Session, *, by: Viewer, bubble_ref: str, patient_ref: str, companion_refs: Collection[str], now: datetime
) -> None:
    """Dedicate a patient to these companions, and to no other in this bubble.

    Raises:
        NotFound, NotAllowed, CompanionGone.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.PATIENTS_ASSIGN, lock=True)
    patient = _patient(db, bubble, patient_ref)
    wanted = _chosen(db, bubble, set(companion_refs))
    before = dict(
        db.execute(
            sa.select(col(Person.id), col(Person.ref)).where(col(Person.id).in_(_companion_ids(bubble, patient)))
        ).all()
    )
    ids = {"bubble_id": id_of(bubble), "patient_id": id_of(patient)}
    gone, new = before.keys() - wanted.keys(), wanted.keys() - before.keys()
    db.exec(sa.delete(Assignment).where(*_of(bubble, patient), col(Assignment.companion_id).in_(gone)))
    db.add_all(Assignment(**ids, companion_id=companion_id, created_at=now) for companion_id in sorted(new))
    told = {audit.Action.PATIENT_UNASSIGNED: [before[one] for one in gone]} | {
        audit.Action.PATIENT_ASSIGNED: [wanted[one] for one in new]
    }
    for action, refs in told.items():
        for ref in sorted(refs):
            audit.record(db, action, by=by, object_ref=patient.ref, now=now, bubble=bubble.ref, companion=ref)
    if gone or new:
        announce(db, Topic.MEMBERS, bubble.ref)


def _patient(db: Session, bubble: Bubble, patient_ref: str) -> Person:
    place = memberships.named(db, bubble_id=id_of(bubble), person_ref=patient_ref)
    if place is None or place.role != Role.PATIENT:
        raise NotFound
    return db.get_one(Person, place.person_id)


def _chosen(db: Session, bubble: Bubble, refs: Collection[str]) -> dict[int, str]:
    """Return the companions of these references, by their identifiers.

    Raises:
        CompanionGone: one of them is none.
    """
    if not all(memberships.REFERENCE.fullmatch(ref) for ref in refs):
        raise CompanionGone
    query = _ACCOMPANYING.where(col(Membership.bubble_id) == bubble.id, col(Person.ref).in_(refs))
    found = {row.id: row.ref for row in db.execute(query)}
    if len(found) != len(refs):
        raise CompanionGone
    return found


def _companions(
    db: Session, bubble: Bubble, *wanted: sa.ColumnElement[bool], at_most: int | None = None
) -> tuple[Companion, ...]:
    query = _ACCOMPANYING.where(col(Membership.bubble_id) == bubble.id, *wanted)
    rows = db.execute(query.order_by(col(Membership.folded_name), col(Membership.id)).limit(at_most))
    return tuple(Companion(row.ref, f"{row.first_name} {row.last_name}".strip()) for row in rows)


def _companion_ids(bubble: Bubble, patient: Person) -> sa.Select[int]:
    return sa.select(col(Assignment.companion_id)).where(*_of(bubble, patient))


def _of(bubble: Bubble, patient: Person) -> tuple[sa.ColumnElement[bool], ...]:
    return col(Assignment.bubble_id) == bubble.id, col(Assignment.patient_id) == patient.id


_ACCOMPANYING = (
    sa.select(col(Person.id), col(Person.ref), col(Person.first_name), col(Person.last_name))
    .join(Membership, col(Membership.person_id) == col(Person.id))
    .where(col(Membership.role) == Role.COMPANION, *memberships.are_current())
)
