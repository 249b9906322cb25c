"""A companion's planning: their appointments of all bubbles between two days, and what stands behind them."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from mycharlotte.domain import availability, busy, memberships, moves, names, outcomes, wall_clock
from mycharlotte.domain.appointments import LONGEST
from mycharlotte.domain.busy import Taken
from mycharlotte.domain.errors import Refused, Stale
from mycharlotte.locales.dates import spoken_zone
from mycharlotte.models.appointments import CANCELLED, Appointment, Change
from mycharlotte.models.availability import Hours
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.views.planning import PlannedRow, Planning, PlanningBubble, PlanningHead, PlanningSpan
from mycharlotte.views.viewer import Viewer

MOST_DAYS = 45  # a month of six weeks, and a little more
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:00(\.000)?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# Written once: a week is read whenever something in it changes, and building a statement takes as long as its answer.
_BUBBLES = (
    sa.select(col(Bubble.id), col(Bubble.ref), col(Bubble.name))
    .join(Membership, col(Membership.bubble_id) == col(Bubble.id))
    .where(
        col(Membership.person_id) == sa.bindparam("person"),
        col(Membership.role) == Role.COMPANION,
        *memberships.are_current(),
    )
)
_DURING = (
    col(Appointment.starts_at) > sa.bindparam("from"),
    col(Appointment.starts_at) < sa.bindparam("until"),
    col(Appointment.ends_at) > sa.bindparam("since"),
)
_KEPT = (
    sa.select(
        col(Appointment.ref),
        col(Appointment.starts_at),
        col(Appointment.ends_at),
        col(Person.first_name),
        col(Person.last_name),
        col(ConsultationType.name),
        col(ConsultationType.colour),
        col(Appointment.mode),
        col(Appointment.bubble_id),
        col(Appointment.state),
        col(Appointment.version),
    )
    .join(Person, col(Person.id) == col(Appointment.patient_id))
    .join(ConsultationType, col(ConsultationType.id) == col(Appointment.type_id))
    .where(
        col(Appointment.companion_id) == sa.bindparam("person"),
        col(Appointment.bubble_id).in_(sa.bindparam("bubbles", expanding=True)),
        *_DURING,
    )
    .order_by(col(Appointment.starts_at), col(Appointment.id))
)
_OWN = (
    sa.select(col(Appointment.starts_at), col(Appointment.ends_at))
    .where(col(Appointment.patient_id) == sa.bindparam("person"), col(Appointment.state).not_in(CANCELLED), *_DURING)
    .order_by(col(Appointment.starts_at))
)


class DaysRefused(Refused):
    """Not two days in order, at most `MOST_DAYS` apart."""


class InstantMalformed(Refused):
    """Not an instant to the minute, as ISO 8601 writes it."""

    field = "time"


class ChangedMeanwhile(Refused):
    """The appointment is no longer as whoever moves it saw it."""


def head(db: Session, *, viewer: Viewer, now: datetime) -> PlanningHead:
    """Tell whose planning it is; nothing but the zone for whoever is no companion."""
    bubbles = _bubbles(db, viewer)
    return PlanningHead(
        is_companion=bool(bubbles),
        has_hours=_has_hours(db, viewer),
        zone=viewer.timezone,
        zone_french=spoken_zone("fr", viewer.timezone),
        zone_english=spoken_zone("en", viewer.timezone),
        bubbles=tuple(PlanningBubble(ref, name) for _, ref, name in bubbles),
        to_fill_in=outcomes.count(db, viewer=viewer, now=now) if bubbles else 0,
    )


def show(db: Session, *, viewer: Viewer, since: str, until: str, now: datetime) -> Planning:
    """Show the days from one to another, the last one not included, as ISO 8601 writes them.

    Raises:
        DaysRefused.
    """
    first, last = _parse_days(since, until)
    bubbles = {bubble_id: ref for bubble_id, ref, _ in _bubbles(db, viewer)}
    if not bubbles:
        return Planning(since, until)
    start, end = (wall_clock.nearest(day, 0, viewer.timezone) for day in (first, last))
    # Nothing lasts longer than LONGEST: the index then reads a few rows, not all that ever was.
    about = {"person": viewer.person_id, "from": start - LONGEST, "since": start, "until": end}
    spans = [_span("own", *times) for times in db.connection().execute(_OWN, about)]
    spans += _hours(db, viewer, bubbles, first, last - timedelta(days=1))
    spans += _behind(db, viewer, start, end, now)
    return Planning(since, until, tuple(_rows(db, about, bubbles)), tuple(spans))


def move_to(
    db: Session,
    *,
    by: Viewer,
    appointment_ref: str,
    version: int,
    starts_at: str,
    ends_at: str,
    is_confirmed: bool = False,
    now: datetime,
) -> Change:
    """Move an appointment between two instants; return what undoes it.

    Raises:
        InstantMalformed, ChangedMeanwhile; NotFound, NotToCome and others as `moves.shift`.
    """
    start, end = _parse_instant(starts_at), _parse_instant(ends_at)
    try:
        found = moves.find_to_come(db, by=by, appointment_ref=appointment_ref, version=version, now=now)
    except Stale:
        raise ChangedMeanwhile from None
    return moves.shift(db, found, by=by, starts_at=start, ends_at=end, is_confirmed=is_confirmed, now=now)


def _parse_days(since: str, until: str) -> tuple[date, date]:
    if not _DAY.fullmatch(since) or not _DAY.fullmatch(until):
        raise DaysRefused
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError:
        raise DaysRefused from None
    if not wall_clock.FIRST <= first < last <= min(first + timedelta(days=MOST_DAYS), wall_clock.LAST):
        raise DaysRefused
    return first, last


def _parse_instant(text: str) -> datetime:
    if not _INSTANT.fullmatch(text):
        raise InstantMalformed
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InstantMalformed from None


def _bubbles(db: Session, viewer: Viewer) -> list[tuple[int, str, str]]:
    """The bubbles where the viewer is a companion now, in the order of their names."""
    found = db.connection().execute(_BUBBLES, {"person": viewer.person_id})
    return sorted(((row.id, row.ref, row.name) for row in found), key=lambda one: (names.folded(one[2]), one[1]))


def _has_hours(db: Session, viewer: Viewer) -> bool:
    return db.execute(sa.select(col(Hours.id)).where(col(Hours.person_id) == viewer.person_id)).first() is not None


def _rows(db: Session, about: Mapping[str, Any], bubbles: Mapping[int, str]) -> Iterator[PlannedRow]:
    for row in db.connection().execute(_KEPT, {**about, "bubbles": list(bubbles)}):
        ref, starts_at, ends_at, first, last, kind, colour, mode, bubble_id, state, version = row
        when, patient = (_iso(starts_at), _iso(ends_at)), f"{first} {last}".strip()
        yield PlannedRow(ref, *when, patient, kind, colour, str(mode), bubbles[bubble_id], str(state), version)


def _hours(db: Session, viewer: Viewer, bubbles: dict[int, str], first: date, last: date) -> list[PlanningSpan]:
    return [
        _span("open", window.starts_at, window.ends_at, ref)
        for bubble_id, ref in bubbles.items()
        for window in availability.windows(
            db, person_id=viewer.person_id, bubble_id=bubble_id, since=first, until=last, zone=viewer.timezone
        )
    ]


_BEHIND = {Taken.ABSENCE: "absence", Taken.OUTSIDE: "outside", Taken.HELD: "held"}


def _behind(db: Session, viewer: Viewer, start: datetime, end: datetime, now: datetime) -> list[PlanningSpan]:
    taken = busy.besides_appointments(
        db, person_id=viewer.person_id, zone=viewer.timezone, since=start, until=end, now=now
    )
    return [_span(_BEHIND[one.taken], max(one.starts_at, start), min(one.ends_at, end)) for one in sorted(taken)]


def _span(what: str, starts_at: datetime, ends_at: datetime, bubble: str = "") -> PlanningSpan:
    return PlanningSpan(what, _iso(starts_at), _iso(ends_at), bubble)


def _iso(at: datetime) -> str:
    """Write an instant in UTC to the minute."""
    return f"{at.isoformat()[:16]}Z"
