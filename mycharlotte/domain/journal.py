"""The journal of one's account: what the audit log remembers of its security, newest first.

An event belongs to whoever did it and to whoever's account it was done to. Of somebody else it shows a name, never
where they were. What is no matter of the security of an account is left out: the profile, the language, bubbles.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from mycharlotte.domain import audit, limits, permissions
from mycharlotte.domain.audit import Action, Outcome
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer


class Kind(StrEnum):
    """What an event is about."""

    SIGN_IN = "sign-in"
    PASSWORD = "password"  # noqa: S105  (a name)
    METHODS = "methods"
    DEVICES = "devices"
    ACCOUNT = "account"


class Choice(StrEnum):
    """Which events to read: all, those of one kind, or what was refused."""

    ALL = ""
    SIGN_IN = Kind.SIGN_IN
    PASSWORD = Kind.PASSWORD
    METHODS = Kind.METHODS
    DEVICES = Kind.DEVICES
    ACCOUNT = Kind.ACCOUNT
    REFUSED = "refused"


class Period(StrEnum):
    """How far back to read."""

    ALL = ""
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


KINDS: dict[Action, Kind] = {
    Action.PERSON_CREATED: Kind.ACCOUNT,
    Action.SIGN_IN_REFUSED: Kind.SIGN_IN,
    Action.SIGN_IN_BEGUN: Kind.SIGN_IN,
    Action.CODE_SENT: Kind.SIGN_IN,
    Action.CODE_REFUSED: Kind.SIGN_IN,
    Action.SIGNED_IN: Kind.SIGN_IN,
    Action.SIGNED_OUT: Kind.SIGN_IN,
    Action.CONFIRMED: Kind.SIGN_IN,
    Action.CONFIRMATION_REFUSED: Kind.SIGN_IN,
    Action.PASSWORD_CHANGED: Kind.PASSWORD,
    Action.PASSWORD_RESET_ASKED: Kind.PASSWORD,
    Action.PASSWORD_RESET: Kind.PASSWORD,
    Action.BACKUP_CODES_GENERATED: Kind.METHODS,
    Action.BACKUP_CODES_PROVED: Kind.METHODS,
    Action.BACKUP_CODE_USED: Kind.METHODS,
    Action.APP_ADDED: Kind.METHODS,
    Action.APP_REMOVED: Kind.METHODS,
    Action.PASSKEY_ADDED: Kind.METHODS,
    Action.PASSKEY_RENAMED: Kind.METHODS,
    Action.PASSKEY_REMOVED: Kind.METHODS,
    Action.RESCUE_ISSUED: Kind.METHODS,
    Action.RESCUE_USED: Kind.METHODS,
    Action.SESSION_REVOKED: Kind.DEVICES,
    Action.DEVICE_TRUSTED: Kind.DEVICES,
    Action.DEVICE_DISTRUSTED: Kind.DEVICES,
    Action.JOURNAL_DOWNLOADED: Kind.ACCOUNT,
    Action.CALENDAR_LINK_MADE: Kind.ACCOUNT,
    Action.CALENDAR_LINK_RENEWED: Kind.ACCOUNT,
    Action.CALENDAR_LINK_UPDATED: Kind.ACCOUNT,
    Action.CALENDAR_LINK_REVOKED: Kind.ACCOUNT,
}
_BACK = {Period.WEEK: timedelta(days=7), Period.MONTH: timedelta(days=30), Period.YEAR: timedelta(days=365)}

_ENTRIES = sa.select(
    col(AuditEntry.seq),
    col(AuditEntry.at),
    col(AuditEntry.actor_ref),
    col(AuditEntry.action),
    col(AuditEntry.object_ref),
    col(AuditEntry.outcome),
    col(AuditEntry.details),
)


@dataclass(frozen=True)
class Event:
    """One thing that happened to an account, ready to be put in words.

    `by` is the name of somebody else who did it, `to` that of somebody else whom it was done to; `method`, `name` and
    `count` are empty where they make no sense. `method` is None when nobody wrote which it was.
    """

    at: datetime
    action: Action
    kind: Kind
    is_refused: bool = False
    is_by_another: bool = False
    by: str = ""
    to: str = ""
    device: str = ""
    network: str = ""
    method: str | None = None
    name: str = ""
    count: int = 0


@dataclass(frozen=True)
class Page:
    """Some events. What follows is read `before` that place; nothing follows 0."""

    events: tuple[Event, ...]
    before: int = 0


def read(
    db: Session,
    *,
    viewer: Viewer,
    choice: str = Choice.ALL,
    period: str = Period.ALL,
    before: int = 0,
    at_most: int,
    now: datetime,
) -> Page:
    """Read the viewer's own journal, newest first; `before` is the place where the previous page ended.

    Raises:
        NotFound: for a choice or a period that is not offered.
    """
    permissions.require(viewer, Permission.OWN_PROFILE_READ)
    wanted = [*_chosen(choice), *_since(period, now)]
    if before:
        wanted.append(col(AuditEntry.seq) < before)
    did = _newest(col(AuditEntry.actor_ref) == viewer.ref, *wanted, at_most=at_most)
    underwent = _newest(
        col(AuditEntry.object_ref) == viewer.ref, col(AuditEntry.actor_ref) != viewer.ref, *wanted, at_most=at_most
    )
    # Each half follows its own index and stops; « one or the other » would read and sort the whole life of an account.
    both = sa.union_all(did.select(), underwent.select())
    rows = db.execute(both.order_by(sa.desc("seq")).limit(at_most + 1)).all()
    shown, more = rows[:at_most], len(rows) > at_most
    names = _names(db, shown, viewer)
    return Page(tuple(_event(row, viewer, names) for row in shown), shown[-1].seq if more else 0)


def download(db: Session, *, by: Viewer, origin: Origin, now: datetime) -> None:
    """Remember that the viewer takes their journal away.

    Raises:
        TooManyTries: after thirty downloads in an hour.
    """
    permissions.require(by, Permission.OWN_PROFILE_READ)
    limits.spend(Limit.JOURNAL_BY_PERSON, by.ref)
    audit.record(db, Action.JOURNAL_DOWNLOADED, by=by, object_ref=by.ref, origin=origin, now=now)


def _chosen(choice: str) -> Iterable[sa.ColumnElement[bool]]:
    if choice not in set(Choice):
        raise NotFound
    yield col(AuditEntry.action).in_(
        [action for action, kind in KINDS.items() if choice in {Choice.ALL, Choice.REFUSED, kind}]
    )
    if choice == Choice.REFUSED:
        yield col(AuditEntry.outcome) == Outcome.REFUSED


def _since(period: str, now: datetime) -> Iterable[sa.ColumnElement[bool]]:
    if period not in set(Period):
        raise NotFound
    if period != Period.ALL:
        yield col(AuditEntry.at) >= now - _BACK[Period(period)]


def _newest(*wanted: sa.ColumnElement[bool], at_most: int) -> sa.Subquery:
    return _ENTRIES.where(*wanted).order_by(col(AuditEntry.seq).desc()).limit(at_most + 1).subquery()


def _names(db: Session, rows: Iterable[sa.Row[Any]], viewer: Viewer) -> dict[str, str]:
    """The names of the other people concerned, by reference."""
    others = {
        ref
        for row in rows
        if row.action == Action.RESCUE_ISSUED
        for ref in (row.actor_ref, row.object_ref)
        if ref != viewer.ref
    }
    if not others:
        return {}
    found = db.execute(
        sa.select(col(Person.ref), col(Person.first_name), col(Person.last_name)).where(col(Person.ref).in_(others))
    )
    return {ref: f"{first_name} {last_name}".strip() for ref, first_name, last_name in found}


def _event(row: sa.Row[Any], viewer: Viewer, names: Mapping[str, str]) -> Event:
    told = json.loads(row.details)
    action = Action(row.action)
    is_by_another = row.actor_ref not in {"", viewer.ref}
    return Event(
        at=row.at,
        action=action,
        kind=KINDS[action],
        is_refused=row.outcome == Outcome.REFUSED,
        is_by_another=is_by_another,
        by=names.get(row.actor_ref, ""),
        to=names.get(row.object_ref, ""),
        device="" if is_by_another else told.get("device", ""),
        network="" if is_by_another else told.get("network", ""),
        method=told.get("method"),
        name=told.get("name", ""),
        count=told.get("count", 0),
    )
