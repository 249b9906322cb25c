"""Slots against an oracle that looks at each minute: clock changes, ends of months, leap years; then rule by rule."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from mycharlotte import db
from mycharlotte.domain import availability, busy, slots
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.availability import Absence, ExceptionalDay, Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.calendars import BusyTime, OutsideCalendar
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from tests.domain.agenda import NOW

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ZONES = ["Europe/Paris", "Indian/Reunion", "America/Montreal", "Asia/Kolkata", "Australia/Lord_Howe"]
DAYS = [
    date(2026, 10, 24),  # Paris
    date(2027, 3, 27),
    date(2026, 10, 31),  # Montréal
    date(2027, 3, 13),
    date(2026, 10, 3),  # Lord Howe, by half an hour
    date(2027, 4, 3),
    date(2028, 2, 28),
    date(2026, 12, 31),
    date(2026, 11, 30),
]


@dataclass
class Agenda:
    """What a companion's agenda holds over three days, as drawn."""

    zone: str
    first: date
    minutes: int
    before: int
    after: int
    hours: list[tuple[int, int, int, str]]
    exceptions: list[tuple[int, int | None, int, str]]
    absences: list[tuple[int, int, int, int, int]]
    taken: list[tuple[int, int, int, int]]
    outside: list[tuple[int, int]]
    days: list[date] = field(init=False)

    def __post_init__(self) -> None:
        self.days = [self.first + count * DAY for count in range(3)]

    def at(self, minute: int) -> datetime:
        """An instant, so many minutes after the first day began."""
        return datetime.combine(self.first, datetime.min.time(), ZoneInfo(self.zone)).astimezone(UTC) + minute * MINUTE


quarters = st.integers(0, 95).map(lambda n: n * 15)
spans = st.tuples(quarters, st.integers(1, 40)).map(lambda one: (one[0], min(1440, one[0] + one[1] * 15)))
somewhere = st.sampled_from(["", "12 rue des Lilas"])
agendas = st.builds(
    Agenda,
    zone=st.sampled_from(ZONES),
    first=st.sampled_from(DAYS),
    minutes=st.sampled_from([5, 20, 45, 50, 90, 240]),
    before=st.sampled_from([0, 0, 10, 30]),
    after=st.sampled_from([0, 0, 15]),
    hours=st.lists(
        st.tuples(st.integers(0, 2), spans, somewhere).map(lambda one: (one[0], *one[1], one[2])), max_size=6
    ),
    exceptions=st.lists(
        st.tuples(st.integers(0, 2), st.none() | spans, somewhere).map(
            lambda one: (one[0], *(one[1] or (None, 0)), one[2])
        ),
        max_size=1,
    ),
    absences=st.lists(
        st.tuples(st.integers(-15, 2), quarters, st.integers(0, 2), quarters, st.integers(0, 2)), max_size=2
    ),
    taken=st.lists(
        st.tuples(
            st.integers(0, 850), st.integers(1, 24), st.sampled_from([0, 0, 20]), st.sampled_from([0, 0, 45])
        ).map(lambda one: (one[0] * 5, one[1] * 5, one[2], one[3])),
        max_size=5,
    ),
    outside=st.lists(st.tuples(st.integers(0, 4300), st.integers(1, 300)), max_size=3),
)


