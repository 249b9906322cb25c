"""A companion books appointments that come again, once they have seen every date."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import booking, changes, recurrence, series, series_sheets
from mycharlotte.domain.diary import BLOCKING, Conflict
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused
from mycharlotte.domain.recurrence import RepeatDraft
from mycharlotte.domain.series import Preview
from mycharlotte.domain.series_dates import Action, Choice
from mycharlotte.models.appointments import Change, Series
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.availability import Absence
from mycharlotte.models.base import id_of
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.views.series import CourseView
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, draft, offer, receives
from tests.domain.neighbours import bubble, join, person
from tests.domain.series_made import WEEKLY, book, stored, times

pytestmark = pytest.mark.usefixtures("database")
SECOND = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def camille(cast: Cast) -> Viewer:
    """Camille, who receives from Monday to Friday, from 9 to 17."""
    receives(cast.camille)
    return sign_in(cast.camille)[0]


@pytest.fixture
def kind(camille: Viewer) -> ConsultationType:
    """A type of 45 minutes."""
    return offer()


def preview(by: Viewer, patient: Person, kind: ConsultationType, *choices: Choice, **typed: str) -> Preview:
    """Look at four Tuesdays."""
    with db.reading() as session:
        wanted = draft(patient, kind, **typed)
        return series.preview(
            session, by=by, bubble_ref=bubble().ref, draft=wanted, repeat=WEEKLY, choices=choices, now=NOW
        )


def away(who: Person, day: date) -> None:
    """Take a day off."""
    with db.transaction() as session:
        session.add(Absence(person_id=id_of(who), starts_on=day, starts=0, ends_on=day, ends=24 * 60))


def test_every_date_is_booked_at_once_and_undone_at_once(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    made = book(camille, cast, kind)

    assert times(*stored()) == ["24/11 10:00", "01/12 10:00", "08/12 10:00", "15/12 10:00"]
    assert [one.planned_on for one in stored()] == [date(2026, 11, 24) + week * timedelta(weeks=1) for week in range(4)]
    assert len({one.series_id for one in made}) == 1
    with db.reading() as session:
        (change,) = session.exec(select(Change)).all()
        entries = session.exec(select(AuditEntry).where(AuditEntry.action == "appointment-series:booked")).all()
    assert len(entries) == 1
    assert cast.paul.first_name not in entries[0].details
    with db.transaction() as session:
        changes.undo(session, by=camille, change_ref=change.ref, now=NOW)
    assert stored() == []


def test_a_preview_stores_nothing(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    found = preview(camille, cast.paul, kind)

    assert (found.to_settle, found.booked) == (0, 4)
    assert stored() == []
    with db.reading() as session:
        assert session.exec(select(Series)).all() == []


def test_each_date_says_which_side_is_taken_and_nothing_of_what(
    cast: Cast, camille: Viewer, kind: ConsultationType
) -> None:
    louise = join(person("Louise", "Petit"), role=booking.Role.PATIENT)
    appointment(cast.camille, louise, kind, SECOND)
    appointment(cast.agathe, cast.paul, kind, SECOND + timedelta(weeks=1))
    appointment(cast.camille, cast.paul, kind, SECOND + timedelta(weeks=2, minutes=30))

    found = preview(camille, cast.paul, kind)

    assert [one.conflicts for one in found.dates] == [
        (),
        (Conflict.COMPANION_TAKEN,),
        (Conflict.PATIENT_TAKEN,),
        (Conflict.COMPANION_TAKEN,),
    ]
    assert found.to_settle == 3
    assert all(one.is_blocked for one in found.dates[1:])


def test_a_warning_may_be_disregarded_and_what_is_taken_may_not(
    cast: Cast, camille: Viewer, kind: ConsultationType
) -> None:
    away(cast.camille, date(2026, 12, 1))
    appointment(cast.agathe, cast.paul, kind, SECOND + timedelta(weeks=1))
    both = [Choice("2026-12-01", "keep"), Choice("2026-12-08", "keep")]

    found = preview(camille, cast.paul, kind, *both)

    assert [one.action for one in found.dates] == [Action.KEEP, Action.KEEP, None, Action.KEEP]
    assert found.dates[1].conflicts == (Conflict.ABSENT,)


def test_a_date_is_left_out_or_set_at_a_free_time(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    appointment(cast.agathe, cast.paul, kind, SECOND)
    appointment(cast.agathe, cast.paul, kind, SECOND + timedelta(weeks=1))
    found = preview(camille, cast.paul, kind)
    instead = found.dates[1].instead
    assert instead
    assert {at.date() for at in instead} == {date(2026, 12, day) for day in (1, 2, 3)}

    book(camille, cast, kind, WEEKLY, Choice("2026-12-01", "shift", "2026-12-01T14:30"), Choice("2026-12-08", "skip"))

    mine = [one for one in stored() if one.companion_id == cast.camille.id]
    assert times(*mine) == ["24/11 10:00", "01/12 14:30", "15/12 10:00"]
    assert [one.planned_on for one in mine] == [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 15)]


def test_what_is_offered_instead_is_free_for_both(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    appointment(cast.agathe, cast.paul, kind, SECOND)
    for at in preview(camille, cast.paul, kind).dates[1].instead:
        chosen = Choice("2026-12-01", "shift", f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M}")
        assert preview(camille, cast.paul, kind, chosen).to_settle == 0


@pytest.mark.parametrize(
    "choice",
    [
        Choice("2026-12-01", "shift", "2026-12-01T10:15"),
        Choice("2026-12-01", "shift", "2026-12-08T10:00"),
        Choice("2026-12-01", "shift", "2026-12-06T10:00"),
        Choice("2026-12-01", "shift", "2099-12-06T10:00"),
        Choice("2026-12-01", "shift", "tomorrow"),
        Choice("2026-12-01", "stay"),
        Choice("2026-12-01", "\x00"),
    ],
)
def test_a_choice_that_settles_nothing_books_nothing(
    cast: Cast, camille: Viewer, kind: ConsultationType, choice: Choice
) -> None:
    appointment(cast.agathe, cast.paul, kind, SECOND)

    with pytest.raises(series.DatesToSettle) as told:
        book(camille, cast, kind, WEEKLY, choice)

    assert told.value.count == 1
    assert len(stored()) == 1


def test_what_was_taken_since_the_preview_is_to_be_settled(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    assert preview(camille, cast.paul, kind).to_settle == 0
    appointment(cast.agathe, cast.paul, kind, SECOND)

    with pytest.raises(series.DatesToSettle):
        book(camille, cast, kind)
    assert len(stored()) == 1


def test_nothing_kept_is_nothing_booked(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    left = [Choice(one.wanted.key, "skip") for one in preview(camille, cast.paul, kind).dates]
    with pytest.raises(series.NothingToBook):
        book(camille, cast, kind, WEEKLY, *left)


def test_a_time_that_clocks_skip_is_moved_on_and_says_so(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    far: dict[str, Any] = {"day": "2027-03-21", "time": "02:30"}
    found = preview(camille, cast.paul, kind, **far)

    assert [one.wanted.is_moved_on for one in found.dates] == [False, True, False, False]
    made = book(camille, cast, kind, WEEKLY, *(Choice(one.wanted.key, "keep") for one in found.dates), **far)
    assert times(*made) == ["21/03 02:30", "28/03 03:30", "04/04 02:30", "11/04 02:30"]
    assert {one.ends_at - one.starts_at for one in made} == {timedelta(minutes=45)}


@pytest.mark.parametrize(
    ("repeat", "typed", "refused"),
    [
        (WEEKLY, {"day": "2026-11-22"}, booking.TimePassed),
        (WEEKLY, {"minutes": "0"}, booking.LengthRefused),
        (RepeatDraft("1", "times", times="0"), {}, recurrence.TimesRefused),
        (RepeatDraft("4", "times", times="26"), {"day": "2027-12-01"}, recurrence.SeriesTooLong),
    ],
)
def test_what_no_appointment_may_be_no_series_may_be(
    cast: Cast,
    camille: Viewer,
    kind: ConsultationType,
    repeat: RepeatDraft,
    typed: dict[str, Any],
    refused: type[Refused],
) -> None:
    with pytest.raises(refused):
        book(camille, cast, kind, repeat, **typed)


def test_a_patient_books_no_series_and_a_stranger_sees_none(
    cast: Cast, camille: Viewer, kind: ConsultationType
) -> None:
    with pytest.raises(NotAllowed):
        book(sign_in(cast.paul)[0], cast, kind)
    with pytest.raises(NotFound):
        book(sign_in(cast.zelda)[0], cast, kind)


def test_a_year_of_weeks_is_read_at_once(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    """However many dates there are, hours and what takes time are read as often as for one."""

    def statements(repeat: RepeatDraft) -> int:
        seen: list[str] = []
        counting = lambda *call: seen.append(call[2])  # noqa: E731  (removed below by the same name)
        event.listen(db.engine(), "before_cursor_execute", counting)
        with db.reading() as session:
            wanted = draft(cast.paul, kind)
            series.preview(session, by=camille, bubble_ref=bubble().ref, draft=wanted, repeat=repeat, now=NOW)
        event.remove(db.engine(), "before_cursor_execute", counting)
        return len(seen)

    assert statements(RepeatDraft("1", times="52")) == statements(RepeatDraft("1", times="2"))


def test_two_who_book_the_same_weeks_do_not_both_get_them(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    agathe = sign_in(cast.agathe)[0]
    receives(cast.agathe)
    got: list[object] = []

    def try_it(by: Viewer) -> None:
        try:
            got.append(len(book(by, cast, kind)))
        except Refused as refused:
            got.append(type(refused))

    tries = [threading.Thread(target=try_it, args=(by,)) for by in (camille, agathe) * 3]
    for one in tries:
        one.start()
    for one in tries:
        one.join()

    assert sorted(map(str, got)) == sorted(map(str, [4] + [series.DatesToSettle] * 5))
    assert len(stored()) == 4
    with db.reading() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(Series)).scalar() == 1


def test_dates_of_a_series_do_not_take_each_other(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    appointment(cast.agathe, cast.paul, kind, SECOND)
    appointment(cast.agathe, cast.paul, kind, SECOND + timedelta(weeks=1))
    same = [Choice(key, "shift", "2026-12-03T11:00") for key in ("2026-12-01", "2026-12-08")]

    found = preview(camille, cast.paul, kind, *same)

    assert [one.action for one in found.dates] == [Action.KEEP, Action.SHIFT, None, Action.KEEP]
    assert BLOCKING & set(found.dates[2].conflicts)


def test_a_series_is_read_by_both_sides_and_by_nobody_else(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    made = book(camille, cast, kind)

    def read(who: Person) -> CourseView:
        with db.reading() as session:
            return series_sheets.show(session, viewer=sign_in(who)[0], appointment_ref=made[1].ref, now=NOW)

    for who, may_change in ((cast.camille, True), (cast.paul, False)):
        course = read(who)
        assert (course.number, course.count, course.to_come, course.may_change) == (2, 4, 4, may_change)
        assert [line.standing for line in course.lines] == ["coming"] * 4
    for who in (cast.agathe, cast.zelda):
        with pytest.raises(NotFound):
            read(who)


@pytest.mark.parametrize(
    ("zone", "first", "shifted", "at", "taken_at"),
    [
        ("America/Montreal", "2026-11-24", "2026-12-01", "2026-12-08T20:00", datetime(2026, 12, 9, 1, tzinfo=UTC)),
        ("Asia/Tokyo", "2026-12-01", "2026-12-08", "2026-11-30T06:00", datetime(2026, 11, 29, 21, tzinfo=UTC)),
    ],
)
def test_a_date_is_not_set_where_the_first_or_last_day_that_is_looked_at_is_taken(
    cast: Cast, zone: str, first: str, shifted: str, at: str, taken_at: datetime
) -> None:
    """Far from Greenwich, a day of the companion begins or ends on another day in UTC."""
    with db.transaction() as session:
        session.get_one(Person, cast.camille.id).timezone = zone
    receives(cast.camille, *range(7), starts="00:00", ends="24:00")
    kind, far = offer(), sign_in(cast.camille)[0]
    appointment(cast.camille, cast.zelda, kind, taken_at)
    with pytest.raises(series.DatesToSettle):
        book(far, cast, kind, RepeatDraft("1", "times", times="2"), Choice(shifted, Action.SHIFT, at), day=first)
    assert len(stored()) == 1
