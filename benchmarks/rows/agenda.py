"""The planning of a companion: the event that shows a week of forty appointments, in turn with one more on the counter.

First as the agenda begins; then with a hundred thousand appointments in the table, those of others and one's own past,
the counter telling what the machine does meanwhile. A week without any is shown in between: what is the same as before
is not sent again.
"""

import asyncio
from datetime import UTC, date, datetime, timedelta
from statistics import median

import sqlalchemy as sa
from sqlmodel import select

from benchmarks.bench import Bench
from benchmarks.people import Someone
from benchmarks.report import Row, compared
from benchmarks.rows.handlers import COUNTED, INCREMENT, PLANNING_SHOWN, SHOW_PLANNING
from benchmarks.tab import Tab
from mycharlotte import db, routes
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.availability import Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.consultations import ConsultationType, Mode

MEMBERS = 40
A_DAY = 8
WEEK, EMPTY_WEEK = date(2030, 6, 3), date(2031, 6, 2)
DAYS = 5
OTHERS, OWN_PAST = 90_000, 10_000
ROUNDS = 7
EVENTS = 40
PACE_SECONDS = 1 / 50  # under the sixty events a second that are read of one socket


async def measure(bench: Bench) -> list[Row]:
    """Measure."""
    (companion,) = await bench.people.signed_in(1)
    bubble_ref = await bench.people.gather(companion, MEMBERS)
    await bench.people.apart(_plan, companion, bubble_ref)
    tab = await Tab.open(
        bench.application.address, routes.AGENDA, cookie=companion.cookie, forwarded_for=companion.forwarded_for
    )
    counter = await Tab.open(bench.counter.address)
    few = await _rounds(tab, counter)
    await bench.people.apart(_fill, companion, bubble_ref)
    many = await _rounds(tab, counter)
    tab.close()
    counter.close()
    # The counter says how much slower, or faster, the machine has become since.
    grown = [(after[0] * before[1] / after[1], before[0]) for after, before in zip(many, few, strict=True)]
    return [
        compared("Agenda: a week of 40", "ms", few, at_most=8, note="beside one more on the counter"),
        compared(
            "Agenda: the same among 100 000", "ms", grown, at_most=1.3, note="beside the same, alone in the table"
        ),
    ]


async def _rounds(tab: Tab, counter: Tab) -> list[tuple[float, float]]:
    """Show the week again and again; return the median milliseconds of each round, and those of the counter."""
    rounds = []
    for _ in range(ROUNDS + 1):  # the first one warms up
        shown, counted = [], []
        for _ in range(EVENTS):
            await _show(tab, EMPTY_WEEK)
            counted.append((await counter.call(INCREMENT, {}, until=COUNTED))[0])
            await asyncio.sleep(PACE_SECONDS)
            shown.append(await _show(tab, WEEK))
            await asyncio.sleep(PACE_SECONDS)
        rounds.append((median(shown) * 1000, median(counted) * 1000))
    return rounds[1:]


async def _show(tab: Tab, monday: date) -> float:
    """Show a week; return the seconds it took."""
    days = {"since": monday.isoformat(), "until": (monday + timedelta(weeks=1)).isoformat()}
    seconds, update = await tab.call(SHOW_PLANNING, days, until=PLANNING_SHOWN, path=routes.AGENDA)
    if (found := update.count('"kind":')) != (A_DAY * DAYS if monday == WEEK else 0):
        message = f"{found} appointments were shown in the week of {monday}: {update[:300]}"
        raise RuntimeError(message)
    return seconds


def _plan(companion: Someone, bubble_ref: str) -> None:
    """Give a companion hours, and a week of eight appointments a day."""
    with db.transaction() as session:
        bubble = session.exec(select(Bubble).where(Bubble.ref == bubble_ref)).one()
        kind = ConsultationType(
            bubble_id=id_of(bubble), name="Suivi diététique", colour="moss", minutes=45, mode=Mode.VIDEO
        )
        hours = [
            Hours(person_id=companion.person_id, bubble_id=id_of(bubble), weekday=day, starts=starts, ends=starts + 240)
            for day in range(DAYS)
            for starts in (8 * 60, 13 * 60)
        ]
        session.add_all([kind, *hours])
        session.flush()
        monday = datetime(WEEK.year, WEEK.month, WEEK.day, 6, tzinfo=UTC)
        patients = _patients(bubble_ref)
        starts = [monday + timedelta(days=day, hours=hour) for day in range(DAYS) for hour in range(A_DAY)]
        session.execute(
            sa.insert(Appointment),
            [_row(kind, companion.person_id, patients[n % len(patients)], at) for n, at in enumerate(starts)],
        )


def _fill(companion: Someone, bubble_ref: str) -> None:
    """Add the appointments of others, over four years around that week, and the companion's own past."""
    patients = _patients(bubble_ref)
    with db.transaction() as session:
        kind = session.exec(select(ConsultationType)).first()
        others = session.exec(
            select(Membership.person_id).where(
                Membership.role == Role.COMPANION, Membership.person_id != companion.person_id
            )
        ).all()
        if kind is None:
            raise RuntimeError
        begin = datetime(2028, 6, 1, 8, tzinfo=UTC)
        over = timedelta(days=4 * 365)
        rows = [
            _row(kind, others[n % len(others)], patients[n % len(patients)], begin + over * (n / OTHERS))
            for n in range(OTHERS)
        ]
        past = datetime(2020, 1, 1, 8, tzinfo=UTC)
        rows += [
            _row(kind, companion.person_id, patients[n % len(patients)], past + timedelta(hours=6 * n), State.HONOURED)
            for n in range(OWN_PAST)
        ]
        session.execute(sa.insert(Appointment), rows)


def _patients(bubble_ref: str) -> list[int]:
    with db.reading() as session:
        theirs = select(Membership.person_id).join(Bubble).where(Bubble.ref == bubble_ref)
        return list(session.exec(theirs.where(Membership.role == Role.PATIENT)))


def _row(
    kind: ConsultationType, companion_id: int, patient_id: int, starts_at: datetime, state: State = State.PLANNED
) -> dict[str, object]:
    return {
        "bubble_id": kind.bubble_id,
        "type_id": kind.id,
        "companion_id": companion_id,
        "patient_id": patient_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=kind.minutes),
        "mode": kind.mode,
        "state": state,
        "booked_by_id": companion_id,
    }
