"""Signing in: a password, then a code sent by e-mail (seed R29–R32, decision D1).

    credential → (the password is checked in a thread) → begin | refuse → resend* → finish

An unknown address and a wrong password take the same path, the same time and the same words.
"""

import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mycharlotte.domain import addresses, audit, limits, outbox, sessions, tokens
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.models.access import KnownDevice, SignInAttempt
from mycharlotte.models.base import id_of
from mycharlotte.models.outbox import Delivery
from mycharlotte.models.people import Person
from mycharlotte.views.sign_in import SecondStepView

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
RESEND_AFTER = timedelta(seconds=30)
ATTEMPT_LIFE = timedelta(minutes=20)
DEVICE_LIFE = timedelta(days=365)
MAIL_SLOW_AFTER = timedelta(seconds=4)
PURPOSE = "mailed-code"


class WrongCredentials(Refused):
    """The address or the password is wrong; which one is nobody's business."""

    field = "email"


class AttemptOver(Refused):
    """No password was given lately in this browser: start again."""


class CodeRefused(Refused):
    """The code does not open the account. What was stored stays: a try is spent."""

    field = "code"
    keeps_what_was_stored = True


class CodeMalformed(CodeRefused):
    """Not six digits; no try is spent."""


class WrongCode(CodeRefused):
    """Another code, or one that a newer replaced; `left` tries remain."""


class CodeExpired(CodeRefused):
    """Older than ten minutes."""


class NoTriesLeft(CodeRefused):
    """Five wrong codes: this one is dead, another may be sent."""


class ResendTooSoon(Refused):
    """The last code left less than thirty seconds ago."""


@dataclass(frozen=True)
class Origin:
    """Where a request comes from: device in words, block of addresses, token of a known device if any."""

    device: str
    address_block: str
    device_token: str = ""


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
    if person and _is_known_device(db, person, origin.device_token):
        limits.spend(Limit.PASSWORD_BY_KNOWN_DEVICE, str(person.id), origin.device_token)
    else:
        limits.spend(Limit.PASSWORD_BY_BLOCK, origin.address_block)
        limits.spend(Limit.PASSWORD_BY_ACCOUNT, email)
    limits.spend(Limit.PASSWORD_BY_SITE, "site")  # last: one block's refused tries must not use up everyone's
    return Credential(id_of(person), person.password_hash) if person else Credential()


def refuse(db: Session, *, found: Credential, now: datetime) -> None:
    """Remember a wrong password. An unknown address writes the same row, about nobody."""
    person = db.get(Person, found.person_id) if found.person_id else None
    audit.record(
        db,
        audit.Action.SIGN_IN_REFUSED,
        object_ref=person.ref if person else "",
        outcome=audit.Outcome.REFUSED,
        now=now,
    )


def begin(db: Session, *, person_id: int, origin: Origin, next_path: str, now: datetime) -> str:
    """Open an attempt for someone whose password was right, mail them a code, and return the attempt's token.

    Raises:
        TooManyTries: when too many codes were mailed already.
    """
    person = db.exec(select(Person).where(Person.id == person_id).with_for_update()).one()
    token = tokens.new()
    attempt = SignInAttempt(
        token_hash=tokens.digest(token),
        person_id=person_id,
        next_path=next_path[:500],
        created_at=now,
        expires_at=now + ATTEMPT_LIFE,
    )
    db.add(attempt)
    audit.record(db, audit.Action.SIGN_IN_BEGUN, actor_ref=person.ref, object_ref=attempt.ref, now=now)
    _mail_code(db, attempt=attempt, person=person, origin=origin, now=now)
    return token


def resend(db: Session, *, token: str, origin: Origin, now: datetime) -> None:
    """Mail a new code, which kills the ones before.

    Raises:
        AttemptOver, ResendTooSoon, TooManyTries.
    """
    attempt, person = _open_attempt(db, token=token, now=now)
    if attempt.code_sent_at and now < attempt.code_sent_at + RESEND_AFTER:
        raise ResendTooSoon(seconds=_seconds_to_resend(attempt, now))
    _mail_code(db, attempt=attempt, person=person, origin=origin, now=now)


def show(db: Session, *, token: str, now: datetime) -> SecondStepView:
    """Show where an attempt stands; `is_open` is false when there is none."""
    try:
        attempt, person = _open_attempt(db, token=token, now=now, lock=False)
    except AttemptOver:
        return SecondStepView()
    delivery, waiting_since = outbox.state_of(db, attempt.mail_ref)
    return SecondStepView(
        is_open=True,
        masked_email=addresses.masked(person.email),
        seconds_to_resend=_seconds_to_resend(attempt, now),
        is_mail_slow=delivery is Delivery.FAILED
        or (delivery is Delivery.WAITING and now - waiting_since > MAIL_SLOW_AFTER),
    )


