"""Sessions: started after both steps, looked up at every event, ended for good.

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
from mycharlotte.models.access import Session
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Membership
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Standing, Viewer

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)

# Asked at nearly every event: written once, and columns rather than whole objects, which take three times as long.
_FOUND = (
    sa.select(
        col(Session.id).label("session_id"),
        col(Session.ref).label("session_ref"),
        col(Session.last_seen_at),
        col(Session.expires_at),
        col(Session.ended_at),
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
    )
    .join(Person, col(Person.id) == col(Session.person_id))
    .where(col(Session.token_hash) == sa.bindparam("token_hash"))
)
_PLACES = sa.select(col(Membership.bubble_id), col(Membership.role), col(Membership.is_admin)).where(
    col(Membership.person_id) == sa.bindparam("person_id")
)


def start(db: Db, *, person: Person, device: str, address_block: str, now: datetime) -> str:
    """Open a session and return its token: the only time it exists in clear."""
    token = tokens.new()
    session = Session(
        token_hash=tokens.digest(token),
        person_id=id_of(person),
        device=device[:200],
        address_block=address_block,
        created_at=now,
        last_seen_at=now,
        expires_at=now + ABSOLUTE,
    )
    db.add(session)
    audit.record(db, audit.Action.SIGNED_IN, actor_ref=person.ref, object_ref=session.ref, now=now)
    return token


def resume(db: Db, *, token: str, now: datetime) -> Viewer | None:
    """Return who a token stands for, or None when the session is unknown or over, or its owner suspended."""
    found = db.execute(_FOUND, {"token_hash": tokens.digest(token)}).first()
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
        expires_at=found.expires_at,
    )


def is_alive(session: Session | Viewer | sa.Row[Any], now: datetime) -> bool:
    """Tell whether neither clock has run out."""
    return now < session.expires_at and now < session.last_seen_at + IDLE


def touch(db: Db, *, session_id: int, now: datetime) -> None:
    """Note that the person did something; a session that is over stays over."""
    db.exec(
        sa.update(Session)
        .where(
            col(Session.id) == session_id,
            col(Session.ended_at).is_(None),
            col(Session.expires_at) > now,
            col(Session.last_seen_at) > now - IDLE,
            col(Session.last_seen_at) < now,
        )
        .values(last_seen_at=now)
    )


def end(db: Db, *, by: Viewer, now: datetime) -> None:
    """End the viewer's session; its tabs are told once this is committed."""
    db.exec(
        sa.update(Session).where(col(Session.id) == by.session_id, col(Session.ended_at).is_(None)).values(ended_at=now)
    )
    audit.record(db, audit.Action.SIGNED_OUT, by=by, object_ref=by.session_ref, now=now)
    announce(db, Topic.SESSION_ENDED, by.session_ref)
