"""What is to come of a series changes at once, from an appointment on or all of it: cancelled, or held elsewhere.

What is past, cancelled, or whose outcome was told stays as it is, whatever is chosen. A single appointment is changed
as any other (`moves`, `cancellations`); the times of a series are `series_moves`.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from mycharlotte.domain import audit, cancellations, changes, limits, meeting_places, moves, series, texts
from mycharlotte.domain.appointments import Found
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.models.appointments import Appointment, Change, Deed, Series, State
from mycharlotte.models.base import id_of
from mycharlotte.views.viewer import Viewer

Course = Sequence[tuple[Appointment, Series]]


class Scope(StrEnum):
    """What of a series is changed, of what is to come: from that appointment on, all, or all that comes after it."""

    FOLLOWING = "following"
    ALL = "all"
    AFTER = "after"


class SeriesChanged(Refused):
    """Someone changed one of its appointments since it was looked at."""


def cancel(
    db: Session, *, by: Viewer, appointment_ref: str, seen: str, scope: str, reason: str, now: datetime
) -> Change:
    """Cancel what `scope` says; the reason, if any, is for the patient. Return what undoes it.

    Raises:
        NotFound, NotAllowed, NoSeries, SeriesChanged, NotToCome, TextTooLong, TooManyTries.
    """
    found, course = find_as_seen(db, by=by, appointment_ref=appointment_ref, seen=seen)
    said = texts.parse(reason, field="reason", at_most=cancellations.REASON_AT_MOST)
    limits.spend(Limit.APPOINTMENTS_BY_PERSON, by.ref)
    pairs = [(changes.before(kept), kept) for kept, _ in to_come(found, course, scope, now=now)]
    for _, kept in pairs:
        kept.state, kept.cancelled_at = State.CANCELLED_BY_COMPANION, now
        kept.reason_sealed = cancellations.seal_reason(kept, said)
    change = changes.made(db, Deed.CANCELLED, pairs, by=by, now=now)
    remember(db, audit.Action.SERIES_CANCELLED, found, by=by, times=len(pairs), now=now)
    return change


def relocate(
    db: Session, *, by: Viewer, appointment_ref: str, seen: str, scope: str, mode: str, place: str, now: datetime
) -> Change | None:
    """Hold what `scope` says elsewhere, or by other means; return what undoes it, None when nothing changed.

    Without a mode it stays as it is.

    Raises:
        NotFound, NotAllowed, NoSeries, SeriesChanged, NotToCome, TooManyTries, those of `meeting_places`.
    """
    found, course = find_as_seen(db, by=by, appointment_ref=appointment_ref, seen=seen)
    wanted = meeting_places.parse(mode or found.appointment.mode, place, kind=None)
    elsewhere = [one for one, _ in to_come(found, course, scope, now=now) if (one.mode, one.place) != wanted]
    if not elsewhere:
        return None
    limits.spend(Limit.APPOINTMENTS_BY_PERSON, by.ref)
    pairs = [(changes.before(kept), kept) for kept in elsewhere]
    for _, kept in pairs:
        kept.mode, kept.place = wanted
    change = changes.made(db, Deed.UPDATED, pairs, by=by, now=now)
    remember(db, audit.Action.SERIES_CHANGED, found, by=by, times=len(pairs), now=now)
    return change


def find_as_seen(db: Session, *, by: Viewer, appointment_ref: str, seen: str) -> tuple[Found, Course]:
    """Return an appointment, locked, and its series, which is as the companion saw it.

    Raises:
        NotFound, NotAllowed, NoSeries, SeriesChanged.
    """
    found = series.find(db, by=by, appointment_ref=appointment_ref, lock=True)
    course = series.course_of(db, found)
    if series.stamp(course) != seen:
        raise SeriesChanged
    return found, course


def to_come(found: Found, course: Course, scope: str, *, now: datetime) -> list[tuple[Appointment, Series]]:
    """Return what of a series would change: never what is past, cancelled, or whose outcome was told.

    Raises:
        NotToCome: nothing would.
    """
    this = (found.appointment.starts_at, id_of(found.appointment))
    coming = [(one, rule) for one, rule in course if one.state == State.PLANNED and one.starts_at > now]
    match scope:
        case Scope.ALL:
            chosen = coming
        case Scope.AFTER:
            chosen = [(one, rule) for one, rule in coming if (one.starts_at, id_of(one)) > this]
        case Scope.FOLLOWING if any(one.id == found.appointment.id for one, _ in coming):
            chosen = [(one, rule) for one, rule in coming if (one.starts_at, id_of(one)) >= this]
        case _:
            chosen = []
    if not chosen:
        raise moves.NotToCome
    return chosen


def rule_with(found: Found, course: Course) -> Series:
    """Return the rule of an appointment."""
    return next(rule for one, rule in course if one.id == found.appointment.id)


def remember(db: Session, action: audit.Action, found: Found, *, by: Viewer, times: int, now: datetime) -> None:
    """Write in the audit log that a series changed: from which appointment on, how many of them."""
    kept = found.appointment
    audit.record(db, action, by=by, object_ref=kept.ref, now=now, bubble=found.bubble.ref, times=times)
