"""The hours of the week that a companion gives in a bubble: typed, checked and saved as a whole."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated

import sqlalchemy as sa
from pydantic import Field, TypeAdapter, ValidationError
from sqlmodel import Session, col, select

from mycharlotte.domain import agendas, appointments, audit, bubbles, edits, memberships, names, texts, wall_clock
from mycharlotte.domain.errors import Refused, Stale
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.availability import Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.views.hours import WeekSpan
from mycharlotte.views.viewer import Viewer

AT_MOST = 42
PLACE_AT_MOST = 300
WEEK = 7


class WeekUnreadable(Refused):
    """Not what the form sends."""

    field = "week"


class TooManySpans(Refused):
    """More than `AT_MOST` spans in one week."""

    field = "week"


class SpanEmpty(Refused):
    """It ends when it starts, or before."""


class SpansOverlap(Refused):
    """It takes some time of another span of the same day, which goes from `starts` to `ends` (minutes of the day)."""

    def __init__(self, *, starts: int, ends: int, **details: object) -> None:
        super().__init__(starts=starts, ends=ends, **details)
        self.starts, self.ends = starts, ends


class DatesReversed(Refused):
    """Its last day comes before its first."""


@dataclass(frozen=True)
class TypedSpan:
    """A span as it was typed. `key` names it in the form: refusals stand beside `span-<key>-starts` and so on."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9]{1,8}$")]
    weekday: Annotated[int, Field(ge=0, lt=WEEK)]
    starts: str
    ends: str
    place: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class TypedWeek:
    """A week as it was typed; `version` is that of the hours it was filled from."""

    version: Annotated[str, Field(max_length=16)]
    spans: tuple[TypedSpan, ...]


_SENT = TypeAdapter(TypedWeek)


@dataclass(frozen=True)
class Week:
    """The hours in one bubble, in order; `version` changes with them."""

    bubble: Bubble
    spans: tuple[WeekSpan, ...]
    version: str


def kept_in(db: Session, *, viewer: Viewer) -> list[Bubble]:
    """List the bubbles where the viewer receives, in the order of their names."""
    places = (Membership.person_id == viewer.person_id, Membership.role == Role.COMPANION, *memberships.are_current())
    query = select(Bubble).join(Membership, col(Membership.bubble_id) == col(Bubble.id)).where(*places)
    return sorted(db.exec(query), key=lambda one: (names.folded(one.name), id_of(one)))


def show(db: Session, *, viewer: Viewer, bubble_ref: str) -> Week:
    """Return the viewer's hours in a bubble.

    Raises:
        NotFound, NotAllowed.
    """
    bubble = bubbles.find(db, viewer=viewer, bubble_ref=bubble_ref, permission=Permission.AGENDA_KEEP)
    return _week(db, bubble, viewer.person_id)


def also_elsewhere(db: Session, *, viewer: Viewer, week: Week) -> list[tuple[WeekSpan, Bubble]]:
    """Return the time of a week that the viewer also gives in another bubble: whoever books first takes it."""
    found: list[tuple[WeekSpan, Bubble]] = []
    for other in kept_in(db, viewer=viewer):
        if other.id == week.bubble.id:
            continue
        for theirs in _week(db, other, viewer.person_id).spans:
            found += [(_common(mine, theirs), other) for mine in week.spans if _meet(mine, theirs)]
    return sorted(found, key=lambda pair: (names.folded(pair[1].name), pair[0][:3]))


def read(sent: str) -> TypedWeek:
    """Return the week that a form sent, as JSON.

    Raises:
        WeekUnreadable.
    """
    try:
        return _SENT.validate_json(sent)
    except ValidationError:
        raise WeekUnreadable from None


