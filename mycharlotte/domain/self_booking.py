"""A patient books an appointment by themselves: a free time of a type that is open to them, within its rules (B3)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, func, select

from mycharlotte.domain import (
    appointments,
    audit,
    availability,
    bookable,
    changes,
    limits,
    meeting_places,
    moves,
    slots,
    wall_clock,
)
from mycharlotte.domain.bookable import Choice
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.models.appointments import Appointment, Change, Deed, State
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Role
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

TO_COME_AT_MOST = 5
STARTS = "%Y%m%dT%H%MZ"
WRITTEN_BY_PATIENTS = (Mode.PHONE, Mode.AT_HOME)


class OwnTimeTaken(Refused):
    """The patient has another appointment then."""

    field = "time"


class PlaceMissing(Refused):
    """To be called, or visited, one says where."""

    field = "place"


class TooManyToCome(Refused):
    """The patient has as many appointments of that type ahead as one may book alone: `at_most`."""

    def __init__(self, *, at_most: int = TO_COME_AT_MOST, **details: object) -> None:
        super().__init__(at_most=at_most, **details)
        self.at_most = at_most


@dataclass(frozen=True)
class Wish:
    """What a patient wants to book: a type, with someone, at a time; `place` as they wrote it."""

    choice: Choice
    companion: Person
    starts_at: datetime
    place: str

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.choice.kind.minutes)


def book(
    db: Session,
    *,
    by: Viewer,
    bubble_ref: str,
    type_ref: str,
    companion_ref: str,
    starts_at: datetime,
    place: str = "",
    now: datetime,
) -> tuple[Appointment, Change]:
    """Book a free time; return the appointment, with what undoes it.

    Raises:
        NotFound: also for what is not open to them; NotAllowed, PlaceMissing, those of `meeting_places`, TooManyTries,
        TooManyToCome, OwnTimeTaken, NotASlot: no time that patients may book; SlotTaken.
    """
    choice = bookable.find(db, by=by, bubble_ref=bubble_ref, type_ref=type_ref)
    wish = Wish(choice, choice.companion(companion_ref), starts_at, place)
    limits.spend(Limit.SELF_BOOKING_BY_PERSON, by.ref)
    return store(db, wish, by=by, now=now)


def store(db: Session, wish: Wish, *, by: Viewer, now: datetime) -> tuple[Appointment, Change]:
    """Claim the time of a wish that is the viewer's to have, and keep it.

    Raises:
        As `book`, once it is known what is wanted.
    """
    kind = wish.choice.kind
    mode, place = meeting_places.parse("", wish.place if kind.mode in WRITTEN_BY_PATIENTS else "", kind=kind)
    if mode in WRITTEN_BY_PATIENTS and not place:
        raise PlaceMissing
    sides = (id_of(wish.companion), by.person_id)
    appointments.hold(db, sides)
    roles = dict(zip(sides, (Role.COMPANION, Role.PATIENT), strict=True))
    if appointments.those_there(db, id_of(wish.choice.bubble), roles) != set(sides):
        raise NotFound
    if not is_within_notice(kind, wish.starts_at, now):
        raise moves.NotASlot
    if appointments.taken(db, person_id=by.person_id, since=wish.starts_at, until=wish.ends_at):
        raise OwnTimeTaken
    # Of many who want one time, all but one end here: what takes longer to know comes after.
    appointments.claim(db, person_ids=sides, starts_at=wish.starts_at, ends_at=wish.ends_at)
    _refuse_too_many(db, kind, by, now)
    _refuse_closed(db, wish, by, now)
    appointment = Appointment(
        bubble_id=id_of(wish.choice.bubble),
        type_id=id_of(kind),
        companion_id=sides[0],
        patient_id=by.person_id,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        buffer_before=kind.buffer_before,
        buffer_after=kind.buffer_after,
        mode=mode,
        place=place or where(db, wish),
        booked_by_id=by.person_id,
    )
    change = changes.made(db, Deed.BOOKED, [(changes.AsItWas(), appointment)], by=by, now=now)
    audit.record(
        db,
        audit.Action.APPOINTMENT_BOOKED,
        by=by,
        object_ref=appointment.ref,
        now=now,
        bubble=wish.choice.bubble.ref,
        patient=by.ref,
    )
    return appointment, change


def where(db: Session, wish: Wish) -> str:
    """Return where one goes: the place of the companion's hours then, or the address of the bubble."""
    if wish.choice.kind.mode != Mode.ON_SITE:
        return ""
    zone = wish.companion.timezone
    day = wall_clock.local(wish.starts_at, zone)[0]
    during = availability.windows(
        db, person_id=id_of(wish.companion), bubble_id=id_of(wish.choice.bubble), since=day, until=day, zone=zone
    )
    hours = next((w for w in during if w.starts_at <= wish.starts_at and wish.ends_at <= w.ends_at), None)
    return (hours.place if hours else "") or wish.choice.bubble.address


def asks_phone(kind: ConsultationType) -> bool:
    """Tell whether the patient says at which number to call them."""
    return kind.mode == Mode.PHONE


def is_within_notice(kind: ConsultationType, starts_at: datetime, now: datetime) -> bool:
    """Tell whether patients may book a time now: neither too late nor too early, on the five minutes."""
    earliest, latest = slots.bookable_between(kind, now)
    is_on_grain = not (starts_at.minute % 5 or starts_at.second or starts_at.microsecond)
    return earliest <= starts_at < latest and is_on_grain


def parse_start(written: str) -> datetime | None:
    """Return the instant that an address names (« 20261124T0930Z »), None for anything else."""
    try:
        read = datetime.strptime(written, STARTS).replace(tzinfo=UTC)
    except ValueError:
        return None
    return read if wall_clock.FIRST <= read.date() <= wall_clock.LAST else None


def _refuse_too_many(db: Session, kind: ConsultationType, by: Viewer, now: datetime) -> None:
    ahead = select(func.count()).where(
        Appointment.patient_id == by.person_id,
        Appointment.type_id == kind.id,
        Appointment.state == State.PLANNED,
        Appointment.starts_at > now,
    )
    if db.exec(ahead).one() >= TO_COME_AT_MOST:
        raise TooManyToCome


def _refuse_closed(db: Session, wish: Wish, by: Viewer, now: datetime) -> None:
    """Refuse a time when the companion does not receive, without a word of why."""
    if slots.closed(
        db,
        companion_id=id_of(wish.companion),
        kind=wish.choice.kind,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        now=now,
        patient_id=by.person_id,
    ):
        raise appointments.SlotTaken
