"""Slots: the times when someone can be booked, and why another time is none."""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlmodel import Session, select

from mycharlotte.domain import availability, busy, wall_clock
from mycharlotte.domain.busy import Span, Taken
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person

GRAIN = timedelta(minutes=5)
SHOWN_INSTEAD = 3


class Closed(StrEnum):
    """Why a time is no slot. `TAKEN` is an appointment; the others, a companion may choose to disregard."""

    OUTSIDE_HOURS = "outside-hours"
    ABSENT = "absent"
    BUSY_OUTSIDE = "busy-outside"
    HELD = "held"
    BUFFER = "buffer"
    TAKEN = "taken"


_OF = {Taken.ABSENCE: Closed.ABSENT, Taken.OUTSIDE: Closed.BUSY_OUTSIDE, Taken.HELD: Closed.HELD}


class Slot(NamedTuple):
    """A time that can be booked, with whom, and where people then go, when a place is known."""

    starts_at: datetime
    ends_at: datetime
    companion_id: int
    place: str = ""


def closed(
    db: Session,
    *,
    companion_id: int,
    kind: ConsultationType,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    patient_id: int = 0,
    but: tuple[datetime, datetime] | None = None,
) -> set[Closed]:
    """Return why a time is not one of a companion's slots; nothing when it is.

    What is held for `patient_id` is free for them; `but` is the present time of an appointment that moves.
    """
    zone = _zone(db, companion_id)
    first, last = wall_clock.local(starts_at, zone)[0], wall_clock.local(ends_at, zone)[0]
    open_spans = availability.windows(
        db, person_id=companion_id, bubble_id=kind.bubble_id, since=first, until=last, zone=zone
    )
    taken = busy.spans(
        db,
        person_id=companion_id,
        zone=zone,
        since=starts_at - timedelta(days=1),
        until=ends_at + timedelta(days=1),
        now=now,
        held_for=patient_id,
    )
    others = [span for span in taken if span.taken is not Taken.APPOINTMENT or (span.starts_at, span.ends_at) != but]
    return why_closed(open_spans, others, kind=kind, starts_at=starts_at, ends_at=ends_at)


def why_closed(
    open_spans: Iterable[availability.Window],
    taken: Iterable[Span],
    *,
    kind: ConsultationType,
    starts_at: datetime,
    ends_at: datetime,
) -> set[Closed]:
    """Return why a time is no slot, given the hours and what is taken around it: for those who judge many times."""
    is_open = any(w.starts_at <= starts_at and ends_at <= w.ends_at for w in open_spans)
    why = set() if is_open else {Closed.OUTSIDE_HOURS}
    before, after = timedelta(minutes=kind.buffer_before), timedelta(minutes=kind.buffer_after)
    for span in taken:
        if span.starts_at < ends_at and starts_at < span.ends_at:
            why.add(_OF.get(span.taken, Closed.TAKEN))
        elif span.taken is Taken.APPOINTMENT and _is_too_near(span, starts_at, ends_at, before, after):
            why.add(Closed.BUFFER)
    return why


def free(
    db: Session,
    *,
    companion_id: int,
    kind: ConsultationType,
    since: datetime,
    until: datetime,
    now: datetime,
    patient_id: int = 0,
) -> list[Slot]:
    """Return the slots of a type that begin between two instants, in order.

    They follow one another from the beginning of the hours, on the five minutes, with the type's buffers, and start
    again after what is taken. Notices of the type are the caller's (`bookable_between`).
    """
    zone = _zone(db, companion_id)
    first, last = wall_clock.local(since, zone)[0], wall_clock.local(until, zone)[0]
    open_spans = availability.windows(
        db, person_id=companion_id, bubble_id=kind.bubble_id, since=first, until=last, zone=zone
    )
    if not open_spans:
        return []
    # All that happens during these hours counts, before `since` too: the slots of a day stay the same while it goes by.
    begin, end = open_spans[0].starts_at, open_spans[-1].ends_at
    taken = busy.spans(db, person_id=companion_id, zone=zone, since=begin, until=end, now=now, held_for=patient_id)
    found = _within(open_spans, taken, kind=kind, companion_id=companion_id)
    return [slot for slot in found if since <= slot.starts_at < until]


def next_free(
    db: Session,
    *,
    companion_id: int,
    kind: ConsultationType,
    after: datetime,
    now: datetime,
    patient_id: int = 0,
    at_most: int = SHOWN_INSTEAD,
) -> list[Slot]:
    """Return the first slots from an instant on, within four weeks."""
    until = after + timedelta(weeks=4)
    found = free(db, companion_id=companion_id, kind=kind, since=after, until=until, now=now, patient_id=patient_id)
    return found[:at_most]


def bookable_between(kind: ConsultationType, now: datetime) -> tuple[datetime, datetime]:
    """Return between which instants a patient may book a type now: its latest and its earliest notice (D10)."""
    return now + timedelta(minutes=kind.latest_minutes), now + timedelta(days=kind.earliest_days)


def within(
    window: availability.Window, taken: Iterable[Span], *, kind: ConsultationType, companion_id: int, minutes: int = 0
) -> list[Slot]:
    """Return the slots of some hours, given what is taken around them; they last as the type, or so many `minutes`."""
    return list(_within([window], taken, kind=kind, companion_id=companion_id, minutes=minutes))


def _within(
    windows: Iterable[availability.Window],
    taken: Iterable[Span],
    *,
    kind: ConsultationType,
    companion_id: int,
    minutes: int = 0,
) -> Iterator[Slot]:
    """Go through the slots of hours in order; all could be booked, one after the other."""
    length = timedelta(minutes=minutes or kind.minutes)
    apart = timedelta(minutes=max(kind.buffer_before, kind.buffer_after))
    barred = deque(_barred(taken, kind, length))
    following = datetime.min.replace(tzinfo=UTC)
    for window in windows:
        starts_at, last = max(_rounded(window.starts_at), following), window.ends_at - length
        while starts_at <= last:
            while barred and barred[0][1] <= starts_at:
                barred.popleft()
            if barred and barred[0][0] < starts_at:
                starts_at = _rounded(barred[0][1])
            else:
                yield Slot(starts_at, starts_at + length, companion_id, window.place)
                starts_at = following = _rounded(starts_at + length + apart)


def _barred(taken: Iterable[Span], kind: ConsultationType, length: timedelta) -> list[tuple[datetime, datetime]]:
    """Return, in order and apart, between which instants no slot may begin: both ends are free again.

    What begins less than its length before something is taken would run into it; the longer of the two buffers counts.
    """
    before, after = timedelta(minutes=kind.buffer_before), timedelta(minutes=kind.buffer_after)
    each = [
        (span.starts_at - length - max(span.before, after), span.ends_at + max(span.after, before))
        if span.taken is Taken.APPOINTMENT
        else (span.starts_at - length, span.ends_at)
        for span in taken
    ]
    found: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(each):
        if found and begins < found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    return found


def _is_too_near(span: Span, starts_at: datetime, ends_at: datetime, before: timedelta, after: timedelta) -> bool:
    """Tell whether less than the longer of the two buffers lies between an appointment and a time beside it."""
    if span.ends_at <= starts_at:
        return starts_at - span.ends_at < max(span.after, before)
    return span.starts_at - ends_at < max(span.before, after)


def _rounded(at: datetime) -> datetime:
    """Return an instant on the next five minutes."""
    if not (at.minute % 5 or at.second or at.microsecond):
        return at
    return at - timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond) + GRAIN


def _zone(db: Session, person_id: int) -> str:
    return db.exec(select(Person.timezone).where(Person.id == person_id)).one()
