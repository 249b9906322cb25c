"""Whatever is done to appointments, what each side was told is what is so: once, and never what was undone."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import changes, notices, outbox
from mycharlotte.domain.errors import Refused
from mycharlotte.models.appointments import Appointment, Change, Deed, State, Told
from mycharlotte.models.base import id_of
from mycharlotte.models.outbox import OutgoingMail
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, gather, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.doorstep import mails_to
from tests.domain.news import LATER, book, cancel, look, move, news_to, relocate, tell_all, undo

MINUTE = timedelta(minutes=1)
both = pytest.mark.usefixtures("database")


@both
def test_a_booking_is_told_to_the_patient_after_three_minutes_and_once(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    book(camille, cast.paul, offer())
    tell_all(LATER - timedelta(seconds=1))
    assert news_to(cast.paul) == []
    for later in range(3):
        tell_all(LATER + later * MINUTE)
        assert news_to(cast.paul) == [{"booked": "24T09:00"}]
    assert news_to(cast.camille) == []


@both
def test_what_one_did_within_three_minutes_is_one_mail_that_says_how_it_stands(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kept, _change = book(camille, cast.paul, offer())
    move(camille, kept, "11:00", now=NOW + MINUTE)
    relocate(camille, kept, "12 rue des Lilas", now=NOW + 2 * MINUTE)
    tell_all(LATER + 2 * MINUTE)
    assert news_to(cast.paul) == [{"booked": "24T10:00"}]


@both
def test_what_was_undone_is_told_to_nobody(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    _kept, change = book(camille, cast.paul, offer())
    undo(camille, change)
    tell_all()
    assert news_to(cast.paul) == news_to(cast.camille) == []


@both
@pytest.mark.parametrize("is_undone", [True, False])
def test_what_was_moved_there_and_back_is_told_to_nobody(cast: Cast, is_undone: bool) -> None:  # noqa: FBT001
    camille, _ = sign_in(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    change = move(camille, kept, "15:00")
    if is_undone:
        undo(camille, change)
    else:
        move(camille, kept, "10:00")
    tell_all()
    assert news_to(cast.paul) == news_to(cast.camille) == []


@both
def test_what_the_patient_does_is_told_to_both(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    move(paul, kept, "14:00")
    tell_all()
    assert news_to(cast.paul) == news_to(cast.camille) == [{"moved": "24T09:00>24T13:00"}]
    cancel(paul, kept, now=LATER + MINUTE)
    tell_all(LATER + 4 * MINUTE)
    assert news_to(cast.paul)[1:] == news_to(cast.camille)[1:] == [{"cancelled": "24T13:00"}]


@both
def test_a_companion_who_undid_a_move_is_told_of_the_next_from_where_it_was(cast: Cast) -> None:
    (camille, _), (paul, _) = sign_in(cast.camille), sign_in(cast.paul)
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    undo(camille, move(camille, kept, "15:00"))
    move(paul, kept, "14:00", now=NOW + MINUTE)
    tell_all(LATER + MINUTE)
    assert news_to(cast.camille) == [{"moved": "24T09:00>24T13:00"}]


@both
@pytest.mark.parametrize("place", ["12 rue des Lilas", ""])
def test_another_place_or_another_length_is_told_as_a_change(cast: Cast, place: str) -> None:
    camille, _ = sign_in(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    if place:
        relocate(camille, kept, place)
    else:
        move(camille, kept, "10:00", minutes=60)
    tell_all()
    assert news_to(cast.paul) == [{"changed": "24T09:00"}]
    assert news_to(cast.camille) == []


@both
def test_a_cancellation_is_told_at_the_time_that_was_expected(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    move(camille, kept, "16:00")
    cancel(camille, kept)
    tell_all()
    assert news_to(cast.paul) == [{"cancelled": "24T09:00"}]


@both
def test_what_was_never_told_is_not_told_to_be_cancelled(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kept, _change = book(camille, cast.paul, offer())
    cancel(camille, kept)
    tell_all()
    assert news_to(cast.paul) == []


@both
@pytest.mark.parametrize(("late", "letters"), [(timedelta(minutes=44), 1), (timedelta(minutes=45), 0)])
def test_what_is_over_by_now_is_no_news(cast: Cast, late: timedelta, letters: int) -> None:
    camille, _ = sign_in(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    cancel(camille, kept)
    tell_all(kept.starts_at + late)
    assert len(news_to(cast.paul)) == letters
    with db.reading() as session:
        assert session.exec(select(Told).where(col(Told.due_at).is_not(None))).all() == []


@both
def test_nothing_is_undone_any_more_once_anyone_was_told(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    _kept, change = book(camille, cast.paul, offer())
    tell_all()
    with pytest.raises(changes.TooLateToUndo):
        undo(camille, change, now=LATER - timedelta(seconds=1))  # who asked in time, and waited for the round to end


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("book"), st.sampled_from(["09:00", "10:00", "14:00", "15:00"])),
        st.tuples(st.sampled_from(["camille moves", "paul moves"]), st.sampled_from(["09:00", "10:00", "11:00"])),
        st.tuples(st.sampled_from(["camille cancels", "paul cancels", "undo", "undo", "round"]), st.just("")),
        st.tuples(st.just("relocate"), st.sampled_from(["12 rue des Lilas", "3 quai Vert", ""])),
        st.tuples(st.just("wait"), st.sampled_from(["10", "100", "200"])),
    ),
    min_size=3,
    max_size=14,
)


@pytest.mark.usefixtures("sqlite")
def test_after_anything_whatever_mails_say_what_is_so_and_never_contradict_one_another() -> None:
    cast = gather()
    receives(cast.camille)
    kind = offer(cancel_minutes=0, move_minutes=0)
    viewers = {"camille": sign_in(cast.camille)[0], "paul": sign_in(cast.paul)[0]}

    @given(STEPS)
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def check(steps: list[tuple[str, str]]) -> None:
        _forget()
        story = Story(cast, kind, viewers)
        for step, choice in steps:
            story.go_on(step, choice)
        story.now += 2 * changes.UNDO_LIFE
        story.go_on("round", "")
        assert story.believed == {"camille": story.truth(), "paul": story.truth()}

    check()


def _forget() -> None:
    with db.transaction() as session:
        for model in (Appointment, Change, OutgoingMail):
            session.execute(sa.delete(model))


class Story:
    """What is done to appointments, and what each side believes from their mails and from what they did themselves.

    Beliefs are by reference; times that no appointment has are those that one was told are no more.
    """

    def __init__(self, cast: Cast, kind: object, viewers: dict[str, Viewer]) -> None:
        self.people: dict[str, Person] = {"camille": cast.camille, "paul": cast.paul}
        self.kind, self.viewers, self.now = kind, viewers, NOW
        self.all: list[Appointment] = []
        self.done: list[tuple[str, Change]] = []
        self.believed: dict[str, dict[str, datetime]] = {"camille": {}, "paul": {}}
        self.read = {"camille": 0, "paul": 0}

    def truth(self) -> dict[str, datetime]:
        """Return the appointments that stand."""
        with db.reading() as session:
            rows = session.exec(select(Appointment).where(Appointment.state == State.PLANNED))
            return {row.ref: row.starts_at for row in rows}

    def go_on(self, step: str, choice: str) -> None:
        """Do what comes next; what is refused is not done."""
        match step:
            case "wait":
                self.now += timedelta(seconds=int(choice))
            case "round":
                self._round()
            case _:
                try:
                    self._act(step, choice)
                except (Refused, IndexError):
                    return

    def _act(self, step: str, choice: str) -> None:
        if step == "undo":
            who, change = self.done[-1]
            undo(self.viewers[who], change, now=self.now)
            if change.deed == Deed.BOOKED:
                self._forgets(self.all.pop().ref)
                return
        elif step == "book":
            who = "camille"
            made, change = book(self.viewers[who], self.people["paul"], self.kind, choice, now=self.now)  # type: ignore[arg-type]
            self.all.append(made)
            self.done.append((who, change))
        else:
            who, _, verb = step.rpartition(" ")
            who = who or "camille"
            viewer, kept = self.viewers[who], self.all[-1]
            verbs = {"moves": lambda: move(viewer, kept, choice, now=self.now)}
            verbs |= {"cancels": lambda: cancel(viewer, kept, now=self.now)}
            if change := verbs.get(verb, lambda: relocate(viewer, kept, choice, now=self.now))():
                self.done.append((who, change))
        if who == "camille":
            self._sees()

    def _forgets(self, ref: str) -> None:
        """What the companion undid never was; the patient heard nothing of it."""
        assert ref not in self.believed["paul"]
        self.believed["camille"].pop(ref, None)

    def _sees(self) -> None:
        """A companion knows of what they have in front of them."""
        ref, truth = self.all[-1].ref, self.truth()
        self.believed["camille"].pop(ref, None)
        if ref in truth:
            self.believed["camille"][ref] = truth[ref]

    def _round(self) -> None:
        tell_all(self.now)
        truth = self.truth()
        for name, believed in self.believed.items():
            mails = mails_to(self.people[name], notices.LETTER)
            assert len(mails) <= self.read[name] + 1
            for mail in mails[self.read[name] :]:
                _learn(believed, outbox.values_of(mail), truth)
            self.read[name] = len(mails)


def _learn(believed: dict[str, datetime], told: dict[str, str], truth: dict[str, datetime]) -> None:
    """Take in a mail; it must fit what is believed, and what is so."""
    at = datetime.fromisoformat
    assert any(told[kind] for kind in ("booked", "moved", "changed", "cancelled"))
    for time in told["cancelled"].split():
        gone = [ref for ref, start in believed.items() if start == at(time) and ref not in truth]
        del believed[gone[0]]
    for one in told["moved"].split():
        was, now = one.split(">")
        [ref] = [ref for ref, start in believed.items() if start == at(was) and truth.get(ref) == at(now)]
        believed[ref] = at(now)
    for time in told["booked"].split():
        [ref] = [ref for ref, start in truth.items() if start == at(time) and ref not in believed]
        believed[ref] = at(time)
    for time in told["changed"].split():
        assert [ref for ref, start in believed.items() if start == at(time) == truth.get(ref)]


def test_a_row_of_nobody_told_is_made_from_what_was(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    cancel(camille, kept)
    with db.reading() as session:
        rows = session.exec(select(Told).where(Told.appointment_id == id_of(look(kept)))).all()
    assert {(row.person_id, row.is_cancelled, row.starts_at) for row in rows} == {
        (cast.camille.id, True, kept.starts_at),
        (cast.paul.id, False, kept.starts_at),
    }
