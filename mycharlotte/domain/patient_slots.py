"""When a patient may book: free times of one companion or of any, and nothing of what takes the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from mycharlotte.domain import appointments, slots, wall_clock
from mycharlotte.domain.bookable import Choice
from mycharlotte.domain.slots import Slot
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.availability import ExceptionalDay, Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Assignment
from mycharlotte.models.people import Person

WEEK = timedelta(days=7)
STRIDE = timedelta(days=28)
SHOWN_INSTEAD = 3


@dataclass(frozen=True)
class Week:
    """Seven days from `first`: their free times, one for each beginning.

    `earlier` and `later` are where the weeks before and after begin, when there may be something to book; `sooner` is
    the first free day after an empty week.
    """

    first: date
    slots: tuple[Slot, ...]
    earlier: date | None
    later: date | None
    sooner: date | None = None


def week(
    db: Session, choice: Choice, companions: Sequence[Person], *, patient: Person, first: date | None, now: datetime
) -> Week:
    """Return the free times of seven days on the patient's calendar: from the first free day on, unless asked later."""
    zone = patient.timezone
    opens, closes = slots.bookable_between(choice.kind, now)
    soonest, last = wall_clock.local(opens, zone)[0], wall_clock.local(closes, zone)[0]
    is_first = first is None or first <= soonest
    if first is None or is_first:
        found = next_free(db, choice, companions, patient=patient, after=opens, now=now, at_most=1)
        first = wall_clock.local(found[0].starts_at, zone)[0] if found else soonest
    first = min(first, last)
    since, until = (wall_clock.nearest(day, 0, zone) for day in (first, first + WEEK))
    free = between(db, choice, companions, patient=patient, since=since, until=until, now=now)
    sooner = None
    if not free:
        found = next_free(db, choice, companions, patient=patient, after=max(until, opens), now=now, at_most=1)
        sooner = wall_clock.local(found[0].starts_at, zone)[0] if found else None
    return Week(
        first,
        tuple(free),
        earlier=None if is_first else max(first - WEEK, soonest),
        later=first + WEEK if first + WEEK <= last else None,
        sooner=sooner,
    )


def next_free(
    db: Session,
    choice: Choice,
    companions: Sequence[Person],
    *,
    patient: Person,
    after: datetime,
    now: datetime,
    at_most: int = SHOWN_INSTEAD,
) -> list[Slot]:
    """Return the first free times from an instant on, as far ahead as the type may be booked."""
    _opens, closes = slots.bookable_between(choice.kind, now)
    receiving = _who_receive(db, choice, companions)
    found: list[Slot] = []
    stride = WEEK  # mostly, that is enough
    while receiving and after < closes and len(found) < at_most:
        until, stride = min(after + stride, closes), STRIDE
        found += between(db, choice, receiving, patient=patient, since=after, until=until, now=now)
        after = until
    return found[:at_most]


def between(
    db: Session,
    choice: Choice,
    companions: Sequence[Person],
    *,
    patient: Person,
    since: datetime,
    until: datetime,
    now: datetime,
) -> list[Slot]:
    """Return the free times that begin between two instants and may be booked now, in order, one for each beginning."""
    opens, closes = slots.bookable_between(choice.kind, now)
    since, until = max(since, opens), min(until, closes)
    if since >= until:
        return []
    # From the beginning of the day on: the times of a day stay the same while it goes by.
    day = wall_clock.nearest(wall_clock.local(since, patient.timezone)[0], 0, patient.timezone)
    found = [
        slot
        for companion in _who_receive(db, choice, companions)
        for slot in slots.free(
            db,
            companion_id=id_of(companion),
            kind=choice.kind,
            since=min(day, since),
            until=until,
            now=now,
            patient_id=id_of(patient),
        )
        if slot.starts_at >= since
    ]
    taken = appointments.taken(db, person_id=id_of(patient), since=since, until=until + appointments.LONGEST)
    ahead: dict[datetime, Slot] = {}
    for slot in sorted(found, key=lambda slot: slot.starts_at):
        if not any(begins < slot.ends_at and slot.starts_at < ends for begins, ends in taken):
            ahead.setdefault(slot.starts_at, slot)
    return list(ahead.values())


def whom(
    db: Session, choice: Choice, companions: Sequence[Person], *, patient: Person, starts_at: datetime, now: datetime
) -> list[Person]:
    """Return those who are free at a time: whom the patient is dedicated to first, then who has the lightest week."""
    ends_at = starts_at + timedelta(minutes=choice.kind.minutes)
    free = [
        one
        for one in _who_receive(db, choice, companions)
        if not slots.closed(
            db,
            companion_id=id_of(one),
            kind=choice.kind,
            starts_at=starts_at,
            ends_at=ends_at,
            now=now,
            patient_id=id_of(patient),
        )
    ]
    if len(free) < 2:  # noqa: PLR2004
        return free
    ids = [id_of(one) for one in free]
    mine = set(
        db.exec(
            select(Assignment.companion_id).where(
                Assignment.bubble_id == choice.bubble.id, Assignment.patient_id == patient.id
            )
        )
    )
    around = col(Appointment.starts_at).between(starts_at - WEEK / 2, starts_at + WEEK / 2)
    of_each = (
        select(Appointment.companion_id, func.count())
        .where(col(Appointment.companion_id).in_(ids), Appointment.state == State.PLANNED, around)
        .group_by(col(Appointment.companion_id))
    )
    load = dict(db.exec(of_each).all())
    return sorted(free, key=lambda one: (one.id not in mine, load.get(id_of(one), 0)))


def _who_receive(db: Session, choice: Choice, companions: Iterable[Person]) -> list[Person]:
    """Leave out those who never gave an hour in that bubble: there is nothing to compute for them."""
    ids = {id_of(one) for one in companions}
    receiving: set[int] = set()
    for hours in (Hours, ExceptionalDay):
        theirs = (hours.bubble_id == choice.bubble.id, col(hours.person_id).in_(ids))
        receiving |= set(db.exec(select(hours.person_id).where(*theirs).distinct()))
    return [one for one in companions if one.id in receiving]
