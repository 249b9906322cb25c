"""Absences: typed, sealed, repeated on the wall clock; the appointments they lie over are not cancelled alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import absence_appointments, absences, agendas, busy, cancellations, changes
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused, Stale
from mycharlotte.domain.texts import TextTooLong
from mycharlotte.domain.wall_clock import DayMalformed, NoSuchDay, TimeMalformed
from mycharlotte.domain.weekly_hours import DatesReversed, SpanEmpty
from mycharlotte.locales.absences import spoken_absence
from mycharlotte.models.appointments import Appointment, Change, Deed, State
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.availability import Absence
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Person
from mycharlotte.views.absences import AbsenceDraft
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer
from tests.domain.neighbours import join, new_bubble, person

pytestmark = pytest.mark.usefixtures("database")
WEEK = AbsenceDraft(label="Formation à Lyon", first="2026-11-23", last="2026-11-27")
TUESDAYS = AbsenceDraft(kind="hours", first="2026-11-24", starts="9", ends="12", repeat="1")
PARIS = "Europe/Paris"


def add(who: Person, draft: AbsenceDraft = WEEK) -> Absence:
    with db.transaction() as session:
        return absences.add(session, by=sign_in(who)[0], draft=draft, now=NOW)


def listed(who: Person, now: datetime = NOW) -> list[str]:
    with db.reading() as session:
        return [one.ref for one in absences.to_come(session, viewer=sign_in(who)[0], now=now)]


def under(who: Person, absence: Absence) -> list[str]:
    with db.reading() as session:
        found = absence_appointments.under(session, viewer=sign_in(who)[0], among=[absence], now=NOW)
    return [line.ref for line in found.get(absence.ref, ())]


def cancel(who: Person, absence: Absence, ticked: dict[str, int], *, reason: str = "") -> Change:
    with db.transaction() as session:
        return absence_appointments.cancel(
            session, by=sign_in(who)[0], absence_ref=absence.ref, ticked=ticked, reason=reason, now=NOW
        )


def stored(kept: Appointment) -> Appointment:
    with db.reading() as session:
        return session.get_one(Appointment, kept.id)


def times(absence: Absence, since: datetime, until: datetime, zone: str = PARIS) -> list[str]:
    return [
        f"{a:%d.%m %H:%M}-{b:%d.%m %H:%M}" for a, b in busy.occurrences(absence, zone=zone, since=since, until=until)
    ]


def test_an_absence_is_noted_changed_and_removed(cast: Cast) -> None:
    made = add(cast.camille)
    assert (made.starts_on, made.starts, made.ends_on, made.ends) == (date(2026, 11, 23), 0, date(2026, 11, 27), 1440)
    assert absences.drafted(made) == WEEK
    with db.transaction() as session:
        absences.update(session, by=sign_in(cast.camille)[0], absence_ref=made.ref, draft=TUESDAYS, now=NOW)
    with db.reading() as session:
        kept = absences.find(session, viewer=sign_in(cast.camille)[0], absence_ref=made.ref)
    assert absences.drafted(kept) == AbsenceDraft(
        kind="hours", first="2026-11-24", starts="09:00", last="2026-11-24", ends="12:00", repeat="1"
    )
    with db.transaction() as session:
        absences.remove(session, by=sign_in(cast.camille)[0], absence_ref=made.ref, now=NOW)
    assert listed(cast.camille) == []


def test_the_label_is_sealed_and_in_no_log(cast: Cast) -> None:
    made = add(cast.camille)
    assert b"Formation" not in made.label_sealed
    assert absences.label_of(made) == "Formation à Lyon"
    with db.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.object_ref == made.ref)).all()
    assert [(entry.action, entry.details) for entry in entries] == [("absence:added", "{}")]


def test_calendars_are_told_each_time(cast: Cast) -> None:
    def version() -> int:
        with db.transaction() as session:
            return agendas.of(session, id_of(cast.camille)).version

    before = version()
    made = add(cast.camille)
    assert version() == before + 1
    with db.transaction() as session:
        absences.remove(session, by=sign_in(cast.camille)[0], absence_ref=made.ref, now=NOW)
    assert version() == before + 2


def test_an_absence_is_its_owners_alone(cast: Cast) -> None:
    made = add(cast.camille)
    for other in (cast.agathe, cast.paul, cast.zelda):
        with pytest.raises(NotFound), db.transaction() as session:
            absences.remove(session, by=sign_in(other)[0], absence_ref=made.ref, now=NOW)
        with pytest.raises(NotFound):
            cancel(other, made, {"x": 1})
    assert listed(cast.agathe) == []
    with pytest.raises(NotAllowed):
        add(cast.paul)
    with pytest.raises(NotFound), db.reading() as session:
        absences.find(session, viewer=sign_in(cast.camille)[0], absence_ref="\0")


@pytest.mark.parametrize(
    ("draft", "field", "kind"),
    [
        (AbsenceDraft(), "first", DayMalformed),
        (AbsenceDraft(first="2027-02-29"), "first", NoSuchDay),
        (AbsenceDraft(first="2026-11-24", last="2026-11-23"), "last", DatesReversed),
        (AbsenceDraft(kind="hours", first="2026-11-24", starts="12", ends="9"), "ends", SpanEmpty),
        (AbsenceDraft(kind="hours", first="2026-11-24", starts="9", ends="9"), "ends", SpanEmpty),
        (AbsenceDraft(kind="hours", first="2026-11-24", starts="25:00", ends="26"), "starts", SeveralRefused),
        (AbsenceDraft(kind="hours", first="2026-11-24", starts="9", ends="midi"), "ends", TimeMalformed),
        (AbsenceDraft(first="2026-11-24", repeat="3"), "repeat", absences.RepeatNotOffered),
        (AbsenceDraft(first="2026-11-24", repeat="1", until="2026-11-23"), "until", DatesReversed),
        (AbsenceDraft(first="2026-11-24", last="2026-12-01", repeat="1"), "last", absences.LongerThanItsPeriod),
        (AbsenceDraft(first="2026-11-24", label="x" * 81), "label", TextTooLong),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field(draft: AbsenceDraft, field: str, kind: type[Refused]) -> None:
    with pytest.raises(kind) as raised:
        absences.parse(draft)
    assert raised.value.field == field


def test_what_the_form_hides_is_not_read() -> None:
    hidden = AbsenceDraft(first="2026-11-24", starts="x", ends="y", until="z")
    assert absences.parse(hidden)[1].ends == 1440
    week_long = AbsenceDraft(first="2026-11-23", last="2026-11-29", repeat="1")
    assert absences.parse(week_long)[1].every_weeks == 1


def test_those_of_the_past_may_be_noted_and_are_listed_no_more(cast: Cast) -> None:
    add(cast.camille, AbsenceDraft(first="2026-11-02", last="2026-11-22"))
    today = add(cast.camille, AbsenceDraft(first="2026-11-02", last="2026-11-23"))
    over = AbsenceDraft(kind="hours", first="2026-01-06", starts="9", ends="12", repeat="1", until="2026-06-30")
    add(cast.camille, over)
    weekly = add(cast.camille, TUESDAYS)
    assert listed(cast.camille) == [weekly.ref, today.ref]


def test_there_is_a_limit(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(absences, "AT_MOST", 1)
    add(cast.camille)
    with pytest.raises(absences.TooManyAbsences):
        add(cast.camille)


def test_an_absence_comes_back_at_the_same_time_of_the_clock(cast: Cast) -> None:
    mondays = Absence(
        person_id=1,
        starts_on=date(2026, 10, 12),
        starts=540,
        ends_on=date(2026, 10, 12),
        ends=600,
        every_weeks=1,
        until=date(2026, 11, 2),
    )
    since, until = datetime(2026, 10, 15, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    assert times(mondays, since, until) == [
        "19.10 07:00-19.10 08:00",
        "26.10 08:00-26.10 09:00",
        "02.11 08:00-02.11 09:00",
    ]
    mondays.every_weeks = 2
    assert times(mondays, since, until) == ["26.10 08:00-26.10 09:00"]


def test_one_that_lasts_over_several_days_reaches_into_the_time_asked_for(cast: Cast) -> None:
    nights = Absence(
        person_id=1, starts_on=date(2026, 11, 6), starts=1200, ends_on=date(2026, 11, 9), ends=480, every_weeks=2
    )
    since, until = datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 22, 13, tzinfo=UTC)
    assert times(nights, since, until) == ["20.11 19:00-23.11 07:00"]
    assert times(nights, since + timedelta(days=1), until + timedelta(days=1)) == []


def test_the_hour_that_clocks_jump_over_is_no_absence(cast: Cast) -> None:
    night = Absence(person_id=1, starts_on=date(2027, 3, 28), starts=120, ends_on=date(2027, 3, 28), ends=180)
    since, until = datetime(2027, 3, 27, tzinfo=UTC), datetime(2027, 3, 29, tzinfo=UTC)
    assert times(night, since, until) == []
    night.ends = 210
    assert times(night, since, until) == ["28.03 01:00-28.03 01:30"]


def test_the_appointments_it_lies_over_are_those_of_the_companion_to_come(cast: Cast) -> None:
    kind, made = offer(), add(cast.camille)
    there = appointment(cast.camille, cast.paul, kind)
    at = datetime(2026, 11, 27, 22, 30, tzinfo=UTC)  # until midnight passed, in Paris
    last = appointment(cast.camille, cast.paul, kind, at)
    appointment(cast.camille, cast.paul, kind, at + timedelta(minutes=45))
    appointment(cast.camille, cast.paul, kind, NOW - timedelta(minutes=30))
    appointment(cast.agathe, cast.paul, kind, datetime(2026, 11, 25, 9, tzinfo=UTC))
    appointment(cast.camille, cast.paul, kind, datetime(2026, 11, 26, 9, tzinfo=UTC), state=State.CANCELLED_BY_PATIENT)
    appointment(cast.agathe, cast.camille, kind, datetime(2026, 11, 26, 12, tzinfo=UTC))
    assert under(cast.camille, made) == [there.ref, last.ref]


def test_the_second_time_that_one_comes_back_lies_over_what_is_then(cast: Cast) -> None:
    kind, made = offer(), add(cast.camille, TUESDAYS)
    first = datetime(2026, 12, 1, 8, tzinfo=UTC)  # 9 to 12 in Paris
    at = [first - timedelta(minutes=45), first - timedelta(minutes=44), first + timedelta(hours=2, minutes=59)]
    kept = [appointment(cast.camille, cast.paul, kind, one) for one in (at[0], at[2], first + timedelta(hours=4))]
    apart = appointment(cast.camille, cast.paul, kind, at[1] + timedelta(weeks=1))
    assert under(cast.camille, made) == [kept[1].ref, apart.ref]


def test_one_in_a_bubble_that_was_left_is_nobodys_to_cancel(cast: Cast) -> None:
    other = new_bubble("Autre")
    kept = appointment(cast.camille, cast.paul, offer(of=other))
    made = add(cast.camille)
    assert under(cast.camille, made) == []
    with pytest.raises(NotFound):
        cancel(cast.camille, made, {kept.ref: 1})
    join(cast.camille, of=other)
    assert under(cast.camille, made) == [kept.ref]


def test_nothing_is_cancelled_but_what_was_ticked_and_one_press_takes_it_all_back(cast: Cast) -> None:
    nour, kind = join(person("Nour", "Diallo"), Role.PATIENT), offer()
    made = add(cast.camille)
    kept = [
        appointment(cast.camille, patient, kind, datetime(2026, 11, day, 9, tzinfo=UTC))
        for day, patient in ((24, cast.paul), (25, nour), (26, cast.paul))
    ]
    assert [stored(one).state for one in kept] == [State.PLANNED] * 3

    change = cancel(cast.camille, made, {kept[0].ref: 1, kept[1].ref: 1}, reason="En formation")

    assert [stored(one).state for one in kept] == [
        State.CANCELLED_BY_COMPANION,
        State.CANCELLED_BY_COMPANION,
        State.PLANNED,
    ]
    assert [cancellations.reason_of(stored(one)) for one in kept] == ["En formation", "En formation", ""]
    assert under(cast.camille, made) == [kept[2].ref]
    with db.transaction() as session:
        later = NOW + timedelta(minutes=2)
        done = changes.undo(session, by=sign_in(cast.camille)[0], change_ref=change.ref, now=later)
    assert done is Deed.CANCELLED
    assert under(cast.camille, made) == [one.ref for one in kept]


def test_cancelling_is_refused_as_a_whole_when_one_of_them_changed(cast: Cast) -> None:
    kind, made = offer(), add(cast.camille)
    one = appointment(cast.camille, cast.paul, kind)
    other = appointment(cast.camille, cast.paul, kind, datetime(2026, 11, 25, 9, tzinfo=UTC), version=2)
    with pytest.raises(Stale):
        cancel(cast.camille, made, {one.ref: 1, other.ref: 1})
    assert stored(one).state == State.PLANNED


def test_what_cannot_be_cancelled_is_not(cast: Cast) -> None:
    kind, made = offer(), add(cast.camille)
    outside = appointment(cast.camille, cast.paul, kind, datetime(2026, 12, 1, 9, tzinfo=UTC))
    one = appointment(cast.camille, cast.paul, kind)
    with pytest.raises(absence_appointments.NothingTicked):
        cancel(cast.camille, made, {})
    with pytest.raises(NotFound):
        cancel(cast.camille, made, {outside.ref: 1})
    with pytest.raises(TextTooLong):
        cancel(cast.camille, made, {one.ref: 1}, reason="x" * 501)
    assert [stored(kept).state for kept in (outside, one)] == [State.PLANNED] * 2


@pytest.mark.parametrize(
    ("about", "french"),
    [
        ({}, "mardi 24 novembre"),
        ({"ends_on": date(2026, 11, 27)}, "du mardi 24 novembre au vendredi 27 novembre"),
        ({"ends_on": date(2027, 1, 1)}, "du mardi 24 novembre au vendredi 1er janvier 2027"),
        ({"starts": 540, "ends": 750}, "mardi 24 novembre, de 9\xa0h à 12\xa0h\xa030"),
        (
            {"starts": 840, "ends": 540, "ends_on": date(2026, 11, 27)},
            "du mardi 24 novembre à 14\xa0h au vendredi 27 novembre à 9\xa0h",
        ),
        ({"every_weeks": 1}, "chaque mardi, toute la journée, à partir du 24 novembre 2026"),
        (
            {
                "every_weeks": 2,
                "starts": 540,
                "ends": 1440,
                "starts_on": date(2026, 11, 17),
                "ends_on": date(2026, 11, 17),
            },
            "un mardi sur deux, de 9\xa0h à minuit",
        ),
        (
            {"every_weeks": 1, "ends_on": date(2026, 11, 26), "until": date(2026, 12, 1)},
            "chaque semaine, du mardi au jeudi, à partir du 24 novembre 2026, jusqu’au 1er décembre 2026",
        ),
        (
            {"every_weeks": 2, "starts": 840, "ends": 540, "ends_on": date(2026, 11, 26)},
            "une semaine sur deux, du mardi à 14\xa0h au jeudi à 9\xa0h, à partir du 24 novembre 2026",
        ),
    ],
)
def test_an_absence_is_said_as_people_say_it(about: dict[str, object], french: str) -> None:
    plain = {"starts_on": date(2026, 11, 24), "starts": 0, "ends_on": date(2026, 11, 24), "ends": 1440}
    known = plain | {"every_weeks": 0, "until": None, "today": NOW.date()} | about
    assert spoken_absence("fr", **known) == french  # type: ignore[arg-type]
    assert spoken_absence("en", **known)  # type: ignore[arg-type]
