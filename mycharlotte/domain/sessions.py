"""Sessions: started after both steps, looked up at every event, renewed at each new proof, ended for good.

Idle for 30 minutes or 12 hours old, a session is over (NIST SP 800-63B-4, AAL2). Only what a person does prolongs it:
an open connection does not.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import col

from mycharlotte.domain import audit, tokens
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import SignedOut
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import Session
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Membership
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Standing, Viewer

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)
# How long a renewed session still opens with its previous token: the time its other tabs take to follow.
PREVIOUS_LIFE = timedelta(seconds=5)

# Asked at nearly every event: written once, and columns rather than whole objects, which take three times as long.
_FOUND = sa.select(
    col(Session.id).label("session_id"),
    col(Session.ref).label("session_ref"),
    col(Session.last_seen_at),
    col(Session.expires_at),
    col(Session.ended_at),
    col(Session.proved_at),
    col(Person.id).label("person_id"),
    col(Person.ref),
    col(Person.first_name),
    col(Person.last_name),
    col(Person.email),
    col(Person.language),
    col(Person.timezone),
    col(Person.picture_ref),
    col(Person.is_platform_admin),
    col(Person.suspended_at),
).join(Person, col(Person.id) == col(Session.person_id))
_BY_TOKEN = _FOUND.where(col(Session.token_hash) == sa.bindparam("token_hash"))
_BY_PREVIOUS_TOKEN = _FOUND.where(
    col(Session.previous_hash) == sa.bindparam("token_hash"), col(Session.previous_until) > sa.bindparam("now")
)
_PLACES = sa.select(col(Membership.bubble_id), col(Membership.role), col(Membership.is_admin)).where(
    col(Membership.person_id) == sa.bindparam("person_id"), col(Membership.ended_at).is_(None)
)


def start(db: Db, *, person: Person, origin: Origin, method: str = "", now: datetime) -> str:
    """Open a session and return its token: the only time it exists in clear. `method` is the second step taken."""
    token = tokens.new()
    session = Session(
        token_hash=tokens.digest(token),
        person_id=id_of(person),
        device=origin.device[:200],
        address_block=origin.address_block,
        method=method,
        proved_at=now,
        created_at=now,
        last_seen_at=now,
        expires_at=now + ABSOLUTE,
    )
    db.add(session)
    audit.record(
        db,
        audit.Action.SIGNED_IN,
        actor_ref=person.ref,
        object_ref=session.ref,
        now=now,
        method=method,
        origin=origin,
    )
    announce(db, Topic.SECURITY, person.ref)
    return token


def resume(db: Db, *, token: str, now: datetime) -> Viewer | None:
    """Return who a token stands for, or None when the session is unknown or over, or its owner suspended."""
    name = {"token_hash": tokens.digest(token)}
    present = db.execute(_BY_TOKEN, name).first()
    found = present or db.execute(_BY_PREVIOUS_TOKEN, {**name, "now": now}).first()
    if found is None or found.ended_at or found.suspended_at or not is_alive(found, now):
        return None
    return Viewer(
        person_id=found.person_id,
        ref=found.ref,
        session_id=found.session_id,
        session_ref=found.session_ref,
        first_name=found.first_name,
        last_name=found.last_name,
        email=found.email,
        language=found.language,
        timezone=found.timezone,
        picture_ref=found.picture_ref or "",
        is_platform_admin=found.is_platform_admin,
        standings=tuple(Standing(*place) for place in db.execute(_PLACES, {"person_id": found.person_id})),
        last_seen_at=found.last_seen_at,
        proved_at=found.proved_at,
        expires_at=found.expires_at,
        by_previous_token=present is None,
    )


def is_alive(session: Session | Viewer | sa.Row[Any], now: datetime) -> bool:
    """Tell whether neither clock has run out."""
    return now < session.expires_at and now < session.last_seen_at + IDLE


def touch(db: Db, *, session_id: int, now: datetime) -> None:
    """Note that the person did something; a session that is over stays over."""
    db.exec(
        sa.update(Session)
        .where(col(Session.id) == session_id, col(Session.last_seen_at) < now, *are_open(now))
        .values(last_seen_at=now)
    )


def renew(db: Db, *, by: Viewer, now: datetime) -> str:
    """Note that the viewer proved again who they are, and return the session's new token (ASVS 5.0, 7.2.4).

    The other tabs are told to come back with the new cookie; until they do, the previous token opens a little longer.

    Raises:
        SignedOut: the session ended meanwhile (a password takes time to hash); nothing is then done.
    """
    token = tokens.new()
    renewed = db.execute(
        sa.update(Session)
        .where(col(Session.id) == by.session_id, *are_open(now))
        .values(
            previous_hash=Session.token_hash,
            previous_until=now + PREVIOUS_LIFE,
            token_hash=tokens.digest(token),
            proved_at=now,
            last_seen_at=now,
            challenge=b"",
        )
        .returning(col(Session.id))
    ).first()
    if renewed is None:
        raise SignedOut
    announce(db, Topic.SESSION_RENEWED, by.session_ref)
    return token


def require_open(db: Db, *, by: Viewer, now: datetime) -> None:
    """Refuse whoever was signed out since they asked; those who end one another's sessions wait for one another.

    Raises:
        SignedOut.
    """
    db.execute(sa.select(col(Person.id)).where(col(Person.id) == by.person_id).with_for_update())
    if db.execute(sa.select(col(Session.id)).where(col(Session.id) == by.session_id, *are_open(now))).first() is None:
        raise SignedOut


def end(db: Db, *, by: Viewer, now: datetime) -> None:
    """End the viewer's session; its tabs are told once this is committed."""
    _end(db, [by.session_ref], now)
    audit.record(db, audit.Action.SIGNED_OUT, by=by, object_ref=by.session_ref, now=now)
    announce(db, Topic.SECURITY, by.ref)


def end_all(db: Db, *, person_id: int, only: str = "", but: str = "", now: datetime) -> int:
    """End the open sessions of a person, or `only` the one of that reference, or all `but` it; return how many."""
    mine = col(Session.person_id) == person_id
    which = (col(Session.ref) == only if only else sa.true(), col(Session.ref) != but)
    found = db.execute(sa.select(col(Session.ref)).where(mine, *which, *are_open(now)))
    return _end(db, list(found.scalars()), now)


def are_open(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """What is true of the rows of sessions that neither ended nor ran out."""
    return col(Session.ended_at).is_(None), col(Session.expires_at) > now, col(Session.last_seen_at) > now - IDLE


def _end(db: Db, refs: list[str], now: datetime) -> int:
    db.exec(sa.update(Session).where(col(Session.ref).in_(refs), col(Session.ended_at).is_(None)).values(ended_at=now))
    for ref in refs:
        announce(db, Topic.SESSION_ENDED, ref)
    return len(refs)
