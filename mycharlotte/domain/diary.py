"""What a companion's weeks hold, read once, to judge many times against it: the dates of a series."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlmodel import Session

from mycharlotte.domain import availability, busy, slots, wall_clock
from mycharlotte.domain.busy import Span, Taken
from mycharlotte.domain.slots import Closed
from mycharlotte.models.consultations import ConsultationType

T = TypeVar("T")

DAY = timedelta(days=1)
SAME_DAY, LATER_DAYS = 3, 2
LOOKED_AHEAD = 7


class Conflict(StrEnum):
    """What speaks against a date, the worst first. The companion may disregard those that are not `BLOCKING`."""

    PASSED = "passed"
    COMPANION_TAKEN = "companion-taken"
    PATIENT_TAKEN = "patient-taken"
    ABSENT = "absent"
    BUSY_OUTSIDE = "busy-outside"
    HELD = "held"
    BUFFER = "buffer"
    OUTSIDE_HOURS = "outside-hours"


BLOCKING = frozenset({Conflict.PASSED, Conflict.COMPANION_TAKEN, Conflict.PATIENT_TAKEN})
_OF = {
    Closed.TAKEN: Conflict.COMPANION_TAKEN,
    Closed.ABSENT: Conflict.ABSENT,
    Closed.BUSY_OUTSIDE: Conflict.BUSY_OUTSIDE,
    Closed.HELD: Conflict.HELD,
    Closed.BUFFER: Conflict.BUFFER,
    Closed.OUTSIDE_HOURS: Conflict.OUTSIDE_HOURS,
}


@dataclass(frozen=True)
class Diary:
    """The hours of a companion, what takes their time and that of a patient, over the days of a series."""

    kind: ConsultationType
    companion_id: int
    zone: str
    now: datetime
    windows: Mapping[date, Sequence[availability.Window]]
    taken: Mapping[date, Sequence[Span]]
    patients: Mapping[date, Sequence[Span]] = field(default_factory=dict)

    def against(self, starts_at: datetime, ends_at: datetime) -> tuple[Conflict, ...]:
        """Return what speaks against a time, the worst first."""
        around = list(_around(self.taken, starts_at, ends_at))
        hours = _around(self.windows, starts_at, ends_at)
        why = {
            _OF[closed]
            for closed in slots.why_closed(hours, around, kind=self.kind, starts_at=starts_at, ends_at=ends_at)
        }
        # What the two have together is the companion's: said once.
        others = set(_around(self.patients, starts_at, ends_at)) - set(around)
        if any(span.starts_at < ends_at and starts_at < span.ends_at for span in others):
            why.add(Conflict.PATIENT_TAKEN)
        if starts_at <= self.now:
            why.add(Conflict.PASSED)
        return tuple(conflict for conflict in Conflict if conflict in why)

    def instead_of(self, starts_at: datetime, ends_at: datetime) -> tuple[datetime, ...]:
        """Return free times: the nearest that day, then the first of the days that follow."""
        day, minutes = wall_clock.local(starts_at, self.zone)[0], (ends_at - starts_at) // timedelta(minutes=1)
        that_day = sorted(self._free(day, minutes), key=lambda at: abs(at - starts_at))[:SAME_DAY]
        later = (at for count in range(1, LOOKED_AHEAD) for at in self._free(day + count * DAY, minutes)[:1])
        return (*sorted(that_day), *(at for at, _ in zip(later, range(LATER_DAYS), strict=False)))

    def _free(self, day: date, minutes: int) -> list[datetime]:
        found = []
        for window in self.windows.get(day, ()):
            around = sorted(
                {*_around(self.taken, window.starts_at, window.ends_at)}
                | {*_around(self.patients, window.starts_at, window.ends_at)},
                key=lambda span: (span.starts_at, span.ends_at),
            )
            fitting = slots.within(window, around, kind=self.kind, companion_id=self.companion_id, minutes=minutes)
            found += [slot.starts_at for slot in fitting if slot.starts_at > self.now]
        return found


def read(
    db: Session,
    *,
    companion_id: int,
    patient_id: int,
    kind: ConsultationType,
    zone: str,
    since: datetime,
    until: datetime,
    now: datetime,
    but: Collection[tuple[datetime, datetime]] = (),
) -> Diary:
    """Read hours and what takes time between two instants; `but` are the present times of appointments that move."""
    since, until = since - DAY, until + LOOKED_AHEAD * DAY
    first, last = wall_clock.local(since, zone)[0], wall_clock.local(until, zone)[0]
    hours = availability.windows(
        db, person_id=companion_id, bubble_id=kind.bubble_id, since=first, until=last, zone=zone
    )
    windows: dict[date, list[availability.Window]] = {}
    for window in hours:
        windows.setdefault(wall_clock.local(window.starts_at, zone)[0], []).append(window)
    # The first and last of these days begin and end up to a day away: what takes their time must be known to the end.
    since, until = since - DAY, until + DAY
    span = {"zone": zone, "since": since, "until": until, "now": now}
    theirs = busy.spans(db, person_id=companion_id, held_for=patient_id, **span)
    patients = [one for one in busy.spans(db, person_id=patient_id, **span) if one.taken is Taken.APPOINTMENT]
    return Diary(
        kind, companion_id, zone, now, windows, _by_day(theirs, since, until, but), _by_day(patients, since, until, but)
    )


def _by_day(
    spans: Iterable[Span], since: datetime, until: datetime, but: Collection[tuple[datetime, datetime]]
) -> dict[date, list[Span]]:
    """Return spans under every day, in UTC, that they touch between two instants."""
    moving = set(but)
    found: dict[date, list[Span]] = {}
    for span in spans:
        if span.taken is Taken.APPOINTMENT and (span.starts_at, span.ends_at) in moving:
            continue
        for day in availability.days(max(span.starts_at, since).date(), min(span.ends_at, until).date()):
            found.setdefault(day, []).append(span)
    return found


def _around(by_day: Mapping[date, Sequence[T]], starts_at: datetime, ends_at: datetime) -> Iterable[T]:
    """Return what is kept under the days around a time, each thing once."""
    days = availability.days(starts_at.date() - DAY, ends_at.date() + DAY)
    return dict.fromkeys(one for day in days for one in by_day.get(day, ()))
