"""Where and how the two sides of an appointment meet, changed by its companion."""

from datetime import datetime

from sqlmodel import Session

from mycharlotte.domain import audit, changes, limits, meeting_places, moves
from mycharlotte.domain.appointments import Side
from mycharlotte.domain.errors import NotAllowed
from mycharlotte.domain.limits import Limit
from mycharlotte.models.appointments import Change, Deed
from mycharlotte.views.viewer import Viewer


def update(
    db: Session, *, by: Viewer, appointment_ref: str, version: int, mode: str, place: str, now: datetime
) -> Change | None:
    """Change where, or how, an appointment to come takes place; return what undoes it, None when nothing changed.

    Without a mode it stays as it is.

    Raises:
        NotFound, Stale, NotToCome, NotAllowed, TooManyTries, those of `meeting_places`.
    """
    found = moves.find_to_come(db, by=by, appointment_ref=appointment_ref, version=version, now=now)
    kept = found.appointment
    if found.side is not Side.COMPANION:
        raise NotAllowed
    wanted = meeting_places.parse(mode or kept.mode, place, kind=None)
    if wanted == (kept.mode, kept.place):
        return None
    limits.spend(Limit.APPOINTMENTS_BY_PERSON, by.ref)
    was = changes.before(kept)
    kept.mode, kept.place = wanted
    change = changes.made(db, Deed.UPDATED, [(was, kept)], by=by, now=now)
    audit.record(db, audit.Action.APPOINTMENT_UPDATED, by=by, object_ref=kept.ref, now=now, bubble=found.bubble.ref)
    return change