def finish(db: Session, *, token: str, code: str, origin: Origin, now: datetime) -> Entry:
    """Compare the code and let the person in: one session for one code, whatever arrives at once.

    Spaces and dashes in the code do not count.

    Raises:
        AttemptOver, CodeMalformed, WrongCode, CodeExpired, NoTriesLeft, TooManyTries.
    """
    digits = "".join(c for c in code if not (c.isspace() or c in "-–.\u200b"))
    attempt, person = _open_attempt(db, token=token, now=now)
    if not (digits.isascii() and digits.isdigit() and len(digits) == CODE_DIGITS):
        raise CodeMalformed
    limits.check(Limit.CODE_WRONG_BY_ACCOUNT, str(person.id))
    if attempt.code_tries >= CODE_TRIES:
        raise NoTriesLeft
    if attempt.code_expires_at is None or now >= attempt.code_expires_at:
        raise CodeExpired
    attempt.code_tries += 1
    if not tokens.same(attempt.code_mac, _code_mac(attempt, digits)):
        limits.spend(Limit.CODE_WRONG_BY_ACCOUNT, str(person.id))
        audit.record(
            db,
            audit.Action.CODE_REFUSED,
            object_ref=person.ref,
            outcome=audit.Outcome.REFUSED,
            now=now,
        )
        left = CODE_TRIES - attempt.code_tries
        raise WrongCode(left=left) if left else NoTriesLeft
    attempt.finished_at, attempt.code_mac = now, b""
    device_token = _remember_device(db, person=person, origin=origin, now=now)
    session_token = sessions.start(db, person=person, device=origin.device, address_block=origin.address_block, now=now)
    return Entry(session_token, device_token, attempt.next_path)


def _mail_code(db: Session, *, attempt: SignInAttempt, person: Person, origin: Origin, now: datetime) -> None:
    limits.spend(Limit.CODE_MAILED_BY_BLOCK, origin.address_block)
    limits.spend(Limit.CODE_MAILED_BY_ACCOUNT, str(person.id))
    db.flush()
    for before in db.exec(
        select(SignInAttempt).where(SignInAttempt.person_id == person.id, SignInAttempt.code_mac != b"")
    ):
        before.code_mac = b""
        db.add(before)
        outbox.withdraw(db, before.mail_ref)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    attempt.code_mac = _code_mac(attempt, code)
    attempt.code_sent_at, attempt.code_expires_at, attempt.code_tries = now, now + CODE_LIFE, 0
    mail = outbox.post(
        db,
        "sign_in_code",
        to=person,
        values={"code": code, "device": origin.device, "at": now.isoformat()},
        useless_after=attempt.code_expires_at,
        now=now,
    )
    attempt.mail_ref = mail.ref
    db.add(attempt)
    audit.record(db, audit.Action.CODE_SENT, actor_ref=person.ref, object_ref=attempt.ref, now=now)


def _open_attempt(db: Session, *, token: str, now: datetime, lock: bool = True) -> tuple[SignInAttempt, Person]:
    """Return the attempt and its person, whose row is locked: simultaneous tries wait for one another."""
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


def _code_mac(attempt: SignInAttempt, code: str) -> bytes:
    return tokens.mac(PURPOSE, "sign-in", attempt.ref, code)


def _seconds_to_resend(attempt: SignInAttempt, now: datetime) -> int:
    if attempt.code_sent_at is None:
        return 0
    return max(0, math.ceil((attempt.code_sent_at + RESEND_AFTER - now).total_seconds()))


def _is_known_device(db: Session, person: Person, device_token: str) -> bool:
    return bool(device_token) and _known_device(db, person, device_token) is not None


def _known_device(db: Session, person: Person, device_token: str) -> KnownDevice | None:
    return db.exec(
        select(KnownDevice).where(
            KnownDevice.token_hash == tokens.digest(device_token), KnownDevice.person_id == person.id
        )
    ).first()


def _remember_device(db: Session, *, person: Person, origin: Origin, now: datetime) -> str:
    """Return the device's token; a device seen for the first time gets one, and its owner a mail."""
    if origin.device_token and (known := _known_device(db, person, origin.device_token)):
        known.last_used_at = now
        db.add(known)
        return origin.device_token
    is_first = db.exec(select(KnownDevice.id).where(KnownDevice.person_id == person.id)).first() is None
    token = tokens.new()
    db.add(KnownDevice(token_hash=tokens.digest(token), person_id=id_of(person), created_at=now, last_used_at=now))
    if not is_first:
        values = {"device": origin.device, "at": now.isoformat()}
        outbox.post(db, "new_device", to=person, values=values, now=now)
    return token
