"""Times that came free, offered in turn to those who wait (B4).

    offer_next → take | decline | lapse_next, then to the next who waits

What is offered is a time that a cancelled or moved appointment gave back, once that cannot be undone any more, to those
who waited already: anything else, they could have booked when they began to wait. It is sooner than any appointment of
that type that they have. It is held for them alone, two hours, or until ten in the morning when that runs into their
night; one at a time for each patient, and never the same one twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from mycharlotte.domain import appointments, audit, freed_times, outbox, self_booking, slots, waiting_list, wall_clock
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.bookable import Choice
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.freed_times import Freed
from mycharlotte.domain.self_booking import Wish
from mycharlotte.models.appointments import Appointment, Change, State
from mycharlotte.models.base import id_of
from mycharlotte.models.people import Person
from mycharlotte.models.waiting import OfferState, SlotOffer, Wait
from mycharlotte.views.viewer import Viewer

LETTER = "slot_offered"
HOLD = timedelta(hours=2)
LEAST = timedelta(minutes=15)  # what cannot be held that long is not offered: nobody could answer
NIGHT_FROM, NIGHT_TO, MORNING = 21 * wall_clock.HOUR, 8 * wall_clock.HOUR, 10 * wall_clock.HOUR
NOON = 12 * wall_clock.HOUR


class OfferOver(Refused):
    """The slot is no longer held for them."""


@dataclass(frozen=True)
class Candidate:
    """A slot that may be offered to someone who waits."""

    wait: Wait
    choice: Choice
    patient: Person
    companion: Person
    starts_at: datetime
    held_until: datetime


def offer_next(db: Session, *, link: str, now: datetime) -> bool:
    """Offer one slot to the first who waits for it; tell whether there may be more to offer. `link` leads to it."""
    waits = list(waiting_list.live(db))
    if not waits:
        return False
    offered = _offered(db, waits, now)
    for freed in freed_times.given_back(db, since=waits[0].created_at, now=now):
        for wait in waits:
            if not _may_concern(wait, freed, offered) or not (found := _candidate(db, wait, freed, now)):
                continue
            # Two workers may come to the same: once both people are held, the second sees what the first did.
            appointments.hold(db, (freed.companion_id, wait.patient_id))
            db.refresh(wait)
            if found := _candidate(db, wait, freed, now):
                _make(db, found, link=link, now=now)
            return True
    return False


def lapse_next(db: Session, *, now: datetime) -> bool:
    """Settle one offer that was held long enough; tell whether there was one."""
    over = select(SlotOffer).where(SlotOffer.state == OfferState.OPEN, SlotOffer.held_until <= now)
    offer = db.exec(over.order_by(col(SlotOffer.held_until), col(SlotOffer.id)).limit(1)).first()
    if offer is None:
        return False
    _hold(db, offer)
    if offer.state == OfferState.OPEN:
        _settle(db, offer, OfferState.LAPSED, now)
    return True


def take(db: Session, *, by: Viewer, offer_ref: str, place: str = "", now: datetime) -> tuple[Appointment, Change]:
    """Book the slot that is held for the viewer, who then waits no longer.

    Raises:
        NotFound, OfferOver, and as `self_booking.book`.
    """
    offer = _held_for(db, by, offer_ref, now)
    wait = db.exec(select(Wait).where(Wait.id == offer.wait_id)).one()
    choice = waiting_list.choice_of(db, wait)
    companion = next((one for one in choice.companions if one.id == offer.companion_id), None) if choice else None
    if choice is None or companion is None:
        raise OfferOver
    made = self_booking.store(db, Wish(choice, companion, offer.starts_at, place), by=by, now=now)
    _settle(db, offer, OfferState.TAKEN, now, by=by)
    db.flush()
    waiting_list.end(db, wait, now=now)
    return made


def decline(db: Session, *, by: Viewer, offer_ref: str, now: datetime) -> None:
    """Give the slot that is held for the viewer to the next one; they go on waiting.

    Raises:
        NotFound, OfferOver.
    """
    _settle(db, _held_for(db, by, offer_ref, now), OfferState.DECLINED, now, by=by)


def held_until(now: datetime, zone: str) -> datetime:
    """Return until when a slot is held: two hours, or the morning when any of that is the patient's night."""
    until = now + HOLD
    day, minute = wall_clock.local(now, zone)
    last = wall_clock.local(until - timedelta(minutes=1), zone)[1]
    if NIGHT_TO <= minute < NIGHT_FROM and NIGHT_TO <= last < NIGHT_FROM:
        return until
    return wall_clock.nearest(day + timedelta(days=minute >= NOON), MORNING, zone)


def _offered(db: Session, waits: Sequence[Wait], now: datetime) -> list[SlotOffer]:
    """Everything ahead that those who wait were offered already, whatever they answered."""
    ids = [id_of(wait) for wait in waits]
    return list(db.exec(select(SlotOffer).where(col(SlotOffer.wait_id).in_(ids), SlotOffer.ends_at > now)))


