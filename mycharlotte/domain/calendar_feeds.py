"""What an agenda's link tells to the applications that read it: RFC 5545, in UTC, one event for each appointment.

    KNOCK, opened (every time: one row) → write (when something changed) → note_read (once a minute at most)

A link shows what its owner sees of their appointments, and no more than its level of detail says. Neither a note, nor a
reason, nor an outcome is ever in it. Whoever is no longer in a bubble reads nothing of it any more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from mycharlotte.domain import calendar_links, calendar_text, limits, memberships, names
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.calendar_text import instant, text
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.limits import Limit
from mycharlotte.models.appointments import CANCELLED, Appointment
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.calendars import Agenda, CalendarLink, Detail
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person

PAST = timedelta(days=31)
FUTURE = timedelta(days=731)
CANCELLED_FOR = timedelta(days=30)
AT_MOST = 20_000
REFRESH = "PT15M"
NOTE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Feed:
    """What a link opens. `stamp` is another one as soon as the text may be; `roles` are one's places, by bubble."""

    link_id: int
    person_id: int
    person_ref: str
    language: str
    bubble_id: int | None
    detail: Detail
    roles: tuple[tuple[int, str], ...]
    stamp: tuple[object, ...]


@dataclass(frozen=True)
class Words:
    """What a feed says, in the language of whoever made the link; `see` is followed by an address."""

    appointment: str
    cancelled: str
    see: str


@dataclass(frozen=True)
class Site:
    """Where events come from (`host`), and what the reference of an appointment is written after, for each side."""

    host: str
    companion_page: str
    patient_page: str


def opened(row: Sequence[Any] | None) -> Feed:
    """Return what a secret opens, from the row that answered `KNOCK`.

    Nobody is told why one opens nothing: unknown, replaced, revoked, its owner suspended or gone from the bubble.

    Raises:
        NotFound: count it with `guessed`.
        TooManyTries: the link is read too often.
    """
    if row is None or (row[3] and row[3] not in dict(_roles(row[8]))):
        raise NotFound
    link_id, ref, person_id, bubble_id, detail, person_ref, language, version, places = row
    limits.spend(Limit.CALENDAR_READ_BY_LINK, ref)
    roles = tuple(sorted(_roles(places)))
    stamp = (detail, language, version, roles)
    return Feed(link_id, person_id, person_ref, language, bubble_id, Detail(detail), roles, stamp)


def guessed(*, block: str) -> None:
    """Count a secret that opened nothing, by the block of addresses it came from.

    Only those that are wrong are ever refused: an application that goes on reading a dead link never shuts out its
    neighbours, whose servers are often the same.

    Raises:
        TooManyTries.
    """
    limits.spend(Limit.CALENDAR_GUESS_BY_BLOCK, block)


def write(db: Session, *, feed: Feed, words: Words, site: Site, now: datetime) -> bytes:
    """Write the calendar of a link. The same rows give the same bytes, whoever writes them."""
    written = _head(db, feed) + [
        calendar_text.lines(_event(row, feed, words, site)) for row in db.execute(_appointments(feed, now))
    ]
    return "".join([*written, "END:VCALENDAR\r\n"]).encode()


def note_read(db: Session, *, feed: Feed, by: str, now: datetime) -> None:
    """Remember that a link was read, and by which application; once a minute at most, whoever else reads it."""
    link = db.exec(select(CalendarLink).where(CalendarLink.id == feed.link_id).with_for_update()).one()
    if link.last_read_at and now - link.last_read_at < NOTE_EVERY:
        return
    if link.last_read_at is None:  # its owner, who waits in front of the page, sees that it works
        announce(db, Topic.AGENDA, feed.person_ref)
    link.last_read_at, link.last_read_by = now, by[:80]
    db.add(link)


_PLACE = sa.cast(col(Membership.bubble_id), sa.String) + ":" + col(Membership.role)
_PLACES = (
    sa.select(sa.func.aggregate_strings(_PLACE, ","))
    .where(col(Membership.person_id) == col(CalendarLink.person_id), *memberships.are_current())
    .scalar_subquery()
)
# One row by its index, asked for at every read (`db.glance`): numbers and texts alone.
KNOCK = (
    sa.select(
        col(CalendarLink.id),
        col(CalendarLink.ref),
        col(CalendarLink.person_id),
        col(CalendarLink.bubble_id),
        col(CalendarLink.detail),
        col(Person.ref).label("person_ref"),
        col(Person.language),
        col(Agenda.version),
        _PLACES.label("places"),
    )
    .join(Person, col(Person.id) == col(CalendarLink.person_id))
    .outerjoin(Agenda, col(Agenda.person_id) == col(CalendarLink.person_id))
    .where(
        col(CalendarLink.secret_hash) == sa.bindparam("hash", b""),
        *calendar_links.are_live(),
        col(Person.suspended_at).is_(None),
    )
)


