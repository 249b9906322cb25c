"""Companions have calendars of elsewhere read: an address is a secret, its times are busy, the rest is not kept."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import busy, outside_addresses, outside_calendars, outside_reading
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.busy import Taken
from mycharlotte.domain.errors import NotAllowed, NotFound, TooManyTries
from mycharlotte.domain.outside_failures import Failure
from mycharlotte.domain.sealing import Unsealable
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import id_of, now
from mycharlotte.models.bubbles import Membership
from mycharlotte.models.calendars import Agenda, BusyTime, OutsideCalendar
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer

pytestmark = pytest.mark.usefixtures("database")

SECRET = "prive-8f3a"
ADDRESS = f"https://exemple.fr/{SECRET}/agenda.ics"
QUARTER = timedelta(minutes=15)
TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def add(by: Viewer, name: str = "Perso", address: str = ADDRESS) -> OutsideCalendar:
    """Have a calendar read."""
    with db.transaction() as session:
        return outside_calendars.add(session, by=by, name=name, address=address, now=NOW)


def take(at: datetime = NOW) -> outside_reading.Taken | None:
    """Take what is due."""
    with db.transaction() as session:
        return outside_reading.take(session, now=at)


def keep(calendar: OutsideCalendar, *spans: tuple[datetime, datetime], at: datetime = NOW, stamp: str = '"v1"') -> None:
    """Keep what a reading gave."""
    with db.transaction() as session:
        outside_reading.keep(session, calendar_ref=calendar.ref, spans=spans, stamp=stamp, now=at)


def fail(calendar: OutsideCalendar, *, at: datetime = NOW) -> None:
    """Note that it could not be read."""
    with db.transaction() as session:
        outside_reading.note_failure(session, calendar_ref=calendar.ref, failure=Failure.SLOW, now=at)


def show(viewer: Viewer) -> list[outside_calendars.Known]:
    """List someone's calendars."""
    with db.reading() as session:
        return outside_calendars.show(session, viewer=viewer, now=NOW)


def version(person: Person) -> int:
    """Return the version of someone's agenda."""
    with db.reading() as session:
        return session.exec(select(Agenda.version).where(Agenda.person_id == person.id)).first() or 0


