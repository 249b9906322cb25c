"""Proving again who one is, in the middle of a session, before anything dangerous: good for five minutes.

credential → (the password is checked in a thread) → confirm | refuse
"""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from mycharlotte.domain import audit, limits, sessions
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

LIFE = timedelta(minutes=5)


class ProofNeeded(Refused):
    """More than five minutes since the person proved who they are."""


class WrongPassword(Refused):
    """Not the current password of the account."""

    field = "password"
    keeps_what_was_stored = True


def is_fresh(viewer: Viewer, now: datetime) -> bool:
    """Tell whether the viewer proved who they are less than five minutes ago."""
    return not viewer.by_previous_token and now < viewer.proved_at + LIFE


def require(viewer: Viewer, now: datetime) -> None:
    """Refuse whoever has not proved lately who they are.

    Raises:
        ProofNeeded.
    """
    if not is_fresh(viewer, now):
        raise ProofNeeded


def credential(db: Session, *, by: Viewer) -> str:
    """Spend a try and return the hash that the viewer's password must match.

    Raises:
        TooManyTries: after ten proofs in five minutes.
    """
    limits.spend(Limit.PROOF_BY_PERSON, by.ref)
    return db.exec(select(Person.password_hash).where(Person.id == by.person_id)).one()


def refuse(db: Session, *, by: Viewer, origin: Origin, field: str = "password", now: datetime) -> None:
    """Remember a wrong password, and refuse.

    Raises:
        WrongPassword: beside `field`.
    """
    remember_refusal(db, by=by, origin=origin, method="password", now=now)
    raise WrongPassword(field=field)


def remember_refusal(db: Session, *, by: Viewer, origin: Origin, method: str, now: datetime) -> None:
    """Write that a proof was wrong."""
    audit.record(
        db,
        audit.Action.CONFIRMATION_REFUSED,
        by=by,
        object_ref=by.ref,
        outcome=audit.Outcome.REFUSED,
        now=now,
        origin=origin,
        method=method,
    )


def confirm(db: Session, *, by: Viewer, origin: Origin, method: str = "password", now: datetime) -> str:
    """Remember that the viewer proved who they are, and return the session's new token."""
    audit.record(db, audit.Action.CONFIRMED, by=by, object_ref=by.session_ref, now=now, method=method, origin=origin)
    return sessions.renew(db, by=by, now=now)
