"""A series moves, is cancelled, held elsewhere, goes on: from an appointment on, or all that is to come of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, delete, select

from mycharlotte import db
from mycharlotte.domain import appointments, changes, limits, moves, series, series_editing, series_extension
from mycharlotte.domain import series_moves as all_moves
from mycharlotte.domain.diary import Conflict
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused
from mycharlotte.domain.recurrence import RepeatDraft
from mycharlotte.domain.series import Preview
from mycharlotte.domain.series_dates import Action, Choice
from mycharlotte.domain.series_editing import Scope
from mycharlotte.domain.series_moves import Move
from mycharlotte.models.appointments import CANCELLED, Appointment, Change, ChangedAppointment, Series, State, Told
from mycharlotte.models.base import id_of
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.series_made import book, stored, times

pytestmark = pytest.mark.usefixtures("database")
AFTER_TWO = NOW + timedelta(weeks=1, days=2)
THURSDAY = Move("2026-12-10", "11:00", "45")


@pytest.fixture
def camille(cast: Cast) -> Viewer:
    """Camille, who receives from Monday to Friday, from 9 to 17."""
    receives(cast.camille)
    return sign_in(cast.camille)[0]


@pytest.fixture
def kind(camille: Viewer) -> ConsultationType:
    """A type of 45 minutes."""
    return offer()


@pytest.fixture
def six(cast: Cast, camille: Viewer, kind: ConsultationType) -> list[Appointment]:
    """Six Tuesdays at 10:00, the first tomorrow."""
    return book(camille, cast, kind, RepeatDraft("1", times="6"))


def seen(by: Viewer, ref: str) -> str:
    """Return what a page holds of how a series is."""
    with db.reading() as session:
        return series.stamp(series.course_of(session, series.find(session, by=by, appointment_ref=ref)))


def look(by: Viewer, ref: str, scope: str, to: Move, *choices: Choice, now: datetime = NOW) -> Preview:
    """Look at where a series would go."""
    with db.reading() as session:
        return all_moves.preview(session, by=by, appointment_ref=ref, scope=scope, to=to, choices=choices, now=now)


def move(by: Viewer, ref: str, scope: str, to: Move, *choices: Choice, now: datetime = NOW) -> Change:
    """Move a series."""
    with db.transaction() as session:
        return all_moves.move(
            session,
            by=by,
            appointment_ref=ref,
            seen=_seen(session, by, ref),
            scope=scope,
            to=to,
            choices=choices,
            now=now,
        )


def cancel(by: Viewer, ref: str, scope: str, *, now: datetime = NOW, **changed: Any) -> Change:
    """Cancel a series."""
    with db.transaction() as session:
        about = {"seen": _seen(session, by, ref), "reason": ""} | changed
        return series_editing.cancel(session, by=by, appointment_ref=ref, scope=scope, now=now, **about)


def undo(by: Viewer, change: Change, now: datetime = NOW) -> None:
    """Undo."""
    with db.transaction() as session:
        changes.undo(session, by=by, change_ref=change.ref, now=now)


def tell(row: Appointment, **columns: Any) -> None:
    """Change a row as if it had been for long."""
    with db.transaction() as session:
        kept = session.get_one(Appointment, row.id)
        for name, value in columns.items():
            setattr(kept, name, value)
        session.add(kept)


def _seen(session: Session, by: Viewer, ref: str) -> str:
    return series.stamp(series.course_of(session, series.find(session, by=by, appointment_ref=ref)))


def columns(row: Appointment) -> dict[str, Any]:
    """Return everything that is stored of an appointment."""
    return {column.key: getattr(row, column.key) for column in sa.inspect(Appointment).columns}


def what(row: Appointment) -> dict[str, Any]:
    """Return the same, but for what counts edits."""
    return {name: value for name, value in columns(row).items() if name not in {"version", "sequence", "updated_at"}}


def test_from_one_on_a_series_goes_to_another_day_and_those_before_stay(
    camille: Viewer, six: list[Appointment]
) -> None:
    before = [columns(row) for row in stored()[:2]]

    move(camille, six[2].ref, Scope.FOLLOWING, THURSDAY)

    rows = stored()
    assert times(*rows) == [
        "24/11 10:00", "01/12 10:00", "10/12 11:00", "17/12 11:00", "24/12 11:00", "31/12 11:00",
    ]  # fmt: skip
    assert [columns(row) for row in rows[:2]] == before
    assert len({row.series_id for row in rows}) == 2
    assert all(row.planned_on == row.starts_at.date() for row in rows)
    with db.reading() as session:
        first, second = sorted(session.exec(select(Series)), key=id_of)
    assert first.course == second.course
    assert (second.every_weeks, second.starts_on.isoformat(), second.minute) == (1, "2026-12-10", 11 * 60)


def test_the_whole_series_is_all_that_is_to_come(camille: Viewer, six: list[Appointment]) -> None:
    tell(six[0], state=State.HONOURED)
    before = [columns(row) for row in stored()[:2]]

    move(camille, six[3].ref, Scope.ALL, Move("2026-12-17", "11:00", "30"), now=AFTER_TWO)

    assert times(*stored()) == [
        "24/11 10:00", "01/12 10:00", "10/12 11:00", "17/12 11:00", "24/12 11:00", "31/12 11:00",
    ]  # fmt: skip
    assert [columns(row) for row in stored()[:2]] == before
    assert {row.ends_at - row.starts_at for row in stored()[2:]} == {timedelta(minutes=30)}


def test_a_week_later_each_may_take_the_time_of_the_next(camille: Viewer, six: list[Appointment]) -> None:
    before = [what(row) for row in stored()]

    change = move(camille, six[0].ref, Scope.ALL, Move("2026-12-01", "10:15", "45"))
    assert times(*stored())[:2] == ["01/12 10:15", "08/12 10:15"]
    undo(camille, change)

    assert [what(row) for row in stored()] == before


def test_those_moved_by_hand_stay_unless_chosen(cast: Cast, camille: Viewer, six: list[Appointment]) -> None:
    with db.transaction() as session:
        by_hand: dict[str, Any] = {"day": "2026-12-16", "time": "15:00", "minutes": "45"}
        moves.move(session, by=camille, appointment_ref=six[3].ref, version=1, now=NOW, **by_hand)

    found = look(camille, six[2].ref, Scope.FOLLOWING, THURSDAY)
    assert [one.action for one in found.dates] == [Action.KEEP, Action.STAY, Action.KEEP, Action.KEEP]
    assert [one.wanted.is_by_hand for one in found.dates] == [False, True, False, False]
    assert (found.to_settle, found.booked) == (0, 3)
    stayed = [columns(row) for row in stored() if row.ref == six[3].ref]

    change = move(camille, six[2].ref, Scope.FOLLOWING, THURSDAY)
    assert [columns(row) for row in stored() if row.ref == six[3].ref] == stayed
    undo(camille, change)
    move(camille, six[2].ref, Scope.FOLLOWING, THURSDAY, Choice(six[3].ref, "keep"))
    assert times(*stored())[2:] == ["10/12 11:00", "17/12 11:00", "24/12 11:00", "31/12 11:00"]


def test_a_move_shows_what_is_in_the_way_and_does_not_count_itself(
    cast: Cast, camille: Viewer, kind: ConsultationType, six: list[Appointment]
) -> None:
    appointment(cast.agathe, cast.paul, kind, stored()[3].starts_at + timedelta(minutes=45))

    found = look(camille, six[2].ref, Scope.FOLLOWING, Move("2026-12-08", "10:15", "45"))
    assert [one.conflicts for one in found.dates] == [(), (Conflict.PATIENT_TAKEN,), (), ()]
    with pytest.raises(series.DatesToSettle):
        move(camille, six[2].ref, Scope.FOLLOWING, Move("2026-12-08", "10:15", "45"))
    move(camille, six[2].ref, Scope.FOLLOWING, Move("2026-12-08", "10:15", "45"), Choice(six[3].ref, "stay"))

    mine = [row for row in stored() if row.companion_id == cast.camille.id]
    assert times(*mine)[2:] == ["08/12 10:15", "15/12 10:00", "22/12 10:15", "29/12 10:15"]


def test_a_series_that_was_split_moves_as_one(camille: Viewer, six: list[Appointment]) -> None:
    move(camille, six[3].ref, Scope.FOLLOWING, Move("2026-12-17", "11:00", "45"))

    move(camille, six[0].ref, Scope.ALL, Move("2026-11-25", "09:00", "45"))

    assert times(*stored()) == [
        "25/11 09:00", "02/12 09:00", "09/12 09:00", "16/12 09:00", "23/12 09:00", "30/12 09:00",
    ]  # fmt: skip


@pytest.mark.parametrize(("scope", "left"), [("following", 2), ("all", 0), ("after", 3)])
def test_what_is_to_come_is_cancelled_and_put_back(
    camille: Viewer, six: list[Appointment], scope: str, left: int
) -> None:
    before = [what(row) for row in stored()]

    change = cancel(camille, six[2].ref, scope, reason="Congés")

    gone = [row for row in stored() if row.state in CANCELLED]
    assert len(gone) == 6 - left
    assert all(row.reason_sealed and b"Cong" not in row.reason_sealed for row in gone)
    undo(camille, change)
    assert [what(row) for row in stored()] == before


def test_what_is_past_or_told_is_never_rewritten(camille: Viewer, six: list[Appointment]) -> None:
    tell(six[0], state=State.NO_SHOW)
    tell(six[4], state=State.CANCELLED_BY_PATIENT)
    before = {row.ref: columns(row) for row in stored()}

    move(camille, six[2].ref, Scope.ALL, THURSDAY, now=AFTER_TWO)
    cancel(camille, six[3].ref, Scope.ALL, now=AFTER_TWO)

    after = {row.ref: columns(row) for row in stored()}
    for untouched in (six[0], six[1], six[4]):
        assert after[untouched.ref] == before[untouched.ref]


def test_from_a_past_one_nothing_follows_but_all_that_is_to_come_may_go(
    camille: Viewer, six: list[Appointment]
) -> None:
    for scope in (Scope.FOLLOWING, "anything"):
        with pytest.raises(moves.NotToCome):
            cancel(camille, six[0].ref, scope, now=AFTER_TWO)
    with pytest.raises(moves.NotToCome):
        move(camille, six[0].ref, Scope.ALL, THURSDAY, now=AFTER_TWO)

    cancel(camille, six[0].ref, Scope.ALL, now=AFTER_TWO)
    assert [row.state in CANCELLED for row in stored()] == [False, False, True, True, True, True]


def test_the_place_of_what_is_to_come_changes(camille: Viewer, six: list[Appointment]) -> None:
    before = [what(row) for row in stored()]

    def relocate() -> Change | None:
        with db.transaction() as session:
            about = {"appointment_ref": six[2].ref, "seen": _seen(session, camille, six[2].ref)}
            elsewhere = {"scope": "following", "mode": "on-site", "place": "3 rue des Lilas"}
            return series_editing.relocate(session, by=camille, now=NOW, **about, **elsewhere)

    change = relocate()
    assert [row.place for row in stored()] == ["", "", *["3 rue des Lilas"] * 4]
    assert relocate() is None
    assert change
    undo(camille, change)
    assert [what(row) for row in stored()] == before


def test_a_series_goes_on_after_its_last(cast: Cast, camille: Viewer, six: list[Appointment]) -> None:
    tell(six[5], state=State.CANCELLED_BY_PATIENT)
    with db.reading() as session:
        found = series_extension.preview(session, by=camille, appointment_ref=six[0].ref, times="3", now=NOW)
    assert [one.wanted.key for one in found.dates] == ["2026-12-29", "2027-01-05", "2027-01-12"]

    with db.transaction() as session:
        made, change = series_extension.extend(
            session, by=camille, appointment_ref=six[0].ref, seen=found.seen, times="3", choices=(), now=NOW
        )
    assert times(*made) == ["29/12 10:00", "05/01 10:00", "12/01 10:00"]
    assert seen(camille, made[0].ref) == seen(camille, six[0].ref)
    undo(camille, change)
    assert len(stored()) == 6


def test_a_series_that_ended_long_ago_goes_on_from_now(camille: Viewer, six: list[Appointment]) -> None:
    late = NOW + timedelta(weeks=20)
    with db.reading() as session:
        found = series_extension.preview(session, by=camille, appointment_ref=six[0].ref, times="1", now=late)
    assert [one.wanted.key for one in found.dates] == ["2027-04-13"]


def test_what_someone_changed_meanwhile_is_shown_again(camille: Viewer, six: list[Appointment]) -> None:
    as_seen = seen(camille, six[0].ref)
    with db.transaction() as session:
        moves.move(
            session,
            by=camille,
            appointment_ref=six[5].ref,
            version=1,
            day="2026-12-30",
            time="9",
            minutes="45",
            now=NOW,
        )

    with pytest.raises(series_editing.SeriesChanged):
        cancel(camille, six[2].ref, Scope.ALL, seen=as_seen)
    assert not [row for row in stored() if row.state in CANCELLED]


def test_a_patient_changes_one_at_a_time_and_strangers_none(
    cast: Cast, camille: Viewer, six: list[Appointment]
) -> None:
    for who, refused in ((cast.paul, NotAllowed), (cast.zelda, NotFound), (cast.agathe, NotFound)):
        by = sign_in(who)[0]
        with pytest.raises(refused):
            cancel(by, six[2].ref, Scope.ALL, seen="")
        with pytest.raises(refused):
            look(by, six[2].ref, Scope.ALL, THURSDAY)


def test_an_appointment_of_no_series_has_none(cast: Cast, camille: Viewer, kind: ConsultationType) -> None:
    alone = appointment(cast.camille, cast.paul, kind)
    with pytest.raises(series.NoSeries):
        look(camille, alone.ref, Scope.ALL, THURSDAY)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["following", "all", "after", "one", "undo", "extend", "cancel", "cancel-one"]),
        st.integers(0, 5),
        st.integers(0, 20),
        st.sampled_from(["09:00", "10:00", "10:30", "11:00", "15:00"]),
        st.sampled_from(["keep", "stay", "skip", ""]),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, elapsed=st.integers(0, 30))
def test_no_edits_ever_make_two_overlap_nor_rewrite_the_past(
    edits: list[tuple[str, int, int, str, str]], elapsed: int, cast: Cast, camille: Viewer, kind: ConsultationType
) -> None:
    limits.configure("memory://")
    with db.transaction() as session:
        for table in (ChangedAppointment, Told, Appointment, Change, Series):
            session.exec(delete(table))
    book(camille, cast, kind, RepeatDraft("1", times="6"))
    now = NOW + timedelta(days=elapsed)
    appointment(cast.agathe, cast.paul, kind, now.replace(hour=10) + timedelta(days=4))
    past = {row.ref: columns(row) for row in stored() if row.starts_at <= now}
    done: list[tuple[Change, list[dict[str, Any]]]] = []

    for deed, which, days, time, action in edits:
        before = [what(row) for row in stored()]
        mine = [row for row in stored() if row.companion_id == cast.camille.id]
        row = mine[which % len(mine)]
        to = Move((now + timedelta(days=days)).date().isoformat(), time, "45")
        choices = [Choice(one.ref, action) for one in mine] if action else []
        try:
            if deed == "undo" and done:
                change, was = done.pop()
                undo(camille, change, now)
                assert [what(one) for one in stored()] == was
            elif deed == "one":
                with db.transaction() as session:
                    change = moves.move(
                        session, by=camille, appointment_ref=row.ref, version=row.version, now=now, is_confirmed=True,
                        day=to.day, time=to.time, minutes=to.minutes,
                    )  # fmt: skip
                done.append((change, before))
            elif deed == "extend":
                with db.transaction() as session:
                    _made, change = series_extension.extend(
                        session, by=camille, appointment_ref=row.ref, seen=_seen(session, camille, row.ref), times="2",
                        choices=(), now=now,
                    )  # fmt: skip
                done.append((change, before))
            elif deed == "cancel":
                done.append((cancel(camille, row.ref, "after", now=now), before))
            elif deed in set(Scope):
                done.append((move(camille, row.ref, deed, to, *choices, now=now), before))
        except Refused:
            assert [what(one) for one in stored()] == before

    assert {row.ref: columns(row) for row in stored() if row.ref in past} == past
    _no_two_overlap()


def _no_two_overlap() -> None:
    rows = [row for row in stored() if row.state not in CANCELLED]
    with db.reading() as session:
        for row in rows:
            both = appointments.overlapping({row.companion_id, row.patient_id}, row.starts_at, row.ends_at)
            assert [found for found, *_ in session.execute(both)] == [row.id]
