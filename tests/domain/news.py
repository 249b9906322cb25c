"""What tests about telling people of their appointments do over and over: act, let the round pass, read the mails."""

from datetime import datetime

from mycharlotte import db
from mycharlotte.domain import appointments, booking, cancellations, changes, details, moves, notices, outbox
from mycharlotte.models.appointments import Appointment, Change
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.domain.agenda import NOW, draft
from tests.domain.doorstep import mails_to
from tests.domain.neighbours import bubble

LATER = NOW + changes.UNDO_LIFE


def book(
    by: Viewer, patient: Person, kind: ConsultationType, time: str = "10:00", *, now: datetime = NOW
) -> tuple[Appointment, Change]:
    """Book for tomorrow, on the clock of whoever books."""
    with db.transaction() as session:
        wanted = draft(patient, kind, time=time)
        return booking.book(session, by=by, bubble_ref=bubble().ref, draft=wanted, is_confirmed=True, now=now)


def move(by: Viewer, kept: Appointment, time: str, *, minutes: int = 45, now: datetime = NOW) -> Change:
    """Move to another time of tomorrow."""
    with db.transaction() as session:
        return moves.move(
            session,
            by=by,
            appointment_ref=kept.ref,
            version=look(kept).version,
            day="24/11/2026",
            time=time,
            minutes=str(minutes),
            is_confirmed=True,
            now=now,
        )


def cancel(by: Viewer, kept: Appointment, *, reason: str = "", now: datetime = NOW) -> Change:
    """Cancel."""
    with db.transaction() as session:
        version = look(kept).version
        return cancellations.cancel(session, by=by, appointment_ref=kept.ref, version=version, reason=reason, now=now)


def relocate(by: Viewer, kept: Appointment, place: str, *, now: datetime = NOW) -> Change | None:
    """Meet elsewhere."""
    with db.transaction() as session:
        version = look(kept).version
        return details.update(
            session, by=by, appointment_ref=kept.ref, version=version, mode="on-site", place=place, now=now
        )


def undo(by: Viewer, change: Change, *, now: datetime = NOW) -> None:
    """Take back what was done."""
    with db.transaction() as session:
        changes.undo(session, by=by, change_ref=change.ref, now=now)


def look(kept: Appointment) -> Appointment:
    """Return an appointment as it is now."""
    with db.reading() as session:
        return session.get_one(Appointment, kept.id)


def tell_all(now: datetime = LATER) -> None:
    """Let a round pass, whoever is to be told."""
    after: int | None = 0
    while after is not None:
        with db.transaction() as session:
            after = notices.tell_next(session, after=after, address=address, now=now)


def address(sides: frozenset[appointments.Side], appointment_ref: str) -> str:
    """Return what a link shows of itself."""
    return f"{'+'.join(sorted(sides))}/{appointment_ref}"


def news_to(who: Person) -> list[dict[str, str]]:
    """Return what each mail about appointments told someone, without what says nothing."""
    told = [outbox.values_of(mail) for mail in mails_to(who, notices.LETTER)]
    kinds = ("booked", "moved", "changed", "cancelled")
    return [{kind: _short(one[kind]) for kind in kinds if one[kind]} for one in told]


def _short(times: str) -> str:
    """Write instants as `24T09:00`, in UTC."""
    return " ".join(
        ">".join(datetime.fromisoformat(at).strftime("%dT%H:%M") for at in one.split(">")) for one in times.split()
    )
