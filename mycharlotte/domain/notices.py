"""The mails that tell people of their appointments: one for all that is news for them at that moment.

They hold days, hours and a link: neither what it is about, nor with whom, nor where (decision 18).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from mycharlotte.domain import outbox, told
from mycharlotte.domain.appointments import Side
from mycharlotte.domain.told import News
from mycharlotte.models.appointments import Appointment, Told
from mycharlotte.models.base import id_of
from mycharlotte.models.people import Person

LETTER = "appointment_news"
SHOWN = 12
# The address of the page of an appointment, or of all there are when the reference is empty, given whose side it is.
Address = Callable[[frozenset[Side], str], str]


def tell_next(db: Session, *, after: int, address: Address, now: datetime) -> int | None:
    """Tell the next person to whom something is due, and return their place in the table; None when there is none.

    `after` is where the last call ended, `address` gives what links lead to. Whoever's agenda somebody is changing
    right now is left for the next round: nobody changes it while they are told (`appointments.hold`).
    """
    waiting = select(Told.person_id).where(col(Told.due_at) <= now)
    next_one = select(Person).where(col(Person.id) > after, col(Person.id).in_(waiting)).order_by(col(Person.id))
    person = db.exec(next_one.limit(1).with_for_update(key_share=True, skip_locked=True)).first()
    if person is None:
        return None
    found: list[tuple[News, Told, Appointment]] = []
    known: list[tuple[Told, Appointment]] = []
    due = select(Told, Appointment).join(Appointment, col(Appointment.id) == col(Told.appointment_id))
    mine = (Told.person_id == person.id, col(Told.due_at) <= now)
    for row, appointment in db.exec(due.where(*mine).order_by(col(Appointment.starts_at), col(Appointment.id))):
        if news := told.news(row, appointment, now=now):
            found.append((news, row, appointment))
        known.append((row, appointment))
    if found:
        _post(db, person, found, address=address, now=now)
    for row, appointment in known:
        told.mark(row, appointment)
        db.add(row)
    return id_of(person)


def _post(
    db: Session, person: Person, found: Sequence[tuple[News, Told, Appointment]], *, address: Address, now: datetime
) -> None:
    said: dict[News, list[str]] = {news: [] for news in News}
    for news, row, appointment in found[:SHOWN]:
        times = [row.starts_at, appointment.starts_at] if news is News.MOVED else [appointment.starts_at]
        if news is News.CANCELLED:
            times = [row.starts_at]  # the one that they await
        said[news].append(">".join(at.isoformat() for at in times if at))
    appointments = [appointment for *_, appointment in found]
    outbox.post(
        db,
        LETTER,
        to=person,
        values={
            **{str(news): " ".join(times) for news, times in said.items()},
            "count": str(len(found)),
            "others": str(max(0, len(found) - SHOWN)),
            "zone": person.timezone if _is_elsewhere(db, person, appointments) else "",
            "link": address(_sides(person, appointments), appointments[0].ref if len(found) == 1 else ""),
        },
        useless_after=max(max(row.ends_at or now, appointment.ends_at) for _, row, appointment in found),
        now=now,
    )


def _sides(person: Person, appointments: Sequence[Appointment]) -> frozenset[Side]:
    return frozenset(Side.COMPANION if one.companion_id == person.id else Side.PATIENT for one in appointments)


def _is_elsewhere(db: Session, person: Person, appointments: Sequence[Appointment]) -> bool:
    """Tell whether somebody whom they meet is on another clock: which one is meant is then said."""
    sides = {side for one in appointments for side in (one.companion_id, one.patient_id)}
    elsewhere = (col(Person.id).in_(sides), Person.timezone != person.timezone)
    return db.exec(select(Person.id).where(*elsewhere)).first() is not None
