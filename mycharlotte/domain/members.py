"""The members of a bubble, listed and searched: those who accompany, and those who are accompanied (seed R44).

A patient sees who accompanies and which of them are theirs, never another patient, nor how many there are
(`docs/decisions/0014-patients-do-not-see-patients.md`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlmodel import Session, col

from mycharlotte.domain import bubbles, memberships, names, portraits
from mycharlotte.domain.bubbles import Entered
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Assignment, Membership, Role
from mycharlotte.models.people import Person
from mycharlotte.views.members import MemberLine, MemberList
from mycharlotte.views.viewer import Viewer

Wanted: TypeAlias = tuple[sa.ColumnElement[bool], ...]

PER_PAGE = 25
COMPANIONS_NAMED = 3
QUERY_AT_MOST = 200

_MEMBERS = sa.select(
    col(Person.id),
    col(Person.ref),
    col(Person.first_name),
    col(Person.last_name),
    col(Person.email),
    col(Person.picture_ref),
    col(Membership.is_admin),
).join(Person, col(Person.id) == col(Membership.person_id))
_ORDER = (col(Membership.folded_name), col(Membership.id))
# The other end of an assignment, seen from each.
_OTHER_END = {
    Role.PATIENT: (col(Assignment.patient_id), col(Assignment.companion_id)),
    Role.COMPANION: (col(Assignment.companion_id), col(Assignment.patient_id)),
}


def show(
    db: Session,
    *,
    viewer: Viewer,
    bubble_ref: str,
    role: str,
    query: str = "",
    dedicated_to: str = "",
    page: int = 1,
) -> MemberList:
    """Show a page of the companions or of the patients of a bubble, in the order of their names.

    `query` holds parts of their names, in any order; for admins, of their addresses when no name has them.
    `dedicated_to` is a member: only their dedicated patients, or their companions, are then shown. Beyond the last page
    is the last one.

    Raises:
        NotFound: no such bubble, none of the viewer's, or no such member or role; NotAllowed.
    """
    if role not in set(Role):
        raise NotFound
    is_of_others = bool(dedicated_to) and dedicated_to != viewer.ref
    permission = Permission.PATIENTS_LIST if role == Role.PATIENT or is_of_others else Permission.BUBBLE_READ
    here = bubbles.enter(db, viewer=viewer, bubble_ref=bubble_ref, permission=permission)
    bubble_id = id_of(here.bubble)
    counts = count(db, bubble_ids=[bubble_id]).get(bubble_id, {})
    wanted = (*_are_in(bubble_id, Role(role)), *_dedicated(db, bubble_id, Role(role), dedicated_to))
    found: list[int] | None = None  # everyone
    if dedicated_to or query.strip():
        found = _found(db, wanted, query, also_by_address=Permission.ROLES_MANAGE in here.rights)
    total = counts.get(Role(role), 0) if found is None else len(found)
    page = min(max(page, 1), max(1, -(-total // PER_PAGE)))
    start = (page - 1) * PER_PAGE
    places = _places(db, wanted, start) if found is None else found[start : start + PER_PAGE]
    rows = db.execute(_MEMBERS.where(col(Membership.id).in_(places)).order_by(*_ORDER)).all()
    return MemberList(
        members=tuple(_lines(db, viewer, here, Role(role), rows)),
        page=page,
        first=start + 1 if rows else 0,
        last=start + len(rows),
        total=total,
        companions=counts.get(Role.COMPANION, 0),
        patients=counts.get(Role.PATIENT, 0) if Permission.PATIENTS_LIST in here.rights else 0,
    )


def count(db: Session, *, bubble_ids: Collection[int]) -> dict[int, dict[Role, int]]:
    """Count the members of bubbles, by role."""
    found: dict[int, dict[Role, int]] = defaultdict(dict)
    # One walk of the index each: grouping takes three times as long.
    counted = [
        sa.select(sa.literal(bubble_id), sa.literal(str(role)), sa.func.count()).where(*_are_in(bubble_id, role))
        for bubble_id in bubble_ids
        for role in Role
    ]
    for bubble_id, role, members in db.execute(sa.union_all(*counted)) if counted else ():
        found[bubble_id][Role(role)] = members
    return found


def named_with(query: str, *, or_address: bool = False) -> list[sa.ColumnElement[bool]]:
    """What is true of the members whose name, or address, holds every word of what was typed."""
    typed = "".join(c for c in query[:QUERY_AT_MOST] if c.isprintable())  # PostgreSQL knows no null character
    return [
        col(Membership.folded_name).contains(word, autoescape=True)
        | (col(Person.email).contains(word, autoescape=True) if or_address else sa.false())
        for word in names.folded(typed).split()
    ]


def _are_in(bubble_id: int, role: Role) -> Wanted:
    return col(Membership.bubble_id) == bubble_id, col(Membership.role) == role, *memberships.are_current()


def _dedicated(db: Session, bubble_id: int, role: Role, other_ref: str) -> Iterator[sa.ColumnElement[bool]]:
    if not other_ref:
        return
    other = memberships.named(db, bubble_id=bubble_id, person_ref=other_ref)
    if other is None:
        raise NotFound
    mine, theirs = _OTHER_END[role]
    yield col(Membership.person_id).in_(
        sa.select(mine).where(col(Assignment.bubble_id) == bubble_id, theirs == other.person_id)
    )


def _places(db: Session, wanted: Wanted, start: int) -> list[int]:
    """A page of places in their order: read from the index, without the people that come before."""
    places = sa.select(col(Membership.id)).where(*wanted).order_by(*_ORDER)
    return list(db.execute(places.offset(start).limit(PER_PAGE)).scalars())


def _found(db: Session, wanted: Wanted, query: str, *, also_by_address: bool) -> list[int]:
    """All the places that a query finds, in their order: by names, or by addresses when no name holds its words."""
    places = sa.select(col(Membership.id)).where(*wanted).order_by(*_ORDER)
    found = list(db.execute(places.where(*named_with(query))).scalars())
    if found or not also_by_address or not query.strip():
        return found
    people = places.join(Person, col(Person.id) == col(Membership.person_id))
    return list(db.execute(people.where(*named_with(query, or_address=True))).scalars())


def _lines(
    db: Session, viewer: Viewer, here: Entered, role: Role, rows: Collection[sa.Row[Any]]
) -> Iterator[MemberLine]:
    person_ids = [row.id for row in rows]
    ties = (_companions_of if role is Role.PATIENT else _patients_of)(db, viewer, here, person_ids)
    sees_addresses = Permission.ROLES_MANAGE in here.rights
    for row in rows:
        yield MemberLine(
            ref=row.ref,
            name=f"{row.first_name} {row.last_name}".strip(),
            initials=names.initials(row.first_name, row.last_name),
            picture_url=portraits.url(row.picture_ref or "", portraits.Size.SMALL),
            email=row.email if sees_addresses else "",
            is_admin=row.is_admin,
            is_oneself=row.ref == viewer.ref,
            **ties.get(row.id, {}),
        )


def _companions_of(db: Session, viewer: Viewer, here: Entered, patient_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What a line says of the companions whom each patient is dedicated to."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    assigned = (
        sa.select(col(Assignment.patient_id), col(Person.id), col(Person.first_name), col(Person.last_name))
        .join(Person, col(Person.id) == col(Assignment.companion_id))
        .where(col(Assignment.bubble_id) == here.bubble.id, col(Assignment.patient_id).in_(patient_ids))
        .order_by(col(Person.last_name), col(Person.first_name))
    )
    for patient_id, companion_id, first_name, last_name in db.execute(assigned):
        found[patient_id][companion_id] = f"{first_name} {last_name}".strip()
    ties = {}
    for patient_id, companions in found.items():
        others = [name for companion_id, name in companions.items() if companion_id != viewer.person_id]
        ties[patient_id] = {
            "is_dedicated": viewer.person_id in companions,
            "companions": ", ".join(others[:COMPANIONS_NAMED]),
            "more": max(0, len(others) - COMPANIONS_NAMED),
        }
    return ties


def _patients_of(db: Session, viewer: Viewer, here: Entered, companion_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What a line says of the patients dedicated to each companion: for a patient, whether they are one of them."""
    is_viewer = sa.case((col(Assignment.patient_id) == viewer.person_id, 1), else_=0)
    assigned = (
        sa.select(col(Assignment.companion_id), sa.func.count(), sa.func.max(is_viewer))
        .where(col(Assignment.bubble_id) == here.bubble.id, col(Assignment.companion_id).in_(companion_ids))
        .group_by(col(Assignment.companion_id))
    )
    sees_patients = Permission.PATIENTS_LIST in here.rights
    return {
        companion_id: {"is_dedicated": bool(is_theirs), "patients": patients if sees_patients else 0}
        for companion_id, patients, is_theirs in db.execute(assigned)
    }
