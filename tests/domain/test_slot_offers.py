"""Times that come free are offered in turn: held, taken, declined, lapsed; once, to one, and to nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import appointments, changes, self_booking, slot_offers, waiting_list
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.consultations import Mode
from mycharlotte.models.outbox import OutgoingMail
from mycharlotte.models.people import Person
from mycharlotte.models.waiting import OfferState
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.neighbours import bubble
from tests.domain.waiting import UNDO, cancel, go_round, offered, patient, wait

pytestmark = pytest.mark.usefixtures("database")

TEN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # the day after tomorrow, 10:00 in Paris
LATER = NOW + timedelta(hours=1)
SURE = LATER + UNDO


def take(by: Viewer, ref: str, now: datetime, place: str = "") -> Appointment:
    """Take a held slot."""
    with db.transaction() as session:
        return slot_offers.take(session, by=by, offer_ref=ref, place=place, now=now)[0]


def decline(by: Viewer, ref: str, now: datetime) -> None:
    """Leave a held slot."""
    with db.transaction() as session:
        slot_offers.decline(session, by=by, offer_ref=ref, now=now)


def states() -> list[str]:
    """What became of every offer."""
    return [one.state for one in offered()]


def test_a_cancelled_time_is_held_for_the_first_who_waits_once_it_cannot_be_undone(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    taken = appointment(cast.camille, cast.paul, kind, TEN)
    anne, ben = patient("Anne"), patient("Ben")
    wait(ben, kind, now=NOW + timedelta(minutes=1))
    wait(anne, kind, now=NOW)
    cancel(taken, camille, LATER)

    go_round(SURE - timedelta(seconds=1))
    assert offered() == []
    go_round(SURE)

    (made,) = offered()
    assert (made.patient_id, made.companion_id, made.starts_at) == (anne.person_id, cast.camille.id, TEN)
    assert made.held_until == SURE + timedelta(hours=2)
    with pytest.raises(appointments.SlotTaken), db.transaction() as session:
        self_booking.book(
            session,
            by=ben,
            bubble_ref=bubble().ref,
            type_ref=kind.ref,
            companion_ref=cast.camille.ref,
            starts_at=TEN,
            now=SURE,
        )
    with db.reading() as session:
        (mail,) = session.exec(select(OutgoingMail).where(OutgoingMail.letter == slot_offers.LETTER))
    assert (mail.person_id, mail.useless_after) == (anne.person_id, made.held_until)


def test_what_is_taken_is_booked_and_ends_the_wait(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    taken = appointment(cast.camille, cast.paul, kind, TEN)
    anne, ben = patient("Anne"), patient("Ben")
    wait(anne, kind)
    wait(ben, kind, now=NOW + timedelta(minutes=1))
    cancel(taken, camille, LATER)
    go_round(SURE)

    booked = take(anne, offered()[0].ref, SURE)
    go_round(SURE + timedelta(hours=3))

    assert (booked.starts_at, booked.patient_id, booked.state) == (TEN, anne.person_id, State.PLANNED)
    assert states() == [OfferState.TAKEN]
    with db.reading() as session:
        assert [one.patient_id for one in waiting_list.live(session)] == [ben.person_id]


def test_what_is_declined_or_lapses_goes_to_the_next_and_never_comes_back(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    taken = appointment(cast.camille, cast.paul, kind, TEN)
    anne, ben, eve = patient("Anne"), patient("Ben"), patient("Ève")
    for minutes, who in enumerate((anne, ben, eve)):
        wait(who, kind, now=NOW + timedelta(minutes=minutes))
    cancel(taken, camille, LATER)
    go_round(SURE)

    decline(anne, offered()[0].ref, SURE)
    go_round(SURE)
    go_round(SURE + timedelta(hours=2))
    decline(eve, offered()[2].ref, SURE + timedelta(hours=2))
    go_round(SURE + timedelta(hours=2))

    assert [one.patient_id for one in offered()] == [anne.person_id, ben.person_id, eve.person_id]
    assert states() == [OfferState.DECLINED, OfferState.LAPSED, OfferState.DECLINED]
    with pytest.raises(slot_offers.OfferOver):
        take(ben, offered()[1].ref, SURE + timedelta(hours=2))
    with db.reading() as session:
        assert len(list(waiting_list.live(session))) == 3


def test_an_offer_opens_for_its_patient_alone_and_until_its_last_second(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    taken = appointment(cast.camille, cast.paul, kind, TEN)
    anne, ben = patient("Anne"), patient("Ben")
    wait(anne, kind)
    cancel(taken, camille, LATER)
    go_round(SURE)
    (made,) = offered()

    for viewer in (ben, camille):
        with pytest.raises(NotFound):
            take(viewer, made.ref, SURE)
        with pytest.raises(NotFound):
            decline(viewer, made.ref, SURE)
    with pytest.raises(slot_offers.OfferOver):
        take(anne, made.ref, made.held_until)
    assert take(anne, made.ref, made.held_until - timedelta(seconds=1)).id


def test_what_is_undone_or_was_free_before_is_not_offered(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    one, other = (appointment(cast.camille, cast.paul, kind, TEN + timedelta(hours=n)) for n in (0, 2))
    cancel(other, camille, NOW - timedelta(hours=1))
    anne = patient("Anne")
    wait(anne, kind)
    cancel(one, camille, LATER)
    with db.transaction() as session:
        change = session.exec(select(changes.Change).where(changes.Change.made_at == LATER)).one()
        changes.undo(session, by=camille, change_ref=change.ref, now=LATER)

    go_round(SURE)

    assert offered() == []


def test_only_a_sooner_time_within_the_days_and_notices_is_offered(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer(latest_minutes=24 * 60)
    receives(cast.camille)
    soon = appointment(cast.camille, cast.paul, kind, NOW + timedelta(hours=24))  # 9:00, in less than a day by then
    taken = appointment(cast.camille, cast.paul, kind, TEN)
    has_one, impatient, ready, busy = patient("Anne"), patient("Ben"), patient("Ève"), patient("Zoé")
    appointment(cast.agathe, _person(has_one), kind, TEN - timedelta(hours=4))
    appointment(cast.agathe, _person(busy), offer("Autre"), TEN)
    wait(has_one, kind, now=NOW)
    wait(impatient, kind, until="2026-11-24", now=NOW)
    wait(busy, kind, now=NOW)
    wait(ready, kind, now=NOW + timedelta(minutes=1))
    for made in (soon, taken):
        cancel(made, camille, LATER)

    go_round(SURE)

    assert [(one.patient_id, one.starts_at) for one in offered()] == [(ready.person_id, TEN)]


def test_one_slot_at_a_time_is_held_for_someone_and_each_goes_to_one(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    freed = [appointment(cast.camille, cast.paul, kind, TEN + timedelta(hours=n)) for n in range(3)]
    anne, ben = patient("Anne"), patient("Ben")
    wait(anne, kind)
    wait(ben, kind, now=NOW + timedelta(minutes=1))
    for made in freed:
        cancel(made, camille, LATER)

    go_round(SURE)

    assert [(one.patient_id, one.starts_at) for one in offered()] == [
        (anne.person_id, TEN),
        (ben.person_id, TEN + timedelta(hours=1)),
    ]


def test_whoever_waits_for_another_companion_is_not_offered_this_one(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    taken = appointment(cast.camille, cast.paul, kind, TEN)
    wait(patient("Anne"), kind, cast.agathe)
    cancel(taken, camille, LATER)

    go_round(SURE)

    assert offered() == []


def test_several_workers_offer_a_slot_once(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    taken = appointment(cast.camille, cast.paul, kind, TEN)
    for minutes, name in enumerate(("Anne", "Ben", "Ève")):
        wait(patient(name), kind, now=NOW + timedelta(minutes=minutes))
    cancel(taken, camille, LATER)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: go_round(SURE), range(6)))

    assert len(offered()) == 1


@pytest.mark.parametrize("attempt", range(3))
def test_taking_while_it_lapses_has_one_outcome(cast: Cast, attempt: int) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    taken = appointment(cast.camille, cast.paul, kind, TEN)
    anne, ben = patient("Anne"), patient("Ben")
    wait(anne, kind)
    wait(ben, kind, now=NOW + timedelta(minutes=1))
    cancel(taken, camille, LATER)
    go_round(SURE)
    (made,) = offered()

    def try_to_take() -> str:
        try:
            take(anne, made.ref, made.held_until - timedelta(seconds=1))
        except Refused as refused:
            return type(refused).__name__
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        answer = pool.submit(try_to_take)
        pool.submit(go_round, made.held_until).result()

    with db.reading() as session:
        booked = session.exec(select(Appointment).where(Appointment.state == State.PLANNED)).all()
    if answer.result() == "taken":
        assert states() == [OfferState.TAKEN]
        assert [one.patient_id for one in booked] == [anne.person_id]
    else:
        assert answer.result() == "OfferOver"
        assert states() == [OfferState.LAPSED, OfferState.OPEN]
        assert booked == []


@pytest.mark.parametrize(
    ("zone", "local", "held"),
    [
        ("Europe/Paris", "2026-11-24T08:00", "2026-11-24T10:00"),
        ("Europe/Paris", "2026-11-24T18:59", "2026-11-24T20:59"),
        ("Europe/Paris", "2026-11-24T19:00", "2026-11-24T21:00"),
        ("Europe/Paris", "2026-11-24T19:05", "2026-11-25T10:00"),
        ("Europe/Paris", "2026-11-24T23:30", "2026-11-25T10:00"),
        ("Europe/Paris", "2026-11-25T00:30", "2026-11-25T10:00"),
        ("Europe/Paris", "2026-11-25T07:59", "2026-11-25T10:00"),
        ("America/Montreal", "2026-11-24T19:05", "2026-11-25T10:00"),
        ("Europe/Paris", "2026-10-24T22:00", "2026-10-25T10:00"),  # clocks go back that night
        ("Europe/Paris", "2027-03-27T22:00", "2027-03-28T10:00"),  # and forward that one
    ],
)
def test_nobody_has_to_answer_at_night(zone: str, local: str, held: str) -> None:
    now, until = (datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone)) for at in (local, held))
    assert slot_offers.held_until(now.astimezone(UTC), zone) == until.astimezone(UTC)


def test_a_slot_is_held_no_longer_than_it_may_be_booked(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer(latest_minutes=60)
    receives(cast.camille)
    begins = SURE.replace(minute=30) + timedelta(hours=2)
    taken, soon = (
        appointment(cast.camille, cast.paul, kind, at) for at in (begins, SURE.replace(minute=15) + UNDO * 20)
    )
    wait(patient("Anne"), kind)
    cancel(soon, camille, LATER)
    go_round(SURE)
    assert offered() == []  # nobody could answer in ten minutes
    cancel(taken, camille, LATER)
    go_round(SURE)

    assert [one.held_until for one in offered()] == [begins - timedelta(minutes=60)]


def test_one_says_where_to_be_called_when_one_takes_it(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer(mode=Mode.PHONE)
    receives(cast.camille)
    taken = appointment(cast.camille, cast.paul, kind, TEN)
    anne = patient("Anne")
    wait(anne, kind)
    cancel(taken, camille, LATER)
    go_round(SURE)
    (made,) = offered()

    with pytest.raises(self_booking.PlaceMissing):
        take(anne, made.ref, SURE)
    assert states() == [OfferState.OPEN]
    assert take(anne, made.ref, SURE, "06 12 34 56 78").place == "+33612345678"


def test_whoever_stops_gives_back_what_is_held(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    receives(cast.camille)
    taken = appointment(cast.camille, cast.paul, kind, TEN)
    anne, ben = patient("Anne"), patient("Ben")
    made = wait(anne, kind)
    wait(ben, kind, now=NOW + timedelta(minutes=1))
    cancel(taken, camille, LATER)
    go_round(SURE)
    with db.transaction() as session:
        waiting_list.stop(session, by=anne, wait_ref=made.ref, now=SURE)
    go_round(SURE)

    assert [one.patient_id for one in offered()] == [anne.person_id, ben.person_id]


def test_companions_see_what_is_held_in_their_own_agenda_alone(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    agathe, _ = sign_in(cast.agathe)
    kind = offer()
    receives(cast.camille)
    taken = appointment(cast.camille, cast.paul, kind, TEN)
    wait(patient("Anne"), kind)
    cancel(taken, camille, LATER)
    go_round(SURE)

    with db.reading() as session:
        seen = {v.ref: waiting_list.of_companion(session, viewer=v, now=SURE)[0].offer for v in (camille, agathe)}
    assert seen[camille.ref]
    assert seen[agathe.ref] is None


def _person(viewer: Viewer) -> Person:
    with db.reading() as session:
        return session.get_one(Person, viewer.person_id)
