"""Signing in: a password, then a second step (seed R29–R32, R42).

    credential → (the password is checked in a thread) → begin | refuse → second_step… → let_in

An unknown address and a wrong password take the same path, the same time and the same words.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mycharlotte.domain import audit, devices, limits, mailed_codes, methods, security, sessions, tokens
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import Method, SignInAttempt
from mycharlotte.models.base import id_of
from mycharlotte.models.people import Person

ATTEMPT_LIFE = timedelta(minutes=20)


class WrongCredentials(Refused):
    """The address or the password is wrong; which one is nobody's business."""

    field = "email"


class AttemptOver(Refused):
    """No password was given lately in this browser: start again."""


@dataclass(frozen=True)
class Credential:
    """What a password is compared with. Empty for an unknown address: comparing takes as long."""

    person_id: int = 0
    password_hash: str = ""


@dataclass(frozen=True)
class Entry:
    """Someone is in: the new session's token, the device's, and where they wanted to go."""

    session_token: str
    device_token: str
    next_path: str


def credential(db: Session, *, email: str, origin: Origin) -> Credential:
    """Spend a try and return what the password must match.

    Raises:
        TooManyTries: for this account, this block of addresses or the whole site.
    """
    person = db.exec(select(Person).where(Person.email == email, col(Person.suspended_at).is_(None))).first()
    if person and devices.known(db, person=person, token=origin.device_token):
        limits.spend(Limit.PASSWORD_BY_KNOWN_DEVICE, str(person.id), origin.device_token)
    else:
        limits.spend(Limit.PASSWORD_BY_BLOCK, origin.address_block)
        limits.spend(Limit.PASSWORD_BY_ACCOUNT, email)
        limits.spend(Limit.PASSWORD_BY_SITE, "site")  # last: one block's refused tries must not use up everyone's
    return Credential(id_of(person), person.password_hash) if person else Credential()


def refuse(db: Session, *, found: Credential, origin: Origin, now: datetime) -> None:
    """Remember a wrong password. An unknown address writes the same row, about nobody."""
    person = db.get(Person, found.person_id) if found.person_id else None
    audit.record(
        db,
        audit.Action.SIGN_IN_REFUSED,
        object_ref=person.ref if person else "",
        outcome=audit.Outcome.REFUSED,
        now=now,
        origin=origin,
    )


def begin(db: Session, *, found: Credential, origin: Origin, next_path: str, now: datetime) -> str | Entry:
    """Open an attempt for someone whose password was right, and return its token.

    The code is mailed at once if that method comes first. A trusted device stands for the second step: there, the
    person is in.

    Raises:
        WrongCredentials: when the password was changed in between.
        TooManyTries: when too many codes were mailed already.
    """
    person = db.exec(select(Person).where(Person.id == found.person_id).with_for_update()).one()
    if person.password_hash != found.password_hash:
        raise WrongCredentials
    device = devices.known(db, person=person, token=origin.device_token)
    token = tokens.new()
    attempt = SignInAttempt(
        token_hash=tokens.digest(token),
        person_id=found.person_id,
        next_path=next_path[:500],
        method=methods.of(db, person=person, last=device.last_method if device else "", now=now)[0],
        created_at=now,
        expires_at=now + ATTEMPT_LIFE,
    )
    db.add(attempt)
    audit.record(db, audit.Action.SIGN_IN_BEGUN, actor_ref=person.ref, object_ref=attempt.ref, now=now, origin=origin)
    if devices.is_trusted(device, person=person, now=now):
        return let_in(db, attempt=attempt, person=person, origin=origin, method="", now=now)
    if attempt.method == Method.MAIL:
        mailed_codes.send(db, attempt=attempt, person=person, origin=origin, now=now)
    return token


def open_attempt(db: Session, *, token: str, now: datetime, lock: bool = True) -> tuple[SignInAttempt, Person]:
    """Return the attempt and its person, whose row is locked: simultaneous tries wait for one another.

    Raises:
        AttemptOver.
    """
    attempt = db.exec(select(SignInAttempt).where(SignInAttempt.token_hash == tokens.digest(token))).first()
    if attempt is None:
        raise AttemptOver
    query = select(Person).where(Person.id == attempt.person_id)
    person = db.exec(query.with_for_update() if lock else query).one()
    if lock:
        db.refresh(attempt)  # what it was before the lock may be old by now
    if attempt.finished_at or attempt.expires_at <= now or person.suspended_at:
        raise AttemptOver
    return attempt, person


def let_in(
    db: Session,
    *,
    attempt: SignInAttempt,
    person: Person,
    origin: Origin,
    method: str,
    is_to_be_trusted: bool = False,
    now: datetime,
) -> Entry:
    """Finish an attempt: one session for one second step. `method` is empty on a trusted device."""
    attempt.finished_at, attempt.code_mac, attempt.challenge = now, b"", b""
    db.add(attempt)
    security.end_links(db, person_id=id_of(person), now=now)  # whoever is in has no use for one
    device_token = devices.remember(
        db, person=person, origin=origin, method=method, is_to_be_trusted=is_to_be_trusted, now=now
    )
    session_token = sessions.start(db, person=person, origin=origin, method=method or "trusted", now=now)
    return Entry(session_token, device_token, attempt.next_path)