def _roles(places: str | None) -> Iterable[tuple[int, str]]:
    pairs = (place.split(":") for place in (places or "").split(",") if place)
    return ((int(bubble_id), role) for bubble_id, role in pairs)


def _appointments(feed: Feed, now: datetime) -> sa.Select[*tuple[Any, ...]]:
    """The appointments of a link, the first to come first: as companion while one is, as patient while one is there."""
    companion, patient = aliased(Person), aliased(Person)
    kept = [(bubble_id, role) for bubble_id, role in feed.roles if feed.bubble_id in {None, bubble_id}]
    receives = [bubble_id for bubble_id, role in kept if role == Role.COMPANION]
    during = col(Appointment.starts_at).between(now - PAST, now + FUTURE)
    return (
        sa.select(
            col(Appointment.ref),
            col(Appointment.companion_id),
            col(Appointment.starts_at),
            col(Appointment.ends_at),
            col(Appointment.place),
            col(Appointment.state),
            col(Appointment.sequence),
            col(Appointment.updated_at),
            col(ConsultationType.name).label("type"),
            col(companion.first_name).label("companion_first"),
            col(companion.last_name).label("companion_last"),
            col(patient.first_name).label("patient_first"),
            col(patient.last_name).label("patient_last"),
        )
        .join(ConsultationType, col(ConsultationType.id) == col(Appointment.type_id))
        .join(companion, col(companion.id) == col(Appointment.companion_id))
        .join(patient, col(patient.id) == col(Appointment.patient_id))
        .where(
            sa.or_(
                sa.and_(
                    col(Appointment.companion_id) == feed.person_id, during, col(Appointment.bubble_id).in_(receives)
                ),
                sa.and_(
                    col(Appointment.patient_id) == feed.person_id,
                    during,
                    col(Appointment.bubble_id).in_([bubble_id for bubble_id, _ in kept]),
                ),
            ),
            sa.or_(col(Appointment.state).not_in(CANCELLED), col(Appointment.cancelled_at) >= now - CANCELLED_FOR),
        )
        .order_by(col(Appointment.starts_at), col(Appointment.id))
        .limit(AT_MOST)
    )


def _head(db: Session, feed: Feed) -> list[str]:
    """What comes before the events. No UID of the whole: readers that split it would see one ever new event."""
    name = "myCharlotte"
    if feed.bubble_id and feed.detail == Detail.FULL:  # the name of a bubble may tell of an illness
        name += f" · {db.execute(sa.select(col(Bubble.name)).where(col(Bubble.id) == feed.bubble_id)).scalar_one()}"
    return [
        calendar_text.lines(
            (
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//myCharlotte//Agenda//FR",
                "CALSCALE:GREGORIAN",
                f"NAME:{text(name)}",
                f"X-WR-CALNAME:{text(name)}",
                f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
                f"X-PUBLISHED-TTL:{REFRESH}",
            )
        )
    ]


def _event(row: sa.Row[Any], feed: Feed, words: Words, site: Site) -> list[str]:
    is_mine = row.companion_id == feed.person_id
    is_cancelled = row.state in CANCELLED
    link = (site.companion_page if is_mine else site.patient_page) + row.ref
    place = [f"LOCATION:{text(row.place)}"] if row.place and feed.detail == Detail.FULL else []
    return [
        "BEGIN:VEVENT",
        f"UID:{row.ref}@{site.host}",
        f"DTSTAMP:{instant(row.updated_at)}",
        f"SEQUENCE:{row.sequence}",
        f"DTSTART:{instant(row.starts_at)}",
        f"DTEND:{instant(row.ends_at)}",
        f"SUMMARY:{text(_summary(row, feed.detail, words, is_mine=is_mine, is_cancelled=is_cancelled))}",
        "STATUS:CANCELLED" if is_cancelled else "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT" if is_cancelled else "TRANSP:OPAQUE",
        "CLASS:PRIVATE",
        *place,
        f"DESCRIPTION:{text(f'{words.see} {link}')}",
        f"URL:{link}",
        "END:VEVENT",
    ]


def _summary(row: sa.Row[Any], detail: Detail, words: Words, *, is_mine: bool, is_cancelled: bool) -> str:
    """What calendars show: « Rendez-vous », « Rendez-vous · P. G. » or « Paul Girard · Suivi », of the other side."""
    names_of_other = (row.patient_first, row.patient_last) if is_mine else (row.companion_first, row.companion_last)
    match detail:
        case Detail.FULL:
            said = [" ".join(filter(None, names_of_other)) or words.appointment, row.type]
        case Detail.INITIALS:
            said = [words.appointment, " ".join(f"{letter}." for letter in names.initials(*names_of_other))]
        case _:
            said = [words.appointment]
    return " · ".join(filter(None, [words.cancelled if is_cancelled else "", *said]))
