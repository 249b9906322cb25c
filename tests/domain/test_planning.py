"""A companion's planning: what is in it, what is not for them to see there, and what is dragged."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mycharlotte import db
from mycharlotte.domain import appointments, booking, moves, planning
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.availability import Absence
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Role
from mycharlotte.models.calendars import BusyTime, OutsideCalendar
from mycharlotte.models.people import Person
from mycharlotte.models.waiting import SlotOffer, Wait
from mycharlotte.views.planning import Planning, PlanningSpan
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.neighbours import bubble, join, new_bubble, person, place

pytestmark = pytest.mark.usefixtures("database")

WEEK = ("2026-11-23", "2026-11-30")


def shown(who: Person, since: str = WEEK[0], until: str = WEEK[1]) -> Planning:
    """Return the planning of someone: of this week, unless told otherwise."""
    viewer, _ = sign_in(who)
    with db.reading() as session:
        return planning.show(session, viewer=viewer, since=since, until=until, now=NOW)


def spans(who: Person, what: str) -> list[tuple[str, str]]:
    """Return the times of the week that are of a kind."""
    return [(one.starts_at, one.ends_at) for one in shown(who).spans if one.what == what]


def test_a_week_holds_the_appointments_that_touch_it_in_order(cast: Cast) -> None:
    kind = offer(minutes=30)
    midnight, next_midnight = (datetime(2026, 11, day, 23, 0, tzinfo=UTC) for day in (22, 29))  # in Paris
    before, over, after = (midnight + timedelta(minutes=minutes) for minutes in (-45, -15, 15))
    last = next_midnight - timedelta(minutes=30)
    for starts_at in (next_midnight, last, after, before):
        appointment(cast.camille, cast.paul, kind, starts_at)
    over_midnight = appointment(cast.camille, cast.paul, kind, over, version=3)

    rows = shown(cast.camille).rows

    assert [row.starts_at for row in rows] == ["2026-11-22T22:45Z", "2026-11-22T23:15Z", "2026-11-29T22:30Z"]
    first = rows[0]
    assert (first.ref, first.ends_at, first.version) == (over_midnight.ref, "2026-11-22T23:15Z", 3)
    assert (first.patient, first.kind, first.colour) == ("Paul Girard", "Suivi", "plum")
    assert (first.mode, first.state, first.bubble) == ("video", "planned", bubble().ref)


def test_days_are_those_of_the_companions_clock(cast: Cast) -> None:
    with db.transaction() as session:
        session.get_one(Person, cast.camille.id).timezone = "Indian/Reunion"
    appointment(cast.camille, cast.paul, offer(), datetime(2026, 11, 22, 20, 30, tzinfo=UTC))  # 00:30 there
    assert len(shown(cast.camille).rows) == 1
    assert shown(cast.camille, "2026-11-22", "2026-11-23").rows == ()


def test_several_bubbles_are_together_and_one_that_was_left_is_gone(cast: Cast) -> None:
    roses = new_bubble("Bulle des Roses")
    join(cast.camille, of=roses)
    join(cast.paul, Role.PATIENT, of=roses)
    appointment(cast.camille, cast.paul, offer())
    appointment(cast.camille, cast.paul, offer(of=roses), datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    assert [row.bubble for row in shown(cast.camille).rows] == [bubble().ref, roses.ref]

    with db.transaction() as session:
        session.add(gone := place(cast.camille, of=roses))
        assert gone
        gone.ended_at = NOW

    assert [row.bubble for row in shown(cast.camille).rows] == [bubble().ref]


def test_nobody_else_sees_it_and_a_companion_who_is_a_patient_is_only_told_when(cast: Cast) -> None:
    appointment(cast.camille, cast.paul, offer())
    appointment(cast.agathe, cast.camille, offer("Entretien"), datetime(2026, 11, 24, 13, 0, tzinfo=UTC))

    assert shown(cast.paul) == shown(cast.zelda) == Planning(*WEEK)
    assert [row.patient for row in shown(cast.agathe).rows] == ["Camille Moreau"]
    assert [row.patient for row in shown(cast.camille).rows] == ["Paul Girard"]
    assert spans(cast.camille, "own") == [("2026-11-24T13:00Z", "2026-11-24T13:45Z")]


def test_cancelled_ones_are_there_and_say_so(cast: Cast) -> None:
    appointment(cast.camille, cast.paul, offer(), state=State.CANCELLED_BY_PATIENT)
    assert [row.state for row in shown(cast.camille).rows] == ["cancelled-by-patient"]


def test_hours_absences_other_calendars_and_held_slots_stand_behind(cast: Cast) -> None:
    kind = offer()
    receives(cast.camille, 1, starts="09:00", ends="12:00")
    camille, paul = id_of(cast.camille), id_of(cast.paul)
    at = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    hour = timedelta(hours=1)
    with db.transaction() as session:
        # Longer than the week: only what is shown of it is sent.
        session.add(
            Absence(person_id=camille, starts_on=date(2026, 11, 28), starts=0, ends_on=date(2026, 12, 5), ends=1440)
        )
        session.add(calendar := OutsideCalendar(person_id=camille, name="", host="", address_sealed=b""))
        session.add(wait := Wait(bubble_id=id_of(bubble()), type_id=id_of(kind), patient_id=paul))
        session.flush()
        session.add(BusyTime(calendar_id=id_of(calendar), person_id=camille, starts_at=at, ends_at=at + hour))
        session.add(
            SlotOffer(
                wait_id=id_of(wait),
                patient_id=paul,
                companion_id=camille,
                type_id=id_of(kind),
                starts_at=at + hour,
                ends_at=at + 2 * hour,
                held_until=NOW + hour,
            )
        )

    assert shown(cast.camille).spans == (
        PlanningSpan("open", "2026-11-24T08:00Z", "2026-11-24T11:00Z", bubble().ref),
        PlanningSpan("outside", "2026-11-26T09:00Z", "2026-11-26T10:00Z"),
        PlanningSpan("held", "2026-11-26T10:00Z", "2026-11-26T11:00Z"),
        PlanningSpan("absence", "2026-11-27T23:00Z", "2026-11-29T23:00Z"),
    )


@pytest.mark.parametrize(
    "days",
    [
        ("2026-11-30", "2026-11-23"),
        ("2026-11-23", "2026-11-23"),
        ("2026-01-01", "2026-02-16"),
        ("2026-02-31", "2026-03-02"),
        ("23/11/2026", "30/11/2026"),
        ("1999-12-31", "2000-01-02"),
        ("2199-12-20", "2200-01-01"),
        ("2026-11-23\n", "2026-11-30"),
        ("", ""),
    ],
)
def test_days_that_are_none_or_too_many_are_refused(cast: Cast, days: tuple[str, str]) -> None:
    with pytest.raises(planning.DaysRefused):
        shown(cast.camille, *days)


def test_a_month_of_six_weeks_is_shown(cast: Cast) -> None:
    assert shown(cast.camille, "2026-10-26", "2026-12-07").since == "2026-10-26"


def test_the_head_names_the_zone_the_bubbles_and_what_waits_to_be_told(cast: Cast) -> None:
    join(cast.camille, of=new_bubble("À bâtons rompus"))
    appointment(cast.camille, cast.paul, offer(), NOW - timedelta(days=2))
    viewer, _ = sign_in(cast.camille)
    with db.reading() as session:
        head = planning.head(session, viewer=viewer, now=NOW)
    assert head.is_companion
    assert (head.zone, head.zone_french, head.zone_english) == ("Europe/Paris", "Paris", "Paris")
    assert [one.name for one in head.bubbles] == ["À bâtons rompus", "Bulle des Lilas"]
    assert head.to_fill_in == 1
    assert not head.has_hours
    receives(cast.camille)
    with db.reading() as session:
        assert planning.head(session, viewer=viewer, now=NOW).has_hours

    patient, _ = sign_in(cast.paul)
    with db.reading() as session:
        assert not planning.head(session, viewer=patient, now=NOW).is_companion


def drag(
    who: Person, moved: Appointment, starts_at: str, ends_at: str, *, version: int = 1, sure: bool = False
) -> None:
    """Drop an appointment between two instants."""
    viewer, _ = sign_in(who)
    with db.transaction() as session:
        planning.move_to(
            session,
            by=viewer,
            appointment_ref=moved.ref,
            version=version,
            starts_at=starts_at,
            ends_at=ends_at,
            is_confirmed=sure,
            now=NOW,
        )


def when(kept: Appointment) -> tuple[datetime, datetime]:
    """Return the present time of an appointment."""
    with db.reading() as session:
        now_kept = session.get_one(Appointment, kept.id)
        return now_kept.starts_at.astimezone(UTC), now_kept.ends_at.astimezone(UTC)


def test_what_is_dragged_is_where_it_was_dropped_whatever_the_offset_it_is_written_with(cast: Cast) -> None:
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    drag(cast.camille, kept, "2026-11-25T10:00:00+01:00", "2026-11-25T11:30:00+01:00")
    assert when(kept) == (datetime(2026, 11, 25, 9, tzinfo=UTC), datetime(2026, 11, 25, 10, 30, tzinfo=UTC))
    drag(cast.camille, kept, "2026-11-25T10:00Z", "2026-11-25T10:30Z", version=2)
    assert when(kept)[0] == datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_what_cannot_be_dropped_there_stays_where_it_was(cast: Cast) -> None:
    receives(cast.camille)
    kind = offer()
    kept = appointment(cast.camille, cast.paul, kind)
    other = person("Louise", "Petit")
    join(other, Role.PATIENT)
    appointment(cast.camille, other, kind, datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    before = when(kept)

    def refuses(why: type[Refused], who: Person, *times: str, version: int = 1) -> None:
        with pytest.raises(why):
            drag(who, kept, *times, version=version)
        assert when(kept) == before

    good = ("2026-11-26T09:00Z", "2026-11-26T10:00Z")
    refuses(appointments.SlotTaken, cast.camille, "2026-11-25T09:30Z", "2026-11-25T10:00Z")
    refuses(booking.OutsideHours, cast.camille, "2026-11-28T09:00Z", "2026-11-28T10:00Z")
    refuses(booking.TimePassed, cast.camille, "2026-11-20T09:00Z", "2026-11-20T10:00Z")
    refuses(booking.EndsBeforeItStarts, cast.camille, *reversed(good))
    refuses(planning.ChangedMeanwhile, cast.camille, *good, version=2)
    refuses(NotFound, cast.agathe, *good)
    refuses(NotFound, cast.zelda, *good)

    drag(cast.camille, kept, "2026-11-28T09:00Z", "2026-11-28T10:00Z", sure=True)
    assert when(kept) != before


def test_a_past_one_is_not_dragged(cast: Cast) -> None:
    past = appointment(cast.camille, cast.paul, offer(), NOW - timedelta(days=1))
    with pytest.raises(moves.NotToCome):
        drag(cast.camille, past, "2026-11-26T09:00Z", "2026-11-26T10:00Z", sure=True)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-25T10:00",
        "2026-11-25",
        "2026-02-31T10:00Z",
        "2026-11-25T10:00:30Z",
        "2026-11-25T25:00Z",
        "2026-11-25T10:00+99:00",
        "0001-01-01T00:00+14:00",
        "2026-W48-3T10:00Z",
        "demain",
        "",
    ],
)
def test_an_instant_that_is_none_is_refused(cast: Cast, text: str) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    with pytest.raises(planning.InstantMalformed):
        drag(cast.camille, kept, text, "2026-11-26T10:00Z")
