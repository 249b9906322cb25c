"""Where one's account is open: each session as its owner sees it, and ends it from another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import col, select

from mycharlotte.domain import audit, permissions, sessions
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.access import Session
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer


@dataclass(frozen=True)
class OpenSession:
    """Someone signed in: on which device, from which block of addresses, by which second step, since when.

    `method` is "trusted" when a trusted device stood for it. `seen_at`: when they last did something, to the minute.
    """

    ref: str
    device: str
    network: str
    method: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


class AlreadyOver(Refused):
    """That session is over, or it is not theirs to know that it is not."""


def show(db: Db, *, viewer: Viewer, now: datetime) -> tuple[OpenSession, ...]:
    """List the viewer's open sessions: the one they look through, then the others, the latest used first."""
    permissions.require(viewer, Permission.OWN_PROFILE_READ)
    is_this = col(Session.id) == viewer.session_id
    found = db.exec(
        select(Session)
        .where(col(Session.person_id) == viewer.person_id, *sessions.are_open(now))
        .order_by(is_this.desc(), col(Session.last_seen_at).desc(), col(Session.id).desc())
    )
    return tuple(
        OpenSession(
            ref=session.ref,
            device=session.device,
            network=session.address_block,
            method=session.method,
            started_at=session.created_at,
            seen_at=session.last_seen_at,
            is_this=session.id == viewer.session_id,
        )
        for session in found
    )


def revoke(db: Db, *, by: Viewer, session_ref: str, origin: Origin, now: datetime) -> None:
    """End another session of the viewer's.

    Raises:
        SignedOut: the viewer's own is over.
        AlreadyOver: it is over, it is the viewer's present one, or somebody else's.
    """
    permissions.require(by, Permission.OWN_PROFILE_EDIT)
    sessions.require_open(db, by=by, now=now)
    if not session_ref or not sessions.end_all(
        db, person_id=by.person_id, only=session_ref, but=by.session_ref, now=now
    ):
        raise AlreadyOver
    audit.record(db, audit.Action.SESSION_REVOKED, by=by, object_ref=session_ref, origin=origin, now=now)
    announce(db, Topic.SECURITY, by.ref)


def revoke_others(db: Db, *, by: Viewer, origin: Origin, now: datetime) -> int:
    """End every session of the viewer's but this one, and return how many there were.

    Raises:
        SignedOut: the viewer's own is over.
    """
    permissions.require(by, Permission.OWN_PROFILE_EDIT)
    sessions.require_open(db, by=by, now=now)
    ended = sessions.end_all(db, person_id=by.person_id, but=by.session_ref, now=now)
    if ended:
        audit.record(db, audit.Action.SESSION_REVOKED, by=by, object_ref=by.ref, origin=origin, now=now, count=ended)
        announce(db, Topic.SECURITY, by.ref)
    return ended


def over(db: Db, *, refs: Iterable[str], now: datetime) -> set[str]:
    """Tell which of these sessions are over, or belong to someone suspended since."""
    asked = set(refs)
    alive = db.execute(
        sa.select(col(Session.ref))
        .join(Person, col(Person.id) == col(Session.person_id))
        .where(col(Session.ref).in_(asked), col(Person.suspended_at).is_(None), *sessions.are_open(now))
    )
    return asked - set(alive.scalars())
