"""The companions who give a consultation type that not all give: those who have a place in the bubble now."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from mycharlotte.domain import bubbles, memberships, names
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Membership, Role
from mycharlotte.models.consultations import ConsultationType, TypeCompanion
from mycharlotte.models.people import Person
from mycharlotte.views.consultation_types import Giver, Givers
from mycharlotte.views.viewer import Viewer

FOUND_AT_MOST = 50
NAMED_AT_MOST = 3


def find(db: Session, *, viewer: Viewer, bubble_ref: str, query: str = "") -> Givers:
    """Find companions of a bubble by name, for whoever runs it; without a query, the first ones.

    Raises:
        NotFound, NotAllowed.
    """
    bubble = bubbles.find(db, viewer=viewer, bubble_ref=bubble_ref, permission=Permission.CONSULTATION_TYPES_MANAGE)
    # PostgreSQL cannot even be asked about a null character.
    looked_for = names.folded(query).replace("\0", "").split()
    words = (col(Membership.folded_name).contains(word, autoescape=True) for word in looked_for)
    rows = db.exec(
        select(Person.ref, Person.first_name, Person.last_name, Person.email)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(*_are_companions(id_of(bubble)), *words)
        .order_by(col(Membership.folded_name), col(Person.email))
        .limit(FOUND_AT_MOST + 1)
    )
    people = tuple(Giver(ref, f"{first} {last}".strip(), email) for ref, first, last, email in rows)
    return Givers(people[:FOUND_AT_MOST], has_more=len(people) > FOUND_AT_MOST)


def of_type(db: Session, kept: ConsultationType) -> dict[int, Giver]:
    """Return those chosen to give a type, by their identifiers, in the order of names; nobody when all give it."""
    if kept.is_given_by_all:
        return {}
    people = db.exec(
        select(Person)
        .join(TypeCompanion, col(TypeCompanion.person_id) == col(Person.id))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(TypeCompanion.type_id == kept.id, *_are_companions(kept.bubble_id))
        .order_by(col(Membership.folded_name), col(Person.email))
    )
    return {id_of(one): Giver(one.ref, f"{one.first_name} {one.last_name}".strip(), one.email) for one in people}


def named(db: Session, *, bubble_id: int, refs: Collection[str]) -> dict[str, int]:
    """Return those of these references who are companions of the bubble, with their identifiers."""
    known = {ref for ref in refs if bubbles.REFERENCE.fullmatch(ref)}
    rows = db.exec(
        select(Person.ref, Person.id)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(col(Person.ref).in_(known), *_are_companions(bubble_id))
    )
    return {ref: person_id or 0 for ref, person_id in rows}


def choose(db: Session, kept: ConsultationType, person_ids: Collection[int]) -> None:
    """Make these companions, and no other, those chosen to give a stored type."""
    db.exec(delete(TypeCompanion).where(col(TypeCompanion.type_id) == kept.id))
    db.add_all(TypeCompanion(type_id=id_of(kept), person_id=person_id) for person_id in person_ids)


def names_of(db: Session, person_ids: Collection[int]) -> list[str]:
    """Return the names of people, in the order of names."""
    rows = db.exec(select(Person.first_name, Person.last_name).where(col(Person.id).in_(person_ids)))
    named = sorted(rows, key=lambda row: names.sorted_as(first_name=row[0], last_name=row[1]))
    return [f"{first} {last}".strip() for first, last in named]


def briefly(db: Session, *, bubble_id: int) -> dict[int, tuple[tuple[str, ...], int]]:
    """Map each type of a bubble to the first names of those chosen to give it, and to how many more there are.

    A type that all companions give, or that none of those chosen gives any more, is not in it.
    """
    of_one = col(TypeCompanion.type_id)
    by_name = (col(Membership.folded_name), col(Person.email))
    ranked = (
        sa.select(
            col(TypeCompanion.type_id),
            col(Person.first_name),
            col(Person.last_name),
            sa.func.row_number().over(partition_by=of_one, order_by=by_name).label("place"),
            sa.func.count().over(partition_by=of_one).label("count"),
        )
        .join(ConsultationType, col(ConsultationType.id) == col(TypeCompanion.type_id))
        .join(Person, col(Person.id) == col(TypeCompanion.person_id))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(col(ConsultationType.bubble_id) == bubble_id, *_are_companions(bubble_id))
        .subquery()
    )
    rows = db.execute(sa.select(ranked).where(ranked.c.place <= NAMED_AT_MOST).order_by(ranked.c.place))
    found: dict[int, tuple[tuple[str, ...], int]] = {}
    for type_id, first, last, shown, count in rows:
        known, _ = found.get(type_id, ((), 0))
        found[type_id] = ((*known, f"{first} {last}".strip()), count - shown)
    return found


def _are_companions(bubble_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """What is true of the places of a bubble's companions."""
    return (
        col(Membership.bubble_id) == bubble_id,
        col(Membership.role) == Role.COMPANION,
        *memberships.are_current(),
    )
