"""Slots against an oracle that looks at each minute: clock changes, ends of months, leap years; then rule by rule."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from mycharlotte import db
from mycharlotte.domain import availability, busy, slots
from mycharlotte.domain.slots import Closed
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.availability import Absence, ExceptionalDay, Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.calendars import BusyTime, OutsideCalendar
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from tests.cast import Cast
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.neighbours import join, new_bubble, person

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


def free(who: Person, kind: ConsultationType, hours: float = 24, since: datetime | None = None) -> list[str]:
    """The slots of tomorrow, on the clock of Paris."""
    midnight = datetime(2026, 11, 23, 23, tzinfo=UTC)
    about: dict[str, Any] = {"since": since or midnight, "until": midnight + timedelta(hours=hours), "now": NOW}
    with db.reading() as session:
        found = slots.free(session, companion_id=id_of(who), kind=kind, **about)
    return [f"{one.starts_at.astimezone(ZoneInfo('Europe/Paris')):%H:%M}" for one in found]


@pytest.fixture
def camille(cast: Cast) -> Person:
    """She receives tomorrow, from 9 to 12."""
    receives(cast.camille, 1, ends="12:00", place="12 rue des Lilas")
    return cast.camille


def test_slots_follow_one_another_with_the_buffers_of_the_type(camille: Person) -> None:
    assert free(camille, offer("A")) == ["09:00", "09:45", "10:30", "11:15"]
    assert free(camille, offer("B", buffer_before=5, buffer_after=15)) == ["09:00", "10:00", "11:00"]
    assert free(camille, offer("C", minutes=180)) == ["09:00"]
    assert free(camille, offer("D", minutes=181)) == []


def test_the_longer_of_two_buffers_lies_between_two_appointments(camille: Person, cast: Cast) -> None:
    appointment(camille, cast.paul, offer("A", minutes=30), buffer_before=20, buffer_after=30)  # from 10:00 to 10:30
    kind = offer("B", minutes=30, buffer_before=10, buffer_after=10)
    assert free(camille, kind) == ["09:00", "11:00"]
    longer = offer("C", minutes=30, buffer_before=45, buffer_after=10)
    assert free(camille, longer) == ["09:00", "11:15"]


def test_slots_have_the_place_of_their_hours_and_go_over_none_of_another(camille: Person) -> None:
    receives(camille, 1, starts="12:00", ends="13:00")
    kind = offer(minutes=50)
    with db.reading() as session:
        about: dict[str, Any] = {"companion_id": id_of(camille), "kind": kind, "now": NOW}
        found = slots.free(session, since=NOW, until=NOW + 2 * DAY, **about)
    assert [one.place for one in found] == ["12 rue des Lilas"] * 3 + [""]


def test_hours_given_twice_offer_each_slot_once(camille: Person) -> None:
    receives(camille, 1, starts="10:00", ends="11:00")
    assert free(camille, offer()) == ["09:00", "09:45", "10:30", "11:15"]


def test_a_time_booked_in_one_bubble_is_taken_in_the_other(camille: Person, cast: Cast) -> None:
    iris = new_bubble("Bulle des Iris")
    join(camille, of=iris)
    receives(camille, 1, ends="11:00", of=iris)
    appointment(camille, cast.paul, offer("A"))
    assert free(camille, offer("B", of=iris)) == ["09:00"]


def test_a_companion_who_is_a_patient_elsewhere_is_not_free_then(camille: Person, cast: Cast) -> None:
    appointment(cast.agathe, camille, offer("A", minutes=60))
    assert free(camille, offer("B", minutes=60)) == ["09:00", "11:00"]


def test_the_slots_of_a_day_stay_the_same_while_it_goes_by(camille: Person, cast: Cast) -> None:
    appointment(camille, person("Nour", "D"), offer("A", minutes=20), datetime(2026, 11, 24, 8, tzinfo=UTC))
    kind = offer("B")
    whole = free(camille, kind)
    assert whole == ["09:20", "10:05", "10:50"]
    assert free(camille, kind, since=datetime(2026, 11, 24, 8, 30, tzinfo=UTC)) == whole[1:]


def test_what_begins_after_the_time_asked_for_still_counts_for_the_last_slot(camille: Person) -> None:
    with db.transaction() as session:
        day: dict[str, Any] = {"starts_on": date(2026, 11, 24), "ends_on": date(2026, 11, 24)}
        session.add(Absence(person_id=id_of(camille), starts=570, ends=1440, **day))
    assert free(camille, offer(), hours=9.25) == []  # until 9:15: a slot at 9:00 would run into the absence


def test_slots_are_on_the_five_minutes_even_when_hours_or_events_are_not(camille: Person) -> None:
    with db.transaction() as session:
        outside = OutsideCalendar(person_id=id_of(camille), name="O", host="example.org", address_sealed=b"")
        session.add(outside)
        session.flush()
        at = datetime(2026, 11, 24, 8, 1, 30, tzinfo=UTC)
        times: dict[str, Any] = {"starts_at": at, "ends_at": at + timedelta(minutes=20)}
        session.add(BusyTime(calendar_id=id_of(outside), person_id=id_of(camille), **times))
    receives(camille, 1, starts="13:03", ends="14:00")
    assert free(camille, offer()) == ["09:25", "10:10", "10:55", "13:05"]


def test_each_reason_why_a_time_is_closed_is_told(camille: Person, cast: Cast) -> None:
    kind = offer(buffer_after=10)
    appointment(camille, cast.paul, kind)
    with db.transaction() as session:
        day: dict[str, Any] = {"starts_on": date(2026, 11, 24), "ends_on": date(2026, 11, 24)}
        session.add(Absence(person_id=id_of(camille), starts=660, ends=720, **day))

    def why(hour: int, minute: int, **asked: Any) -> set[Closed]:
        at = datetime(2026, 11, 24, hour, minute, tzinfo=UTC)
        about: dict[str, Any] = {"companion_id": id_of(camille), "kind": kind, "now": NOW}
        with db.reading() as session:
            return slots.closed(session, starts_at=at, ends_at=at + timedelta(minutes=45), **about, **asked)

    assert why(8, 5) == set()
    assert why(8, 10) == {Closed.BUFFER}
    assert why(9, 30) == {Closed.TAKEN, Closed.ABSENT}
    assert why(10, 30) == {Closed.ABSENT, Closed.OUTSIDE_HOURS}
    assert why(7, 30) == {Closed.OUTSIDE_HOURS}
    nine = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert why(9, 10, but=(nine, nine + timedelta(minutes=45))) == set()


def test_patients_book_within_the_notices_of_the_type() -> None:
    kind = ConsultationType(
        latest_minutes=90, earliest_days=60, minutes=45, mode=Mode.VIDEO, name="S", colour="plum", bubble_id=1
    )
    assert slots.bookable_between(kind, NOW) == (NOW + timedelta(minutes=90), NOW + timedelta(days=60))


def test_the_next_free_ones_are_the_first_within_four_weeks(camille: Person) -> None:
    about: dict[str, Any] = {"companion_id": id_of(camille), "kind": offer(minutes=90), "now": NOW}
    with db.reading() as session:
        found = slots.next_free(session, after=NOW, **about)
        late = slots.next_free(session, after=datetime(2026, 11, 24, 10, 30, tzinfo=UTC), at_most=9, **about)
    assert [f"{one.starts_at:%d.%m %H:%M}" for one in found] == ["24.11 08:00", "24.11 09:30", "01.12 08:00"]
    assert [one.starts_at.day for one in late] == [1, 1, 8, 8, 15, 15, 22, 22]