class Oracle:
    """What each minute of the three days is, found out one minute at a time.

    A night when an hour comes twice, hours that began or ended the first time did so: the clock had « reached » them.
    """

    def __init__(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self.begin = agenda.at(0)
        self.given: list[tuple[date, str] | None] = []
        self.is_absent: list[bool] = []
        reached, day = 0, agenda.first - DAY
        for at in self._instants():
            here = at.astimezone(ZoneInfo(agenda.zone))
            reached = here.hour * 60 + here.minute if here.date() != day else max(reached, here.hour * 60 + here.minute)
            day = here.date()
            self.given.append(self._given(day, reached))
            self.is_absent.append(any(self._covers(one, day, reached) for one in agenda.absences))

    def is_free(self, starts_at: datetime) -> bool:
        """Tell whether the type fits there, minute by minute."""
        agenda, first = self.agenda, (starts_at - self.begin) // MINUTE
        if first < 0 or first + agenda.minutes > len(self.given):
            return False
        during = range(first, first + agenda.minutes)
        if self.given[first] is None or any(self.given[minute] != self.given[first] for minute in during):
            return False
        if any(self.is_absent[minute] for minute in during):
            return False
        for begins, length, before, after in agenda.taken:
            gap_before, gap_after = max(before, agenda.after), max(after, agenda.before)
            if first < begins + length + gap_after and begins - gap_before < first + agenda.minutes:
                return False
        return not any(first < begins + length and begins < first + agenda.minutes for begins, length in agenda.outside)

    def _instants(self) -> Iterator[datetime]:
        at = self.begin
        while at.astimezone(ZoneInfo(self.agenda.zone)).date() <= self.agenda.days[-1]:
            yield at
            at += MINUTE

    def _given(self, day: date, reached: int) -> tuple[date, str] | None:
        number = (day - self.agenda.first).days
        differing = [one for one in self.agenda.exceptions if one[0] == number]
        its = differing or [one for one in self.agenda.hours if one[0] == number]
        covering = [one for one in its if one[1] is not None and one[1] <= reached < one[2]]
        return (day, min(covering)[3]) if covering else None

    def _covers(self, absence: tuple[int, int, int, int, int], day: date, reached: int) -> bool:
        starts_on, starts, length, ends, weeks = absence
        now = ((day - self.agenda.first).days, reached)
        repeats = range(40 if weeks else 1)
        return any(
            (starts_on + 7 * weeks * n, starts) <= now < (starts_on + 7 * weeks * n + length, ends) for n in repeats
        )


def stored(session: Session, agenda: Agenda) -> tuple[int, ConsultationType]:
    """Store what was drawn; return the companion, and the type to fit in."""
    companion, patient = (Person(email=f"{name}@example.org", first_name=name, last_name="X") for name in "cp")
    companion.timezone = agenda.zone
    bubble = Bubble(name="B")
    session.add_all([companion, patient, bubble])
    session.flush()
    mine: dict[str, Any] = {"person_id": id_of(companion), "bubble_id": id_of(bubble)}
    buffers: dict[str, Any] = {"buffer_before": agenda.before, "buffer_after": agenda.after}
    about: dict[str, Any] = {
        "name": "T",
        "active_name": "t",
        "colour": "plum",
        "mode": Mode.VIDEO,
        "bubble_id": id_of(bubble),
    }
    kind = ConsultationType(minutes=agenda.minutes, **about, **buffers)
    outside = OutsideCalendar(person_id=id_of(companion), name="O", host="example.org", address_sealed=b"")
    session.add_all([kind, outside])
    session.flush()
    for number, starts, ends, place in agenda.hours:
        day = agenda.days[number]
        session.add(Hours(**mine, weekday=day.weekday(), starts=starts, ends=ends, place=place, since=day, until=day))
    for number, starts, ends, place in agenda.exceptions:
        times: dict[str, Any] = {"starts": starts, "ends": None if starts is None else ends}
        session.add(ExceptionalDay(**mine, day=agenda.days[number], place=place, **times))
    for starts_on, starts, length, ends, weeks in agenda.absences:
        first = agenda.first + starts_on * DAY
        dates: dict[str, Any] = {"starts_on": first, "ends_on": first + length * DAY}
        session.add(Absence(person_id=id_of(companion), starts=starts, ends=ends, every_weeks=weeks, **dates))
    for begins, length, before, after in agenda.taken:
        session.add(
            Appointment(
                bubble_id=id_of(bubble),
                type_id=id_of(kind),
                companion_id=id_of(companion),
                patient_id=id_of(patient),
                starts_at=agenda.at(begins),
                ends_at=agenda.at(begins + length),
                buffer_before=before,
                buffer_after=after,
                mode=Mode.VIDEO,
                booked_by_id=id_of(companion),
            )
        )
    for begins, length in agenda.outside:
        when: dict[str, Any] = {"starts_at": agenda.at(begins), "ends_at": agenda.at(begins + length)}
        session.add(BusyTime(calendar_id=id_of(outside), person_id=id_of(companion), **when))
    session.flush()
    return id_of(companion), kind


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(agenda=agendas)
def test_slots_are_what_an_oracle_finds_minute_by_minute(sqlite: str, agenda: Agenda) -> None:
    # An absence that ends before it starts is never stored.
    agenda.absences = [one for one in agenda.absences if one[2] or one[1] < one[3]]
    oracle = Oracle(agenda)
    with Session(db.engine()) as session:
        who, kind = stored(session, agenda)
        begin, end = oracle.begin, oracle.begin + len(oracle.given) * MINUTE
        found = slots.free(session, companion_id=who, kind=kind, since=begin, until=end, now=NOW)
        hours = availability.windows(
            session,
            person_id=who,
            bubble_id=kind.bubble_id,
            since=agenda.days[0],
            until=agenda.days[-1],
            zone=agenda.zone,
        )
        taken = busy.spans(session, person_id=who, zone=agenda.zone, since=begin, until=end, now=NOW)
        for slot in found[:3]:
            why = slots.closed(
                session, companion_id=who, kind=kind, starts_at=slot.starts_at, ends_at=slot.ends_at, now=NOW
            )
            assert why == set()
        session.rollback()

    length, apart = kind.minutes * MINUTE, max(kind.buffer_before, kind.buffer_after) * MINUTE
    for slot in found:
        assert oracle.is_free(slot.starts_at)
        assert slot.ends_at - slot.starts_at == length
        assert slot.starts_at.minute % 5 == 0
    for one, other in pairwise(found):
        assert other.starts_at - one.ends_at >= apart
    beginnings = [slot.starts_at for slot in found]
    for at in (begin + minute * MINUTE for minute in range(0, len(oracle.given), 5)):
        is_free = oracle.is_free(at)
        why = slots.why_closed(hours, taken, kind=kind, starts_at=at, ends_at=at + length)
        assert (why == set()) == is_free, (at, why)
        # Nothing free is left out: what is no slot itself runs into one.
        if is_free:
            assert any(abs(at - one) < length + apart for one in beginnings), at
