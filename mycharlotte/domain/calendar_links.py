"""Links that other applications read an agenda by (seed R19, B5): one for each agenda, shown once.

    make → renew, choose… → revoke                    they are read in `calendar_feeds`

Whoever holds a link reads the agenda for ever, without any password: links are made, renewed and made to tell more only
by someone who just proved who they are. A new password leaves them alone, and the mail about it says so.
"""

import re
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import audit, confirmation, limits, memberships, names, security, tokens
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.audit import Action
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.security import Change
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.calendars import CalendarLink, Detail
from mycharlotte.views.calendar_links import AgendaChoice, CalendarLinks, CalendarLinkView
from mycharlotte.views.viewer import Viewer

REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,32}")
_MORE = list(Detail)  # each tells more than the one before


class AlreadyLinked(Refused):
    """That agenda has a link; another would be one more to watch over."""

    field = "agenda"


class DetailUnknown(Refused):
    """Not a level of detail that is offered."""

    field = "detail"


def show(db: Session, *, viewer: Viewer) -> CalendarLinks:
    """List the viewer's links, that of all their bubbles first, and the agendas that have none."""
    bubbles = {id_of(bubble): bubble for bubble in _bubbles(db, viewer)}
    found = db.exec(select(CalendarLink).where(CalendarLink.person_id == viewer.person_id, *are_live())).all()
    links = sorted(found, key=lambda link: list(bubbles).index(link.bubble_id) if link.bubble_id in bubbles else -1)
    linked = {link.bubble_id for link in links}
    # Of a single bubble, the agenda is the same as that of all.
    free = [bubble for key, bubble in bubbles.items() if key not in linked] if len(bubbles) > 1 else []
    every = [] if None in linked or not bubbles else [AgendaChoice()]
    return CalendarLinks(
        links=tuple(_view(link, bubbles) for link in links),
        agendas=(*every, *(AgendaChoice(bubble.ref, bubble.name) for bubble in free)),
        has_place=bool(bubbles),
    )


def make(db: Session, *, by: Viewer, bubble_ref: str, detail: str, origin: Origin, now: datetime) -> str:
    """Make a link to the viewer's agenda, of one of their bubbles or of all when none is named; return its secret.

    Raises:
        ProofNeeded, NotFound, DetailUnknown, AlreadyLinked, TooManyTries.
    """
    confirmation.require(by, now)
    told = parse(detail)
    bubble = _bubble(db, by, bubble_ref)
    person = security.lock(db, by.person_id)  # who presses twice is told the second time that there is one
    live_key = f"{by.ref}/{bubble.ref if bubble else ''}"
    if db.exec(select(CalendarLink.id).where(CalendarLink.live_key == live_key)).first():
        raise AlreadyLinked
    limits.spend(Limit.CALENDAR_LINK_BY_PERSON, by.ref)
    secret = tokens.new()
    link = CalendarLink(
        person_id=by.person_id,
        bubble_id=bubble.id if bubble else None,
        live_key=live_key,
        secret_hash=tokens.digest(secret),
        detail=told,
        created_at=now,
    )
    db.add(link)
    _remember(db, Action.CALENDAR_LINK_MADE, link, by=by, origin=origin, now=now)
    security.tell(db, Change.CALENDAR_LINK_MADE, person=person, origin=origin, now=now)
    return secret


def renew(db: Session, *, by: Viewer, link_ref: str, origin: Origin, now: datetime) -> str:
    """Give a link another secret, and return it: the address before is worth nothing from now on.

    Raises:
        ProofNeeded, NotFound, TooManyTries.
    """
    confirmation.require(by, now)
    person = security.lock(db, by.person_id)
    link = _find(db, by, link_ref)
    limits.spend(Limit.CALENDAR_LINK_BY_PERSON, by.ref)
    secret = tokens.new()
    link.secret_hash, link.created_at = tokens.digest(secret), now
    link.last_read_at, link.last_read_by = None, ""
    db.add(link)
    _remember(db, Action.CALENDAR_LINK_RENEWED, link, by=by, origin=origin, now=now)
    security.tell(db, Change.CALENDAR_LINK_RENEWED, person=person, origin=origin, now=now)
    return secret


