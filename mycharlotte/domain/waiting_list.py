"""« Prévenez-moi si un créneau se libère » (B4): patients who wait for a type, with one companion or with any.

    join → offered in turn (`slot_offers`) → taken | stopped | over: its day is past, or they may not book it any more

Someone who has an appointment may wait too, for a sooner one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from mycharlotte.domain import appointments, audit, bookable, consultation_types, limits, memberships, wall_clock
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.bookable import Choice
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Assignment, Bubble, Membership, Role
from mycharlotte.models.consultations import Booking, ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.models.waiting import OfferState, SlotOffer, Wait
from mycharlotte.views.viewer import Viewer

COMPANION_PAGE = 200


class WaitsUntilThePast(Refused):
    """The last day to wait for is over already."""

    field = "until"


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits: for what, with whom if they said so, and what is held for them now."""

    wait: Wait
    kind: ConsultationType
    bubble: Bubble
    patient: Person
    companion: Person | None
    offer: SlotOffer | None = None


def join(
    db: Session, *, by: Viewer, bubble_ref: str, type_ref: str, companion_ref: str = "", until: str = "", now: datetime
) -> Wait:
    """Wait for a slot, until a day of the viewer's calendar if one is written; done twice, it is done once.

    Raises:
        NotFound, NotAllowed, TooManyTries, DayMalformed, NoSuchDay, WaitsUntilThePast.
    """
    choice = bookable.find(db, by=by, bubble_ref=bubble_ref, type_ref=type_ref)
    companion = choice.companion(companion_ref) if companion_ref else None
    last = wall_clock.parse_day(until, field="until") if until.strip() else None
    if last and last < wall_clock.local(now, by.timezone)[0]:
        raise WaitsUntilThePast
    limits.spend(Limit.WAIT_BY_PERSON, by.ref)
    key = f"{by.person_id}:{id_of(choice.kind)}:{companion.id if companion else 0}"
    same = select(Wait).where(Wait.live_key == key).with_for_update()
    wait = db.exec(same).first() or _begun(db, choice, companion, key, by, now) or db.exec(same).one()
    wait.until = last
    db.add(wait)
    _tell(db, choice, companion, by.ref)
    return wait


def stop(db: Session, *, by: Viewer, wait_ref: str, now: datetime) -> None:
    """Wait no longer; what is held for them is given back.

    Raises:
        NotFound.
    """
    if not appointments.REFERENCE.fullmatch(wait_ref):
        raise NotFound
    mine = (Wait.ref == wait_ref, Wait.patient_id == by.person_id)
    wait = db.exec(select(Wait).where(*mine)).first()
    if wait is None:
        raise NotFound
    appointments.hold(db, _concerned(db, wait))
    db.refresh(wait)
    if wait.ended_at is None:
        end(db, wait, now=now)
        audit.record(db, audit.Action.WAIT_ENDED, by=by, object_ref=wait.ref, now=now)


def end(db: Session, wait: Wait, *, now: datetime) -> None:
    """End a wait, whatever the reason; what is still held is given back. Those concerned are held by the caller."""
    wait.ended_at, wait.live_key = now, None
    db.add(wait)
    for offer in db.exec(_open_offers(wait)):
        offer.state, offer.settled_at = OfferState.DECLINED, now
        db.add(offer)
        announce(db, Topic.SLOT_FREED, "")
    for ref in db.exec(select(Person.ref).where(col(Person.id).in_(_concerned(db, wait)))):
        announce(db, Topic.AGENDA, ref)


def over(db: Session, *, now: datetime) -> list[int]:
    """List the waits whose last day is past, or whose patients may not book any more."""
    return [id_of(wait) for wait in live(db) if _is_over(db, wait, now)]


def end_if_over(db: Session, wait_id: int, *, now: datetime) -> None:
    """End a wait that is over, once those whom it concerns are held."""
    wait = db.get_one(Wait, wait_id)
    appointments.hold(db, _concerned(db, wait))
    db.refresh(wait)
    if wait.ended_at is None and _is_over(db, wait, now):
        end(db, wait, now=now)


def of_patient(db: Session, *, viewer: Viewer, now: datetime) -> list[Waiting]:
    """List what the viewer waits for, with what is held for them now."""
    return _with_offers(db, col(Wait.patient_id) == viewer.person_id, now)


