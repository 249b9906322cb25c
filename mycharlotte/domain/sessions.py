"""Sessions: started after both steps, looked up at every event, ended for good.

Idle for 30 minutes or 12 hours old, a session is over (NIST SP 800-63B-4, AAL2). Only what a person does prolongs it:
an open connection does not.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import col, select

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
    found = db.exec(
        select(Session, Person)
        .join(Person, col(Person.id) == col(Session.person_id))
        .where(Session.token_hash == tokens.digest(token))
    ).first()
    if found is None:
        return None
    session, person = found
    if session.ended_at or person.suspended_at or not is_alive(session, now):
        return None
    places = db.exec(
        sa.select(Membership.bubble_id, Membership.role, Membership.is_admin).where(  # type: ignore[call-overload]
            col(Membership.person_id) == person.id
        )
    )
    return Viewer(
        person_id=id_of(person),
        ref=person.ref,
        session_id=id_of(session),
        session_ref=session.ref,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        language=person.language,
        timezone=person.timezone,
        picture_ref=person.picture_ref or "",
        is_platform_admin=person.is_platform_admin,
        standings=tuple(Standing(*place) for place in places),
        last_seen_at=session.last_seen_at,
        expires_at=session.expires_at,
    )


def is_alive(session: Session | Viewer, now: datetime) -> bool:
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