def choose(db: Session, *, by: Viewer, link_ref: str, detail: str, origin: Origin, now: datetime) -> None:
    """Have a link tell more or less, at the same address. Chosen twice, it is chosen once.

    Raises:
        NotFound, DetailUnknown, ProofNeeded: it is to tell more than it does.
    """
    told = parse(detail)
    security.lock(db, by.person_id)
    link = _find(db, by, link_ref)
    if told == link.detail:
        return
    if _MORE.index(told) > _MORE.index(Detail(link.detail)):
        confirmation.require(by, now)
    link.detail = told
    db.add(link)
    _remember(db, Action.CALENDAR_LINK_UPDATED, link, by=by, origin=origin, now=now)


def revoke(db: Session, *, by: Viewer, link_ref: str, origin: Origin, now: datetime) -> None:
    """Make a link worth nothing.

    Raises:
        NotFound.
    """
    security.lock(db, by.person_id)
    link = _find(db, by, link_ref)
    link.live_key, link.revoked_at = None, now
    db.add(link)
    _remember(db, Action.CALENDAR_LINK_REVOKED, link, by=by, origin=origin, now=now)


def have_been_made(db: Session, *, person_id: int) -> bool:
    """Tell whether someone ever made a link."""
    return db.exec(select(CalendarLink.id).where(CalendarLink.person_id == person_id).limit(1)).first() is not None


def parse(detail: str) -> Detail:
    """Return a level of detail.

    Raises:
        DetailUnknown.
    """
    if detail not in set(Detail):
        raise DetailUnknown
    return Detail(detail)


def are_live() -> tuple[sa.ColumnElement[bool], ...]:
    """What is true of the links that can be read."""
    return (col(CalendarLink.revoked_at).is_(None),)


def _bubbles(db: Session, viewer: Viewer) -> list[Bubble]:
    """The viewer's bubbles, in the order of their names."""
    theirs = (Membership.person_id == viewer.person_id, *memberships.are_current())
    found = db.exec(select(Bubble).join(Membership, col(Membership.bubble_id) == col(Bubble.id)).where(*theirs))
    return sorted(found, key=lambda bubble: (names.folded(bubble.name), bubble.ref))


def _bubble(db: Session, by: Viewer, bubble_ref: str) -> Bubble | None:
    """A bubble of the viewer's; none for all of them, of which there must be one."""
    found = _bubbles(db, by)
    if not found:
        raise NotFound
    if not bubble_ref:
        return None
    if named := next((bubble for bubble in found if bubble.ref == bubble_ref), None):
        return named
    raise NotFound


def _find(db: Session, by: Viewer, link_ref: str) -> CalendarLink:
    if not REFERENCE.fullmatch(link_ref):
        raise NotFound
    mine = (CalendarLink.ref == link_ref, CalendarLink.person_id == by.person_id)
    if found := db.exec(select(CalendarLink).where(*mine, *are_live())).first():
        return found
    raise NotFound


def _remember(db: Session, action: Action, link: CalendarLink, *, by: Viewer, origin: Origin, now: datetime) -> None:
    audit.record(db, action, by=by, object_ref=link.ref, origin=origin, now=now, detail=link.detail)
    announce(db, Topic.AGENDA, by.ref)


def _view(link: CalendarLink, bubbles: dict[int, Bubble]) -> CalendarLinkView:
    bubble = bubbles.get(link.bubble_id or 0)
    return CalendarLinkView(
        ref=link.ref,
        bubble=bubble.name if bubble else "",
        detail=link.detail,
        made_at=link.created_at,
        read_at=link.last_read_at,
        read_by=link.last_read_by,
    )