def of_companion(db: Session, *, viewer: Viewer, now: datetime) -> list[Waiting]:
    """List who waits for the viewer, or for anyone who gives what they give; the first to come first.

    Of what is held, they see only what is in their own agenda: the others' is not theirs to know.
    """
    there = select(Membership.bubble_id).where(
        Membership.person_id == viewer.person_id, Membership.role == Role.COMPANION, *memberships.are_current()
    )
    found = _with_offers(db, col(Wait.bubble_id).in_(there), now)
    there_are = {one.bubble.ref: one.bubble for one in found}.values()
    given = {kind.id for bubble in there_are for kind in _given(db, bubble, viewer)}
    mine = set(
        db.exec(
            select(Assignment.bubble_id, Assignment.patient_id).where(Assignment.companion_id == viewer.person_id)
        ).all()
    )

    def is_for_them(one: Waiting) -> bool:
        is_open = one.kind.booking == Booking.PATIENTS or (one.wait.bubble_id, one.wait.patient_id) in mine
        return one.wait.companion_id in {None, viewer.person_id} and one.kind.id in given and is_open

    return [
        one
        if one.offer is None or one.offer.companion_id == viewer.person_id
        else replace(one, companion=None, offer=None)
        for one in found
        if is_for_them(one)
    ][:COMPANION_PAGE]


def live(db: Session) -> Iterator[Wait]:
    """Go through the waits that did not end, the first to come first."""
    yield from db.exec(select(Wait).where(col(Wait.live_key).is_not(None)).order_by(col(Wait.created_at), col(Wait.id)))


def choice_of(db: Session, wait: Wait) -> Choice | None:
    """Return what a wait is for, with whom it may be now; None when its patient may not book it any more."""
    if not appointments.is_there(db, wait.bubble_id, wait.patient_id, Role.PATIENT):
        return None
    bubble = db.get_one(Bubble, wait.bubble_id)
    found = next((one for one in bookable.in_bubble(db, bubble, wait.patient_id) if one.kind.id == wait.type_id), None)
    if found is None or wait.companion_id is None:
        return found
    wanted = tuple(one for one in found.companions if one.id == wait.companion_id)
    return Choice(found.bubble, found.kind, wanted) if wanted else None


def _is_over(db: Session, wait: Wait, now: datetime) -> bool:
    zone = db.exec(select(Person.timezone).where(Person.id == wait.patient_id)).one()
    is_past = wait.until is not None and wait.until < wall_clock.local(now, zone)[0]
    return is_past or choice_of(db, wait) is None


def _begun(db: Session, choice: Choice, companion: Person | None, key: str, by: Viewer, now: datetime) -> Wait | None:
    """Store a new wait; None when the same person stored the same one at the same moment."""
    made = Wait(
        bubble_id=id_of(choice.bubble),
        type_id=id_of(choice.kind),
        patient_id=by.person_id,
        companion_id=companion.id if companion else None,
        live_key=key,
        created_at=now,
    )
    try:
        with db.begin_nested():
            db.add(made)
    except IntegrityError:
        return None
    audit.record(db, audit.Action.WAIT_BEGUN, by=by, object_ref=made.ref, now=now, bubble=choice.bubble.ref)
    return made


def _tell(db: Session, choice: Choice, companion: Person | None, patient_ref: str) -> None:
    """Let open tabs know: the patient's, and those of the companions whom it is about."""
    for ref in (patient_ref, *(one.ref for one in ((companion,) if companion else choice.companions))):
        announce(db, Topic.AGENDA, ref)


def _with_offers(db: Session, which: sa.ColumnElement[bool], now: datetime) -> list[Waiting]:
    waits = db.exec(
        select(Wait, ConsultationType, Bubble, Person)
        .join(ConsultationType, col(ConsultationType.id) == col(Wait.type_id))
        .join(Bubble, col(Bubble.id) == col(Wait.bubble_id))
        .join(Person, col(Person.id) == col(Wait.patient_id))
        .where(which, col(Wait.live_key).is_not(None))
        .order_by(col(Wait.created_at), col(Wait.id))
    ).all()
    ids = [id_of(wait) for wait, *_ in waits]
    is_held = (SlotOffer.state == OfferState.OPEN, SlotOffer.held_until > now)
    held = db.exec(select(SlotOffer).where(col(SlotOffer.wait_id).in_(ids), *is_held)).all()
    offers = {offer.wait_id: offer for offer in held}
    wanted = {wait.companion_id for wait, *_ in waits} | {offer.companion_id for offer in held}
    people = {one.id: one for one in db.exec(select(Person).where(col(Person.id).in_(wanted - {None})))}
    return [
        Waiting(
            wait,
            kind,
            bubble,
            patient,
            people[offer.companion_id] if (offer := offers.get(id_of(wait))) else people.get(wait.companion_id),
            offer,
        )
        for wait, kind, bubble, patient in waits
    ]


def _given(db: Session, bubble: Bubble, viewer: Viewer) -> list[ConsultationType]:
    return [kind for kind in consultation_types.given_in(db, bubble, viewer) if kind.booking != Booking.NOBODY]


def _open_offers(wait: Wait) -> SelectOfScalar[SlotOffer]:
    return select(SlotOffer).where(SlotOffer.wait_id == id_of(wait), SlotOffer.state == OfferState.OPEN)


def _concerned(db: Session, wait: Wait) -> set[int]:
    return {wait.patient_id, *(offer.companion_id for offer in db.exec(_open_offers(wait)))} | (
        {wait.companion_id} if wait.companion_id else set()
    )