def _may_concern(wait: Wait, freed: Freed, offered: Sequence[SlotOffer]) -> bool:
    """Judge by what is at hand, before anything is read: most who wait are not concerned by most times."""
    if wait.companion_id not in {None, freed.companion_id} or wait.created_at >= freed.since:
        return False
    return not any(
        offer.wait_id == wait.id
        and (
            offer.state == OfferState.OPEN
            or (
                offer.companion_id == freed.companion_id
                and offer.offered_at >= freed.since
                and offer.starts_at < freed.ends_at
                and freed.starts_at < offer.ends_at
            )
        )
        for offer in offered
    )


def _candidate(db: Session, wait: Wait, freed: Freed, now: datetime) -> Candidate | None:
    """Return the slot that a freed time gives to someone who waits, if any."""
    choice = waiting_list.choice_of(db, wait) if wait.ended_at is None else None
    companion = next((one for one in choice.companions if one.id == freed.companion_id), None) if choice else None
    if choice is None or companion is None or _has_offer(db, wait.patient_id, now):
        return None
    patient = db.get_one(Person, wait.patient_id)
    sooner_than = db.exec(
        select(func.min(Appointment.starts_at)).where(
            Appointment.patient_id == patient.id,
            Appointment.type_id == choice.kind.id,
            Appointment.state == State.PLANNED,
            Appointment.starts_at > now,
        )
    ).one()
    for starts_at in _starts(db, choice, companion, patient, freed, now):
        ends_at = starts_at + timedelta(minutes=choice.kind.minutes)
        last_moment = starts_at - timedelta(minutes=choice.kind.latest_minutes)
        until = min(held_until(now, patient.timezone), last_moment)
        is_wanted = (
            self_booking.is_within_notice(choice.kind, starts_at, now)
            and until - now >= LEAST
            and (sooner_than is None or starts_at < sooner_than)
            and (wait.until is None or wall_clock.local(starts_at, patient.timezone)[0] <= wait.until)
            and not db.execute(appointments.overlapping((id_of(patient),), starts_at, ends_at)).first()
        )
        if is_wanted:
            return Candidate(wait, choice, patient, companion, starts_at, until)
    return None


def _starts(
    db: Session, choice: Choice, companion: Person, patient: Person, freed: Freed, now: datetime
) -> Iterator[datetime]:
    """Go through the free times that begin in a freed one: its own beginning, then those of the companion's hours."""
    whose = {"companion_id": id_of(companion), "kind": choice.kind, "now": now, "patient_id": id_of(patient)}
    ends_at = freed.starts_at + timedelta(minutes=choice.kind.minutes)
    if not slots.closed(db, starts_at=freed.starts_at, ends_at=ends_at, **whose):
        yield freed.starts_at
    day = wall_clock.nearest(wall_clock.local(freed.starts_at, companion.timezone)[0], 0, companion.timezone)
    for slot in slots.free(db, since=day, until=freed.ends_at, **whose):
        if slot.starts_at >= freed.starts_at:
            yield slot.starts_at


def _make(db: Session, found: Candidate, *, link: str, now: datetime) -> None:
    offer = SlotOffer(
        wait_id=id_of(found.wait),
        patient_id=id_of(found.patient),
        companion_id=id_of(found.companion),
        type_id=id_of(found.choice.kind),
        starts_at=found.starts_at,
        ends_at=found.starts_at + timedelta(minutes=found.choice.kind.minutes),
        offered_at=now,
        held_until=found.held_until,
    )
    db.add(offer)
    audit.record(
        db, audit.Action.SLOT_OFFERED, object_ref=offer.ref, now=now, patient=found.patient.ref, wait=found.wait.ref
    )
    outbox.post(db, LETTER, to=found.patient, values={"link": link}, useless_after=found.held_until, now=now)
    for one in (found.patient, found.companion):
        announce(db, Topic.AGENDA, one.ref)


def _held_for(db: Session, by: Viewer, offer_ref: str, now: datetime) -> SlotOffer:
    """Return an offer of the viewer's that is still open, with both people held."""
    known = appointments.REFERENCE.fullmatch(offer_ref)
    mine = (SlotOffer.ref == offer_ref, SlotOffer.patient_id == by.person_id)
    offer = db.exec(select(SlotOffer).where(*mine)).first() if known else None
    if offer is None:
        raise NotFound
    _hold(db, offer)
    if offer.state != OfferState.OPEN or now >= offer.held_until:
        raise OfferOver
    return offer


def _hold(db: Session, offer: SlotOffer) -> None:
    appointments.hold(db, (offer.companion_id, offer.patient_id))
    db.refresh(offer)


def _settle(db: Session, offer: SlotOffer, state: OfferState, now: datetime, by: Viewer | None = None) -> None:
    offer.state, offer.settled_at = state, now
    db.add(offer)
    audit.record(db, audit.Action.OFFER_SETTLED, by=by, object_ref=offer.ref, now=now, state=state)
    concerned = select(Person.ref).where(col(Person.id).in_((offer.companion_id, offer.patient_id)))
    for ref in db.exec(concerned):
        announce(db, Topic.AGENDA, ref)
    announce(db, Topic.SLOT_FREED, "")


def _has_offer(db: Session, patient_id: int, now: datetime) -> bool:
    mine = (SlotOffer.patient_id == patient_id, SlotOffer.state == OfferState.OPEN, SlotOffer.held_until > now)
    return db.exec(select(SlotOffer.id).where(*mine)).first() is not None
