"""People are reminded on the eve and an hour before, as they chose: once, on time or not at all, of when alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from mycharlotte import db, routes
from mycharlotte.domain import appointment_reminders, outbox
from mycharlotte.domain.appointment_reminders import Choices, Kind
from mycharlotte.models.appointments import Appointment, State, Told
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Membership
from mycharlotte.models.outbox import OutgoingMail
from mycharlotte.models.people import Person
from tests.cast import Cast, sign_in
from tests.domain.agenda import appointment, offer

pytestmark = pytest.mark.usefixtures("database")

SITE = "https://espace.example.org"
TEN = datetime(2026, 11, 24, 9, tzinfo=UTC)  # in Paris
EVE = datetime(2026, 11, 23, 16, tzinfo=UTC)  # 17:00 in Paris
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def remind(at: datetime) -> None:
    """Do a round at an instant."""
    with db.reading() as session:
        due = appointment_reminders.due(session, now=at)
    for person_id, kind in due:
        with db.transaction() as session:
            appointment_reminders.remind(session, person_id=person_id, kind=kind, site=SITE, now=at)


def mails(to: Person) -> list[dict[str, str]]:
    """Return what the reminders of someone say, the first first."""
    with db.reading() as session:
        theirs = (OutgoingMail.person_id == to.id, OutgoingMail.letter == "appointment_reminder")
        return [outbox.values_of(mail) for mail in session.exec(select(OutgoingMail).where(*theirs).order_by("id"))]


def starts(to: Person) -> list[list[datetime]]:
    """Return the times in each reminder of someone."""
    return [[datetime.fromisoformat(one) for one in mail["starts"].split()] for mail in mails(to)]


def choose(who: Person, *, day_before: bool = True, hour_before: bool = False) -> None:
    """Choose one's reminders."""
    by, _ = sign_in(who)
    with db.transaction() as session:
        appointment_reminders.choose(session, by=by, day_before=day_before, hour_before=hour_before, now=EVE)


def change(what: Any, **values: Any) -> None:
    """Change a row behind everyone's back."""
    with db.transaction() as session:
        row = session.get_one(type(what), what.id)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)


def met(cast: Cast, at: datetime = TEN, **columns: Any) -> Appointment:
    """Store an appointment of Camille and Paul."""
    return appointment(cast.camille, cast.paul, offer(f"{at}"), at, **columns)


def test_each_side_is_reminded_on_the_eve_until_they_choose_otherwise(cast: Cast) -> None:
    made = met(cast)
    remind(EVE)
    assert starts(cast.paul) == starts(cast.camille) == [[TEN]]
    assert mails(cast.paul)[0]["link"] == SITE + routes.of_appointment(routes.MY_APPOINTMENT, made.ref)
    assert mails(cast.camille)[0]["link"] == SITE + routes.of_appointment(routes.APPOINTMENT, made.ref)
    choose(cast.paul, day_before=False)
    met(cast, TEN + 2 * HOUR)
    remind(EVE + HOUR)
    assert len(mails(cast.paul)) == 1
    assert len(mails(cast.camille)) == 2


def test_a_reminder_holds_a_time_and_a_link_and_nothing_else(cast: Cast) -> None:
    appointment(cast.camille, cast.paul, offer("Suivi du cancer"), TEN, place="+33612345678")
    remind(EVE)
    assert set(mails(cast.paul)[0]) == {"first_name", "timezone", "until", "starts", "link"}


@pytest.mark.parametrize(
    ("minutes", "is_reminded"), [(-1, False), (0, True), (119, True), (120, False), (300, False), (16 * 60, False)]
)
def test_the_eve_is_from_five_to_seven(cast: Cast, minutes: int, *, is_reminded: bool) -> None:
    met(cast)
    remind(EVE + minutes * MINUTE)
    assert bool(mails(cast.paul)) is is_reminded


def test_the_eve_is_that_of_where_one_lives(cast: Cast) -> None:
    change(cast.paul, timezone="Pacific/Noumea")  # eleven hours ahead
    met(cast, datetime(2026, 11, 24, 14, tzinfo=UTC))  # 1:00 on the 25th there
    remind(EVE)
    assert (len(mails(cast.camille)), mails(cast.paul)) == (1, [])
    remind(datetime(2026, 11, 24, 6, tzinfo=UTC))  # 17:00 on the 24th there
    assert (len(mails(cast.camille)), len(mails(cast.paul))) == (1, 1)


def test_the_eve_holds_its_hour_across_the_clocks(cast: Cast) -> None:
    met(cast, datetime(2027, 3, 28, 8, tzinfo=UTC))
    remind(datetime(2027, 3, 27, 15, 59, tzinfo=UTC))
    assert mails(cast.paul) == []
    remind(datetime(2027, 3, 27, 16, 0, tzinfo=UTC))
    assert len(mails(cast.paul)) == 1
    met(cast, datetime(2027, 3, 29, 7, 0, tzinfo=UTC))
    remind(datetime(2027, 3, 28, 15, 0, tzinfo=UTC))
    assert len(mails(cast.paul)) == 2


