"""What the form of a new appointment lets a companion choose: a bubble, a patient, a type."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import bubbles, consultation_types, members, memberships, names, phone
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Assignment, Bubble, Membership, Role
from mycharlotte.models.people import Person
from mycharlotte.views.appointments import BookingChoices, BubbleChoice, PatientChoice, PatientChoices, TypeChoice
from mycharlotte.views.viewer import Viewer

FOUND_AT_MOST = 50


def show(db: Session, *, viewer: Viewer, bubble_ref: str = "", patient_ref: str = "") -> BookingChoices:
    """Show what may be chosen in a bubble: the one named, else the patient's, else the first of the viewer's.

    A bubble or a patient who is not theirs is as if none was named. Nothing at all for whoever keeps no agenda.
    """
    kept = _kept(db, viewer)
    if not kept:
        return BookingChoices()
    bubble = next((one for one in kept if one.ref == bubble_ref), None) or _of_patient(db, kept, patient_ref) or kept[0]
    return BookingChoices(
        bubbles=tuple(BubbleChoice(one.ref, one.name) for one in kept),
        bubble_ref=bubble.ref,
        types=tuple(
            TypeChoice(one.ref, one.name, one.colour, one.minutes, one.mode)
            for one in consultation_types.given_in(db, bubble, viewer)
        ),
        patients=_found(db, viewer, bubble, ""),
        patient=_named(db, viewer, bubble, patient_ref),
    )


def patients(db: Session, *, viewer: Viewer, bubble_ref: str, query: str = "") -> PatientChoices:
    """Find patients of a bubble by parts of their name, the viewer's own first; without a query, the first ones.

    Raises:
        NotFound, NotAllowed.
    """
    bubble = bubbles.find(db, viewer=viewer, bubble_ref=bubble_ref, permission=Permission.AGENDA_KEEP)
    return _found(db, viewer, bubble, query)


def _kept(db: Session, viewer: Viewer) -> list[Bubble]:
    """The bubbles where the viewer is a companion now, in the order of their names."""
    found = db.exec(
        select(Bubble)
        .join(Membership, col(Membership.bubble_id) == col(Bubble.id))
        .where(Membership.person_id == viewer.person_id, Membership.role == Role.COMPANION, *memberships.are_current())
    )
    return sorted(found, key=lambda bubble: (names.folded(bubble.name), bubble.ref))


def _of_patient(db: Session, kept: list[Bubble], patient_ref: str) -> Bubble | None:
    for bubble in kept if patient_ref else ():
        place = memberships.named(db, bubble_id=id_of(bubble), person_ref=patient_ref)
        if place and place.role == Role.PATIENT:
            return bubble
    return None


def _named(db: Session, viewer: Viewer, bubble: Bubble, patient_ref: str) -> PatientChoice:
    if not memberships.REFERENCE.fullmatch(patient_ref):
        return PatientChoice()
    one = list(_choices(db, viewer, bubble, (col(Person.ref) == patient_ref,), most=1))
    return one[0] if one else PatientChoice()


def _found(db: Session, viewer: Viewer, bubble: Bubble, query: str) -> PatientChoices:
    """Those who are dedicated to the viewer are read apart: the others then follow the index of names."""
    named = members.named_with(query)
    mine = col(Person.id).in_(_dedicated(viewer, bubble))
    most = FOUND_AT_MOST + 1
    found = list(_choices(db, viewer, bubble, (mine, *named), most=most, is_dedicated=True))
    if len(found) < most:
        found += _choices(db, viewer, bubble, (~mine, *named), most=most - len(found), is_dedicated=False)
    return PatientChoices(tuple(found[:FOUND_AT_MOST]), has_more=len(found) > FOUND_AT_MOST)


def _choices(
    db: Session,
    viewer: Viewer,
    bubble: Bubble,
    wanted: tuple[sa.ColumnElement[bool], ...],
    *,
    most: int,
    is_dedicated: bool | None = None,
) -> Iterator[PatientChoice]:
    rows = db.execute(
        sa.select(col(Person.id), col(Person.ref), col(Person.first_name), col(Person.last_name), col(Person.phone))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Membership.bubble_id) == bubble.id,
            col(Membership.role) == Role.PATIENT,
            *memberships.are_current(),
            *wanted,
        )
        .order_by(col(Membership.folded_name), col(Membership.id))
        .limit(most)
    )
    for person_id, ref, first_name, last_name, number in rows:
        theirs = is_dedicated
        if theirs is None:
            theirs = db.execute(_dedicated(viewer, bubble).where(col(Assignment.patient_id) == person_id)).first()
        yield PatientChoice(ref, f"{first_name} {last_name}".strip(), bool(theirs), phone.shown(number))


def _dedicated(viewer: Viewer, bubble: Bubble) -> sa.Select[Any]:
    return sa.select(col(Assignment.patient_id)).where(
        col(Assignment.bubble_id) == bubble.id, col(Assignment.companion_id) == viewer.person_id
    )
