"""Whatever is asked at the same instant, a time goes to one: no two appointments of anyone ever overlap."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import booking, cancellations, moves, self_booking
from mycharlotte.domain.errors import Stale
from mycharlotte.models.appointments import CANCELLED, Appointment
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Membership, Role
from mycharlotte.models.consultations import Booking
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, TOMORROW, draft, offer, receives
from tests.domain.neighbours import bubble

AT_ONCE = 1000
PATIENTS, COMPANIONS = 75, 4


def crowd(like: Viewer, count: int, role: Role) -> list[tuple[Person, Viewer]]:
    """Let many people join the bubble of the cast, each signed in."""
    here = id_of(bubble())
    people = [Person(email=f"{role}{n}@example.org", first_name=f"N{n}", last_name="Crowd") for n in range(count)]
    with db.transaction() as session:
        session.add_all(people)
        session.flush()
        session.add_all(Membership(bubble_id=here, person_id=id_of(one), role=role) for one in people)
    return [(one, replace(like, person_id=id_of(one), ref=one.ref, standings=())) for one in people]


async def all_at_once(acts: Sequence[Awaitable[object]]) -> Counter[str]:
    """Do all of it, begun at the same instant; count what came out by its kind."""
    began = time.perf_counter()
    came_out = await asyncio.gather(*acts, return_exceptions=True)
    print(f"\n{len(acts)} at once on {db.engine().dialect.name}: {time.perf_counter() - began:.1f} s")
    return Counter(type(one).__name__ for one in came_out)


def overlaps() -> int:
    """Count, in SQL, the pairs of appointments that take the same time of the same person, on either side."""
    one, other = aliased(Appointment), aliased(Appointment)
    shares = sa.or_(
        *(
            col(mine) == col(theirs)
            for mine in (one.companion_id, one.patient_id)
            for theirs in (other.companion_id, other.patient_id)
        )
    )
    pairs = (
        select(sa.func.count())
        .select_from(one)
        .join(other, sa.and_(col(one.id) < col(other.id), shares))
        .where(
            col(one.starts_at) < col(other.ends_at),
            col(other.starts_at) < col(one.ends_at),
            *(col(each.state).not_in(CANCELLED) for each in (one, other)),
        )
    )
    with db.reading() as session:
        return session.exec(pairs).one()


async def test_of_a_thousand_who_want_one_slot_one_has_it_and_the_others_are_told_that_it_is_taken(cast: Cast) -> None:
    """Its companion, from many tabs, and the patients by themselves."""
    camille, _ = sign_in(cast.camille)
    receives(cast.camille)
    kind = offer(booking=Booking.PATIENTS)
    patients = crowd(camille, PATIENTS, Role.PATIENT)
    starts_at = NOW + timedelta(days=1, hours=1)
    about: dict[str, Any] = {"bubble_ref": bubble().ref, "now": NOW}

    def ask(number: int) -> Awaitable[object]:
        patient, viewer = patients[number % PATIENTS]
        if number % 4 == 0:
            return db.transact(booking.book, by=camille, draft=draft(patient, kind), **about)
        wanted: dict[str, Any] = {"type_ref": kind.ref, "companion_ref": cast.camille.ref, "starts_at": starts_at}
        return db.transact(self_booking.book, by=viewer, **wanted, **about)

    came_out = await all_at_once([ask(number) for number in range(AT_ONCE)])

    with db.reading() as session:
        [kept] = session.exec(select(Appointment)).all()
    assert (kept.starts_at, kept.companion_id) == (starts_at, cast.camille.id)
    # Whoever has it may ask again, and again, in their other tabs: to them it is their own.
    assert came_out.pop("tuple") == 1
    assert came_out.pop("OwnTimeTaken", 0) <= AT_ONCE // PATIENTS + 1
    assert set(came_out) == {"SlotTaken"}


async def test_of_a_thousand_bookings_across_one_another_no_two_overlap(cast: Cast) -> None:
    """Several companions and patients, any time of one morning, some moved or cancelled on the way."""
    camille, _ = sign_in(cast.camille)
    kind = offer()
    patients, companions = (
        crowd(camille, count, role) for count, role in ((40, Role.PATIENT), (COMPANIONS, Role.COMPANION))
    )
    dice = random.Random(20261124)  # noqa: S311
    about: dict[str, Any] = {"bubble_ref": bubble().ref, "is_confirmed": True, "now": NOW}

    async def ask() -> str:
        viewer, patient = dice.choice(companions)[1], dice.choice(patients)[0]
        minute, length, fate = dice.randrange(8 * 60, 20 * 60), dice.randrange(5, 60), dice.random()
        typed: dict[str, Any] = {"time": f"{minute // 60:02}:{minute % 60:02}", "minutes": str(length)}
        made, _change = await db.transact(booking.book, by=viewer, draft=draft(patient, kind, **typed), **about)
        its: dict[str, Any] = {"by": viewer, "appointment_ref": made.ref, "version": 1, "now": NOW}
        if fate < 0.2:
            await db.transact(cancellations.cancel, **its, reason="")
        elif fate < 0.5:
            minute = dice.randrange(8 * 60, 20 * 60)
            at: dict[str, Any] = {
                "day": TOMORROW.isoformat(),
                "time": f"{minute // 60:02}:{minute % 60:02}",
                "minutes": str(length),
            }
            await db.transact(moves.move, **its, **at, is_confirmed=True)
        return "kept"

    came_out = await all_at_once([ask() for _ in range(AT_ONCE)])

    assert set(came_out) == {"str", "SlotTaken"}
    assert min(came_out.values()) > 50
    assert overlaps() == 0


async def test_of_many_who_move_one_appointment_one_does_and_the_others_see_what_became_of_it(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    about: dict[str, Any] = {"bubble_ref": bubble().ref, "is_confirmed": True, "now": NOW}
    made, _change = await db.transact(booking.book, by=camille, draft=draft(cast.paul, kind), **about)

    def ask(number: int) -> Awaitable[object]:
        its: dict[str, Any] = {"by": camille, "appointment_ref": made.ref, "version": 1, "now": NOW}
        if number % 10 == 0:
            return db.transact(cancellations.cancel, **its, reason="")
        at: dict[str, Any] = {"day": TOMORROW.isoformat(), "time": f"{9 + number % 8:02}:30", "minutes": "45"}
        return db.transact(moves.move, **its, **at, is_confirmed=True)

    came_out = await all_at_once([ask(number) for number in range(100)])
    assert came_out == {"Change": 1, Stale.__name__: 99}


@pytest.mark.parametrize("crossing", [True, False])
async def test_two_who_swap_their_times_at_once_do_not_block_each_other(cast: Cast, crossing: bool) -> None:  # noqa: FBT001
    """Each holds the same two people: in one order, whoever asks."""
    camille, _ = sign_in(cast.camille)
    agathe, _ = sign_in(cast.agathe)
    kind = offer()
    about: dict[str, Any] = {"bubble_ref": bubble().ref, "is_confirmed": True, "now": NOW}
    drafts = [draft(cast.paul, kind, time=f"{8 + n}:00", minutes="60") for n in range(12)]
    order = list(reversed(drafts)) if crossing else drafts
    acts = [db.transact(booking.book, by=camille, draft=one, **about) for one in drafts]
    acts += [db.transact(booking.book, by=agathe, draft=one, **about) for one in order]
    came_out = await all_at_once(acts)
    assert came_out == {"tuple": 12, "SlotTaken": 12}
    assert overlaps() == 0