def test_a_calendar_is_kept_without_its_address_being_readable_anywhere(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    add(camille)
    known = show(camille)
    assert [(one.calendar.name, one.calendar.host) for one in known] == [("Perso", "exemple.fr")]
    with db.reading() as session:
        for table in (OutsideCalendar, AuditEntry):
            for row in session.execute(sa.select(table.__table__)):  # type: ignore[attr-defined]
                assert SECRET not in repr(tuple(row))
        assert SECRET.encode() not in session.exec(select(OutsideCalendar.address_sealed)).one()
    taken = take()
    assert taken
    assert taken.address == ADDRESS
    assert SECRET not in repr(taken)


def test_an_address_opens_for_its_own_calendar_alone(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    first, second = add(camille), add(camille, "Autre", "https://exemple.fr/b")
    with db.transaction() as session:
        session.get_one(OutsideCalendar, second.id).address_sealed = first.address_sealed
    with db.reading() as session, pytest.raises(Unsealable):
        outside_reading.address_of(session.get_one(OutsideCalendar, second.id))


def test_only_companions_have_calendars_read(cast: Cast) -> None:
    for person in (cast.paul, cast.zelda):
        viewer, _ = sign_in(person)
        with pytest.raises(NotAllowed):
            add(viewer)
        assert show(viewer) == []


def test_a_calendar_is_read_once_and_five_are_enough(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    add(camille)
    with pytest.raises(outside_calendars.CalendarKnown):
        add(camille, "Encore", f"webcal://EXEMPLE.fr/{SECRET}/agenda.ics")
    for n in range(4):
        add(camille, f"{n}", f"https://exemple.fr/{n}")
    with pytest.raises(outside_calendars.TooManyCalendars):
        add(camille, "Six", "https://exemple.fr/six")


def test_what_cannot_be_kept_is_refused(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    with pytest.raises(outside_calendars.CalendarNameTooLong):
        add(camille, "x" * 61)
    with pytest.raises(outside_addresses.AddressNotSecure):
        add(camille, address="http://exemple.fr/a.ics")
    assert show(camille) == []


def test_nobody_reads_or_removes_the_calendar_of_another(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    agathe, _ = sign_in(cast.agathe)
    mine = add(camille)
    for ref in (mine.ref, "inconnu", "x\0", ""):
        with db.transaction() as session, pytest.raises(NotFound):
            outside_calendars.remove(session, by=agathe, calendar_ref=ref, now=NOW)
        with db.transaction() as session, pytest.raises(NotFound):
            outside_calendars.read_again(session, by=agathe, calendar_ref=ref, now=NOW)
    assert show(agathe) == []


def test_a_calendar_is_read_at_once_then_every_quarter_of_an_hour(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    made = add(camille)
    taken = take()
    assert taken
    assert (taken.ref, taken.known, taken.zone) == (made.ref, "", "Europe/Paris")
    assert take() is None
    keep(made)
    assert take(NOW + QUARTER - timedelta(seconds=1)) is None
    again = take(NOW + QUARTER)
    assert again
    assert again.known == '"v1"'


def test_a_calendar_whose_reader_died_is_read_again(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    add(camille)
    assert take()
    assert take(NOW + outside_reading.LEASE)


def test_once_a_day_a_calendar_is_read_in_full(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    keep(add(camille))
    tomorrow = take(NOW + timedelta(days=1))
    assert tomorrow
    assert tomorrow.known == ""


def test_the_calendars_of_who_is_a_companion_no_more_are_left_alone(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    add(camille)
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.camille.id)).one().ended_at = now()
    assert take() is None


def test_failures_are_tried_again_later_and_later_and_keep_what_was_known(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    made = add(camille)
    keep(made, (TEN, TEN + HOUR))
    pauses = []
    at = NOW
    for _ in range(9):
        fail(made, at=at)
        next_at = show(camille)[0].calendar.next_try_at
        pauses.append(next_at - at)
        at = next_at
    assert pauses[:3] == [QUARTER, 2 * QUARTER, 4 * QUARTER]
    assert pauses[-1] == timedelta(days=1)
    kept = show(camille)[0].calendar
    assert (kept.failure, kept.read_at, kept.failures) == (Failure.SLOW, NOW, 9)
    with db.reading() as session:
        assert len(session.exec(select(BusyTime)).all()) == 1
    keep(made, at=at)
    assert (show(camille)[0].calendar.failure, show(camille)[0].calendar.failures) == ("", 0)


def test_busy_times_take_the_companion_s_time_and_go_with_the_calendar(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    made = add(camille)
    keep(made, (TEN, TEN + HOUR))

    def spans() -> list[tuple[datetime, datetime, Taken]]:
        with db.reading() as session:
            found = busy.spans(
                session,
                person_id=id_of(cast.camille),
                zone="Europe/Paris",
                since=NOW,
                until=NOW + timedelta(days=7),
                now=NOW,
            )
        return [(one.starts_at, one.ends_at, one.taken) for one in found if one.taken is Taken.OUTSIDE]

    assert spans() == [(TEN, TEN + HOUR, Taken.OUTSIDE)]
    with db.transaction() as session:
        assert outside_calendars.remove(session, by=camille, calendar_ref=made.ref, now=NOW) == "Perso"
    assert spans() == []
    assert show(camille) == []
    keep(made, (TEN, TEN + HOUR))  # a reading that was under way
    assert spans() == []


def test_an_agenda_changes_with_its_busy_times_and_then_alone(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    made = add(camille)
    far = NOW + outside_reading.AHEAD
    first = version(cast.camille)
    keep(made, (TEN, TEN + HOUR), (far - HOUR, far))
    second = version(cast.camille)
    assert second > first
    # The window moved on: what is over, and what was cut at its far end, is no news.
    later = far + QUARTER
    keep(made, (TEN, TEN + HOUR), (far - HOUR, later), (later - HOUR, later), at=NOW + QUARTER)
    assert version(cast.camille) == second
    keep(made, at=TEN + 2 * HOUR)
    assert version(cast.camille) == second
    keep(made, (TEN + 3 * HOUR, TEN + 4 * HOUR), at=TEN + 2 * HOUR)
    assert version(cast.camille) == second + 1


def test_what_falls_at_the_same_time_is_listed(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    met = appointment(cast.camille, cast.paul, kind, TEN)
    appointment(cast.camille, cast.paul, kind, TEN + 3 * HOUR)
    appointment(cast.camille, cast.paul, kind, TEN - timedelta(days=7))
    made = add(camille)
    keep(made, (TEN + timedelta(minutes=44), TEN + HOUR), (TEN - 8 * HOUR, TEN), (TEN - timedelta(days=8), NOW))
    [known] = show(camille)
    assert known.conflicts == 1
    assert known.first == (outside_calendars.Conflict(met.ref, TEN),)


def test_a_calendar_can_be_read_again_now_a_few_times(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    made = add(camille)
    keep(made)
    assert take(NOW + timedelta(seconds=1)) is None
    with db.transaction() as session:
        outside_calendars.read_again(session, by=camille, calendar_ref=made.ref, now=NOW)
        told = session.info["announcements"]
    assert Announcement(Topic.CALENDAR_WAITING, "") in told
    taken = take()
    assert taken
    assert taken.known == ""
    with pytest.raises(TooManyTries):  # noqa: PT012 - the limit is reached somewhere on the way
        for _ in range(20):
            with db.transaction() as session:
                outside_calendars.read_again(session, by=camille, calendar_ref=made.ref, now=NOW)


def test_a_calendar_says_when_it_is_being_read(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    made = add(camille)

    def is_under_way(at: datetime = NOW + timedelta(seconds=1)) -> bool:
        return outside_reading.is_under_way(show(camille)[0].calendar, at)

    assert is_under_way()
    take()
    assert is_under_way()
    keep(made)
    assert not is_under_way()
    fail(made)
    assert not is_under_way()


def test_times_that_are_over_are_forgotten(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    keep(add(camille), (NOW - 40 * HOUR, NOW - 30 * HOUR), (NOW - HOUR, NOW))
    with db.transaction() as session:
        outside_reading.forget_past(session, now=NOW)
        assert len(session.exec(select(BusyTime)).all()) == 1