def test_a_day_is_one_mail_in_order(cast: Cast) -> None:
    for hours in (4, 0, 2):
        met(cast, TEN + hours * HOUR)
    met(cast, TEN + 24 * HOUR)
    remind(EVE)
    assert starts(cast.paul) == [[TEN, TEN + 2 * HOUR, TEN + 4 * HOUR]]
    assert mails(cast.paul)[0]["link"] == SITE + routes.MY_APPOINTMENTS
    assert mails(cast.camille)[0]["link"] == SITE + routes.AGENDA


def test_nobody_is_reminded_twice_but_of_another_time(cast: Cast) -> None:
    made = met(cast)
    remind(EVE)
    remind(EVE + 5 * MINUTE)
    assert starts(cast.paul) == [[TEN]]
    change(made, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR)
    remind(EVE + 10 * MINUTE)
    remind(EVE + 15 * MINUTE)
    assert starts(cast.paul) == [[TEN], [TEN + HOUR]]


@pytest.mark.parametrize("state", [State.CANCELLED_BY_PATIENT, State.CANCELLED_BY_COMPANION, State.HONOURED])
def test_what_is_cancelled_is_not_reminded_of(cast: Cast, state: State) -> None:
    met(cast, state=state)
    remind(EVE)
    assert mails(cast.paul) == mails(cast.camille) == []


def test_who_was_not_told_of_it_yet_is_reminded_after(cast: Cast) -> None:
    made = met(cast)
    with db.transaction() as session:
        session.add(Told(appointment_id=id_of(made), person_id=id_of(cast.paul), due_at=EVE + 3 * MINUTE))
    remind(EVE)
    assert (mails(cast.paul), len(mails(cast.camille))) == ([], 1)
    with db.transaction() as session:
        session.exec(select(Told)).one().due_at = None
    remind(EVE + 5 * MINUTE)
    assert len(mails(cast.paul)) == 1


def test_who_has_no_place_in_the_bubble_any_more_is_not_reminded(cast: Cast) -> None:
    met(cast)
    with db.transaction() as session:
        session.exec(select(Membership).where(col(Membership.person_id) == cast.camille.id)).one().ended_at = EVE
    remind(EVE)
    assert (mails(cast.camille), len(mails(cast.paul))) == ([], 1)


@pytest.mark.parametrize(("minutes", "is_reminded"), [(61, False), (60, False), (59, True), (45, True), (44, False)])
def test_an_hour_before_is_from_sixty_to_forty_five_minutes(cast: Cast, minutes: int, *, is_reminded: bool) -> None:
    choose(cast.paul, hour_before=True)
    met(cast)
    remind(TEN - minutes * MINUTE)
    assert bool(mails(cast.paul)) is is_reminded
    assert mails(cast.camille) == []  # who did not ask for it


def test_an_hour_before_each_appointment_is_a_mail_of_its_own(cast: Cast) -> None:
    choose(cast.paul, hour_before=True)
    met(cast, ends_at=TEN + 5 * MINUTE)
    met(cast, TEN + 5 * MINUTE, ends_at=TEN + 10 * MINUTE)
    remind(TEN - 52 * MINUTE)
    remind(TEN - 47 * MINUTE)
    assert starts(cast.paul) == [[TEN], [TEN + 5 * MINUTE]]


def test_a_reminder_that_cannot_leave_in_time_does_not(cast: Cast) -> None:
    choose(cast.paul, hour_before=True)
    met(cast)
    remind(EVE)
    remind(TEN - 50 * MINUTE)
    eve, hour = (datetime.fromisoformat(mail["until"]) for mail in mails(cast.paul))
    assert eve == datetime(2026, 11, 23, 20, tzinfo=UTC)  # 21:00 in Paris
    assert hour == TEN - 15 * MINUTE


def test_workers_at_once_remind_once(cast: Cast) -> None:
    met(cast)
    met(cast, TEN + HOUR)

    def do(_n: int) -> None:
        with db.transaction() as session:
            appointment_reminders.remind(session, person_id=id_of(cast.paul), kind=Kind.DAY_BEFORE, site=SITE, now=EVE)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(do, range(8)))
    assert starts(cast.paul) == [[TEN, TEN + HOUR]]


def test_what_one_chose_is_kept(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)

    def chosen() -> Choices:
        with db.reading() as session:
            return appointment_reminders.choices(session, viewer=paul)

    assert chosen() == Choices(day_before=True, hour_before=False)
    choose(cast.paul, day_before=False, hour_before=True)
    assert chosen() == Choices(day_before=False, hour_before=True)