def save(db: Session, *, by: Viewer, bubble_ref: str, typed: TypedWeek, now: datetime) -> Week:
    """Give the viewer these hours in a bubble, instead of all those they had there.

    Raises:
        NotFound, NotAllowed, TooManySpans, SpanEmpty, SpansOverlap, DatesReversed, TimeMalformed, DayMalformed,
        NoSuchDay, TextTooLong, SeveralRefused, Stale.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.AGENDA_KEEP)
    wanted = parse(typed.spans)
    appointments.hold(db, [by.person_id])  # two tabs that save at once do so one after the other
    kept = _week(db, bubble, by.person_id)
    if wanted == kept.spans:
        return kept
    if kept.version != typed.version:
        raise Stale(theirs={"week": kept.version})
    mine = (col(Hours.person_id) == by.person_id, col(Hours.bubble_id) == bubble.id)
    db.execute(sa.delete(Hours).where(*mine))
    db.add_all(
        Hours(person_id=by.person_id, bubble_id=id_of(bubble), created_at=now, **span._asdict()) for span in wanted
    )
    audit.record(
        db, audit.Action.HOURS_UPDATED, by=by, object_ref=bubble.ref, now=now, bubble=bubble.ref, spans=len(wanted)
    )
    agendas.touch(db, [by.person_id])
    return Week(bubble, wanted, _version(wanted))


def parse(typed: Sequence[TypedSpan]) -> tuple[WeekSpan, ...]:
    """Return what was typed, in the order of the week; all that is to mend is told at once.

    Raises:
        As `save`, but for rights and Stale.
    """
    if len(typed) > AT_MOST:
        raise TooManySpans
    spans = edits.read({one.key: partial(_span, one) for one in typed})
    _refuse_overlaps(spans)
    return tuple(sorted(spans.values(), key=_order))


def _span(typed: TypedSpan) -> WeekSpan:
    """Read one span; of several faults, the first is told: it is one line of the form."""

    def field(name: str) -> str:
        return f"span-{typed.key}-{name}"

    starts = wall_clock.parse_minute(typed.starts, field=field("starts"))
    ends = wall_clock.parse_minute(typed.ends, field=field("ends"), to_midnight=True)
    if ends == 0:
        ends = wall_clock.DAY  # « 00:00 » as an end is the midnight to come
    if ends <= starts:
        raise SpanEmpty(field=field("ends"))
    place = " ".join(texts.parse(typed.place, field=field("place"), at_most=PLACE_AT_MOST).split())
    since = wall_clock.parse_day(typed.since, field=field("since")) if typed.since.strip() else None
    until = wall_clock.parse_day(typed.until, field=field("until")) if typed.until.strip() else None
    if since and until and until < since:
        raise DatesReversed(field=field("until"))
    return WeekSpan(typed.weekday, starts, ends, place, since, until)


def _refuse_overlaps(spans: dict[str, WeekSpan]) -> None:
    in_order = sorted(spans.items(), key=lambda pair: _order(pair[1]))
    faults: list[Refused] = []
    for place, (key, span) in enumerate(in_order):
        if met := next((one for _, one in in_order[:place] if _meet(one, span)), None):
            faults.append(SpansOverlap(field=f"span-{key}-starts", starts=met.starts, ends=met.ends))
    if len(faults) > 1:
        raise edits.SeveralRefused(faults)
    if faults:
        raise faults[0]


def _meet(one: WeekSpan, other: WeekSpan) -> bool:
    return (
        one.weekday == other.weekday
        and one.starts < other.ends
        and other.starts < one.ends
        and (one.since or date.min) <= (other.until or date.max)
        and (other.since or date.min) <= (one.until or date.max)
    )


def _common(one: WeekSpan, other: WeekSpan) -> WeekSpan:
    return WeekSpan(one.weekday, max(one.starts, other.starts), min(one.ends, other.ends))


def _week(db: Session, bubble: Bubble, person_id: int) -> Week:
    rows = db.exec(select(Hours).where(Hours.person_id == person_id, Hours.bubble_id == bubble.id))
    spans = (WeekSpan(one.weekday, one.starts, one.ends, one.place, one.since, one.until) for one in rows)
    in_order = tuple(sorted(spans, key=_order))
    return Week(bubble, in_order, _version(in_order))


def _order(span: WeekSpan) -> tuple[object, ...]:
    return (*span[:3], span.place, span.since or date.min, span.until or date.max)


def _version(spans: Iterable[WeekSpan]) -> str:
    written = json.dumps([[str(value) for value in span] for span in spans], separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:16]
