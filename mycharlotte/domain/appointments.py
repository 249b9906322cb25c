"""Appointments: found by those they are between, and the one way that a time is claimed.

    book (`booking`, `self_booking`) → move (`moves`) → cancel (`cancellations`) | honoured, missed (`outcomes`)

What was done can be undone for three minutes (`changes`), before anyone is told (`told`).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from mycharlotte.domain import memberships
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.models.appointments import CANCELLED, Appointment, State
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.consultations import Mode
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,32}")
LONGEST = timedelta(days=1)
EXCLUSION_VIOLATION = "23P01"  # PostgreSQL, appendix A
_LOOK_LATER, _LOOK_NOW = (
    sa.text(f"SET CONSTRAINTS ex_appointments_companion_id, ex_appointments_patient_id {when}")
    for when in ("DEFERRED", "IMMEDIATE")
)


class Side(StrEnum):
    """Which side of an appointment someone is on."""

    COMPANION = "companion"
    PATIENT = "patient"


class SlotTaken(Refused):
    """The companion, or the patient, has an appointment then."""

    field = "time"


@dataclass(frozen=True)
class AsItWas:
    """An appointment before a change; `starts_at` is None when it did not exist."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    state: State = State.PLANNED
    mode: Mode = Mode.ON_SITE
    place: str = ""
    series_id: int | None = None
    planned_on: date | None = None


@dataclass(frozen=True)
class Found:
    """An appointment, its bubble, and the side of whoever looks."""

    appointment: Appointment
    bubble: Bubble
    side: Side


def find(db: Session, *, viewer: Viewer, appointment_ref: str, lock: bool = False) -> Found:
    """Return an appointment, for the companion while they have a place in its bubble, or for the patient.

    `lock` makes those who change it, or book either side, wait for one another.

    Raises:
        NotFound.
    """
    if not REFERENCE.fullmatch(appointment_ref):  # PostgreSQL cannot even be asked about a null character
        raise NotFound
    query = select(Appointment).where(Appointment.ref == appointment_ref)
    found = db.exec(query).first()
    if found and lock:
        hold(db, (found.companion_id, found.patient_id))
        found = db.exec(query.with_for_update().execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    bubble = db.exec(select(Bubble).where(Bubble.id == found.bubble_id)).one()
    if viewer.person_id == found.patient_id:
        return Found(found, bubble, Side.PATIENT)
    if viewer.person_id == found.companion_id and is_there(db, found.bubble_id, viewer.person_id, Role.COMPANION):
        return Found(found, bubble, Side.COMPANION)
    raise NotFound


def is_there(db: Session, bubble_id: int, person_id: int, role: Role) -> bool:
    """Tell whether someone is a companion, or a patient, of a bubble now."""
    return person_id in those_there(db, bubble_id, {person_id: role})


def those_there(db: Session, bubble_id: int, roles: Mapping[int, Role]) -> set[int]:
    """Return those of several people who have the role named for each, in a bubble, now."""
    places = db.exec(
        select(Membership.person_id, Membership.role).where(
            Membership.bubble_id == bubble_id, col(Membership.person_id).in_(roles), *memberships.are_current()
        )
    )
    return {person_id for person_id, role in places if role == roles[person_id]}


def hold(db: Session, person_ids: Collection[int]) -> None:
    """Make whoever books, moves or frees a time of these people wait until this transaction ends.

    Rows are locked in one order: two who book the same two people do not wait for each other. SQLite has one writer.
    """
    held: set[int] = db.info.setdefault("held", set())
    missing = set(person_ids) - held
    if not missing or db.get_bind().dialect.name == "sqlite":
        return
    rows = select(Person.id).where(col(Person.id).in_(missing)).order_by(col(Person.id))
    db.exec(rows.with_for_update(key_share=True)).all()
    held |= missing


def claim(
    db: Session,
    *,
    person_ids: Collection[int],
    starts_at: datetime,
    ends_at: datetime,
    but: int | Collection[int] = (),
) -> None:
    """Hold these people and make sure that they are free; what is stored after, in this transaction, is theirs alone.

    `but` are appointments that do not count: the one that moves, or those that move together. PostgreSQL refuses by
    itself what this would miss (`store`).

    Raises:
        SlotTaken.
    """
    hold(db, person_ids)
    moving = {but} if isinstance(but, int) else set(but)
    if db.execute(overlapping(person_ids, starts_at, ends_at).where(col(Appointment.id).not_in(moving))).first():
        raise SlotTaken


def store(db: Session, *, together: bool = False) -> None:
    """Write what changed. `together`: several moved, and only where they all end up counts.

    Raises:
        SlotTaken: PostgreSQL found two at once (`ex_appointments_…`).
    """
    is_deferred = together and db.get_bind().dialect.name == "postgresql"
    try:
        if is_deferred:
            db.connection().execute(_LOOK_LATER)
        db.flush()
        if is_deferred:
            db.connection().execute(_LOOK_NOW)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", "") != EXCLUSION_VIOLATION:
            raise
        raise SlotTaken from None


def overlapping(
    person_ids: Collection[int], starts_at: datetime, ends_at: datetime
) -> sa.Select[int | None, datetime, datetime]:
    """Select the appointments, on either side, that take some of a time: identifier, start, end."""
    return _OVERLAPPING.params(people=sorted(person_ids), since=starts_at - LONGEST, begins=starts_at, ends=ends_at)


def taken(db: Session, *, person_id: int, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """Return when someone has an appointment, on either side, between two instants: nobody is in two places."""
    return [(starts_at, ends_at) for _, starts_at, ends_at in db.execute(overlapping((person_id,), since, until))]


# Written once: to write it again took longer than to run it. Nothing lasts longer than LONGEST: the index then reads a
# few rows, not all that ever was.
_DURING = (
    col(Appointment.starts_at) > sa.bindparam("since"),
    col(Appointment.starts_at) < sa.bindparam("ends"),
    col(Appointment.ends_at) > sa.bindparam("begins"),
    col(Appointment.state).not_in(CANCELLED),
)
_OVERLAPPING = sa.select(col(Appointment.id), col(Appointment.starts_at), col(Appointment.ends_at)).where(
    sa.or_(
        *(
            sa.and_(col(side).in_(sa.bindparam("people", expanding=True)), *_DURING)
            for side in (Appointment.companion_id, Appointment.patient_id)
        )
    )
)
