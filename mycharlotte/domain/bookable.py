"""What a patient may book by themselves, and with whom: the types of their bubbles that are open to them (D10)."""

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from mycharlotte.domain import bubbles, consultation_types, memberships, names
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Assignment, Bubble, Membership, Role
from mycharlotte.models.consultations import Booking, ConsultationType, TypeCompanion
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer


@dataclass(frozen=True)
class Choice:
    """A type that a patient may book, with the companions whom they may book it with, in the order of names."""

    bubble: Bubble
    kind: ConsultationType
    companions: tuple[Person, ...]

    def companion(self, person_ref: str) -> Person:
        """Return one of the companions.

        Raises:
            NotFound.
        """
        found = next((one for one in self.companions if one.ref == person_ref), None)
        if found is None:
            raise NotFound
        return found


def choices(db: Session, *, viewer: Viewer) -> list[Choice]:
    """List what the viewer may book, in each bubble where they are a patient; what nobody gives is left out."""
    places = db.exec(
        select(Bubble)
        .join(Membership, col(Membership.bubble_id) == col(Bubble.id))
        .where(Membership.person_id == viewer.person_id, Membership.role == Role.PATIENT, *memberships.are_current())
    ).all()
    ordered = sorted(places, key=lambda bubble: (names.folded(bubble.name), bubble.ref))
    return [choice for bubble in ordered for choice in in_bubble(db, bubble, viewer.person_id)]


def find(db: Session, *, by: Viewer, bubble_ref: str, type_ref: str) -> Choice:
    """Return what the viewer may book, as a patient of that bubble.

    Raises:
        NotFound: also for a type that is not open to them; NotAllowed: they are no patient there.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.APPOINTMENTS_BOOK)
    found = next((one for one in in_bubble(db, bubble, by.person_id) if one.kind.ref == type_ref), None)
    if found is None:
        raise NotFound
    return found


def in_bubble(db: Session, bubble: Bubble, patient_id: int) -> list[Choice]:
    """List what a patient of a bubble may book there, in the order of its types."""
    kinds = [kind for kind in consultation_types.offered(db, bubble) if kind.booking != Booking.NOBODY]
    there = _companions(db, bubble)
    chosen: defaultdict[int, set[int]] = defaultdict(set)
    rows = select(TypeCompanion).where(col(TypeCompanion.type_id).in_([id_of(kind) for kind in kinds]))
    for row in db.exec(rows):
        chosen[row.type_id].add(row.person_id)
    mine = set(
        db.exec(
            select(Assignment.companion_id).where(
                Assignment.bubble_id == bubble.id, Assignment.patient_id == patient_id
            )
        )
    )

    def gives(companion: Person, kind: ConsultationType) -> bool:
        return (kind.is_given_by_all or companion.id in chosen[id_of(kind)]) and (
            kind.booking == Booking.PATIENTS or companion.id in mine
        )

    found = (Choice(bubble, kind, tuple(one for one in there if gives(one, kind))) for kind in kinds)
    return [choice for choice in found if choice.companions]


def _companions(db: Session, bubble: Bubble) -> list[Person]:
    there = (
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            Membership.bubble_id == bubble.id,
            Membership.role == Role.COMPANION,
            *memberships.are_current(),
            col(Person.suspended_at).is_(None),
        )
        .order_by(col(Membership.folded_name), col(Person.id))
    )
    return list(db.exec(there))
