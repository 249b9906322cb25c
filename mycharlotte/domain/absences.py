"""Absences: when someone receives nobody, in any bubble; once, or every week or two, on their wall clock.

    add → update… → remove            `absence_appointments` has what they lie over, which nothing cancels silently

The label is for its owner alone: sealed at rest, in no log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import agendas, appointments, audit, edits, keys, permissions, sealing, texts, wall_clock
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.permissions import Permission
from mycharlotte.domain.weekly_hours import DatesReversed, SpanEmpty
from mycharlotte.models.availability import Absence
from mycharlotte.views.absences import AbsenceDraft
from mycharlotte.views.viewer import Viewer

PURPOSE = "absences"
LABEL_AT_MOST = 80
AT_MOST = 200
EVERY = (0, 1, 2)
WHOLE_DAYS, HOURS = "days", "hours"


class RepeatNotOffered(Refused):
    """Neither once, nor every week, nor every two weeks."""

    field = "repeat"


class LongerThanItsPeriod(Refused):
    """It would come back before it is over."""

    field = "last"


class TooManyAbsences(Refused):
    """More than `AT_MOST` absences to come."""


@dataclass(frozen=True)
class Times:
    """When an absence is, as it is stored."""

    starts_on: date
    starts: int
    ends_on: date
    ends: int
    every_weeks: int = 0
    until: date | None = None


def to_come(db: Session, *, viewer: Viewer, now: datetime) -> list[Absence]:
    """List one's absences that are not over, in the order of their beginnings; those that come back first.

    Raises:
        NotAllowed.
    """
    permissions.require(viewer, Permission.AGENDA_KEEP)
    today = wall_clock.local(now, viewer.timezone)[0]
    mine = select(Absence).where(Absence.person_id == viewer.person_id, *_not_over(today))
    return sorted(db.exec(mine), key=lambda one: (not one.every_weeks, one.starts_on, one.starts, one.id))


def add(db: Session, *, by: Viewer, draft: AbsenceDraft, now: datetime) -> Absence:
    """Note an absence, past or to come.

    Raises:
        NotAllowed, TooManyAbsences, DayMalformed, NoSuchDay, TimeMalformed, DatesReversed, SpanEmpty, TextTooLong,
        RepeatNotOffered, LongerThanItsPeriod, SeveralRefused.
    """
    permissions.require(by, Permission.AGENDA_KEEP)
    label, times = parse(draft)
    appointments.hold(db, [by.person_id])
    if len(to_come(db, viewer=by, now=now)) >= AT_MOST:
        raise TooManyAbsences
    made = Absence(person_id=by.person_id, created_at=now, **vars(times))
    made.label_sealed = _sealed(made, label)
    db.add(made)
    db.flush()
    _tell(db, audit.Action.ABSENCE_ADDED, made, by=by, now=now)
    return made


def update(db: Session, *, by: Viewer, absence_ref: str, draft: AbsenceDraft, now: datetime) -> Absence:
    """Change an absence.

    Raises:
        NotFound, and as `add`.
    """
    kept = find(db, viewer=by, absence_ref=absence_ref, lock=True)
    label, times = parse(draft)
    for name, value in vars(times).items():
        setattr(kept, name, value)
    kept.label_sealed = _sealed(kept, label)
    db.add(kept)
    _tell(db, audit.Action.ABSENCE_UPDATED, kept, by=by, now=now)
    return kept


def remove(db: Session, *, by: Viewer, absence_ref: str, now: datetime) -> None:
    """Give the time of an absence back.

    Raises:
        NotFound.
    """
    kept = find(db, viewer=by, absence_ref=absence_ref, lock=True)
    db.delete(kept)
    _tell(db, audit.Action.ABSENCE_REMOVED, kept, by=by, now=now)


def find(db: Session, *, viewer: Viewer, absence_ref: str, lock: bool = False) -> Absence:
    """Return one of the viewer's absences.

    Raises:
        NotFound.
    """
    known = appointments.REFERENCE.fullmatch(absence_ref)  # PostgreSQL cannot even be asked about a null character
    mine = select(Absence).where(Absence.ref == absence_ref, Absence.person_id == viewer.person_id)
    found = db.exec(mine.with_for_update() if lock else mine).first() if known else None
    if found is None:
        raise NotFound
    return found


def label_of(kept: Absence) -> str:
    """Return the words that their owner gave it, empty without any."""
    if not kept.label_sealed:
        return ""
    return sealing.unseal(kept.label_sealed, key=keys.of(PURPOSE), context=_context(kept)).decode()


def drafted(kept: Absence) -> AbsenceDraft:
    """Return what fills the form of an absence."""
    is_whole = is_of_whole_days(kept)
    return AbsenceDraft(
        label=label_of(kept),
        kind=WHOLE_DAYS if is_whole else HOURS,
        first=kept.starts_on.isoformat(),
        starts="" if is_whole else wall_clock.said(kept.starts),
        last=kept.ends_on.isoformat(),
        ends="" if is_whole else wall_clock.said(kept.ends),
        repeat=str(kept.every_weeks),
        until=kept.until.isoformat() if kept.until else "",
    )


def is_of_whole_days(kept: Absence | Times) -> bool:
    """Tell whether an absence takes its days from midnight to midnight."""
    return (kept.starts, kept.ends) == (0, wall_clock.DAY)


def parse(draft: AbsenceDraft) -> tuple[str, Times]:
    """Return the label and the times that were typed; without a last day, the first one is.

    Raises:
        As `add`, but for rights and TooManyAbsences.
    """
    is_whole = draft.kind != HOURS
    readers: dict[str, Callable[[], Any]] = {
        "label": lambda: " ".join(texts.parse(draft.label, field="label", at_most=LABEL_AT_MOST).split()),
        "first": lambda: wall_clock.parse_day(draft.first, field="first"),
        "starts": lambda: 0 if is_whole else wall_clock.parse_minute(draft.starts, field="starts"),
        "last": lambda: wall_clock.parse_day(draft.last, field="last") if draft.last.strip() else None,
        "ends": lambda: wall_clock.DAY if is_whole else _end(draft.ends),
        "repeat": lambda: _every(draft.repeat),
        "until": lambda: wall_clock.parse_day(draft.until, field="until") if _has_end(draft) else None,
    }
    typed = edits.read(readers)
    times = Times(
        starts_on=typed["first"],
        starts=typed["starts"],
        ends_on=typed["last"] or typed["first"],
        ends=typed["ends"],
        every_weeks=typed["repeat"],
        until=typed["until"],
    )
    _refuse_nonsense(times)
    return typed["label"], times


def _refuse_nonsense(times: Times) -> None:
    length = times.ends_on - times.starts_on
    if length < timedelta():
        raise DatesReversed(field="last")
    if not length and times.ends <= times.starts:
        raise SpanEmpty(field="ends")
    if times.until and times.until < times.starts_on:
        raise DatesReversed(field="until")
    lasting = length // timedelta(minutes=1) + times.ends - times.starts
    if times.every_weeks and lasting > times.every_weeks * 7 * wall_clock.DAY:
        raise LongerThanItsPeriod


def _end(typed: str) -> int:
    return wall_clock.parse_minute(typed, field="ends", to_midnight=True) or wall_clock.DAY


def _every(typed: str) -> int:
    if typed not in {str(weeks) for weeks in EVERY}:
        raise RepeatNotOffered
    return int(typed)


def _has_end(draft: AbsenceDraft) -> bool:
    return draft.repeat != "0" and bool(draft.until.strip())


def _not_over(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """What is true of the absences of today and later; one that comes back may last two weeks after it last began."""
    comes_back = sa.and_(
        col(Absence.every_weeks) > 0,
        sa.or_(col(Absence.until).is_(None), col(Absence.until) >= today - timedelta(weeks=max(EVERY))),
    )
    return (sa.or_(comes_back, col(Absence.ends_on) >= today),)


def _sealed(kept: Absence, label: str) -> bytes:
    return sealing.seal(label.encode(), key=keys.of(PURPOSE), context=_context(kept)) if label else b""


def _context(kept: Absence) -> str:
    return f"absence-label/{kept.ref}"


def _tell(db: Session, action: audit.Action, kept: Absence, *, by: Viewer, now: datetime) -> None:
    audit.record(db, action, by=by, object_ref=kept.ref, now=now)
    agendas.touch(db, [by.person_id])
