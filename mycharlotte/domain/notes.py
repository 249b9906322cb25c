"""The private note of an appointment: its companion writes and reads it, nobody else ever does.

It may tell of an illness: it is sealed at rest, and leaves in no calendar, mail or log.
"""

from datetime import datetime

from sqlmodel import Session

from mycharlotte.domain import appointments, audit, keys, sealing, texts
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.appointments import Side
from mycharlotte.domain.errors import NotAllowed
from mycharlotte.models.appointments import Appointment
from mycharlotte.views.viewer import Viewer

PURPOSE = "appointments"
AT_MOST = 4000


def write(db: Session, *, by: Viewer, appointment_ref: str, text: str, now: datetime) -> str:
    """Keep what the companion notes, of an appointment past or to come, instead of what was; return it as it is kept.

    Raises:
        NotFound, NotAllowed, TextTooLong.
    """
    found = appointments.find(db, viewer=by, appointment_ref=appointment_ref, lock=True)
    kept = found.appointment
    if found.side is not Side.COMPANION:
        raise NotAllowed
    written = texts.parse(text, field="note", at_most=AT_MOST)
    if written == of(kept):
        return written
    # Neither its version nor its time: the note is no part of what the two sides share.
    kept.note_sealed = sealing.seal(written.encode(), key=keys.of(PURPOSE), context=_context(kept)) if written else b""
    db.add(kept)
    audit.record(db, audit.Action.APPOINTMENT_NOTED, by=by, object_ref=kept.ref, now=now, bubble=found.bubble.ref)
    announce(db, Topic.AGENDA, by.ref)
    return written


def of(appointment: Appointment) -> str:
    """Return the note of an appointment, empty when there is none. For its companion alone: the caller made sure."""
    if not appointment.note_sealed:
        return ""
    opened = sealing.unseal(appointment.note_sealed, key=keys.of(PURPOSE), context=_context(appointment))
    return opened.decode()


def _context(appointment: Appointment) -> str:
    return f"appointment-note/{appointment.ref}"
