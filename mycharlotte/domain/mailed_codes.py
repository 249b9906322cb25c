"""The code sent by e-mail (decision D1): six digits, ten minutes, five tries; the newest kills the older ones."""

import math
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, select

from mycharlotte.domain import audit, codes, limits, outbox, tokens
from mycharlotte.domain.codes import CodeRefused, NoTriesLeft
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import SignInAttempt
from mycharlotte.models.people import Person

LIFE = timedelta(minutes=10)
TRIES = 5
RESEND_AFTER = timedelta(seconds=30)
SLOW_AFTER = timedelta(seconds=4)
PURPOSE = "mailed-code"


class WrongCode(CodeRefused):
    """Another code, or one that a newer replaced; `left` tries remain."""


class CodeExpired(CodeRefused):
    """Older than ten minutes, or none was sent."""


class ResendTooSoon(Refused):
    """The last code left less than thirty seconds ago."""


def send(db: Session, *, attempt: SignInAttempt, person: Person, origin: Origin, now: datetime) -> None:
    """Mail a new code, which kills the ones before.

    Raises:
        TooManyTries: when too many codes were mailed already.
    """
    limits.spend(Limit.CODE_MAILED_BY_BLOCK, origin.address_block)
    limits.spend(Limit.CODE_MAILED_BY_ACCOUNT, str(person.id))
    db.flush()
    for before in db.exec(
        select(SignInAttempt).where(SignInAttempt.person_id == person.id, SignInAttempt.code_mac != b"")
    ):
        before.code_mac = b""
        db.add(before)
        outbox.withdraw(db, before.mail_ref)
    code = f"{secrets.randbelow(10**codes.DIGITS):0{codes.DIGITS}}"
    attempt.code_mac = _mac(attempt, code)
    attempt.code_sent_at, attempt.code_expires_at, attempt.code_tries = now, now + LIFE, 0
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


def send_again(db: Session, *, attempt: SignInAttempt, person: Person, origin: Origin, now: datetime) -> None:
    """Mail another code, when the last is thirty seconds old.

    Raises:
        ResendTooSoon, TooManyTries.
    """
    if wait := seconds_to_resend(attempt, now):
        raise ResendTooSoon(seconds=wait)
    send(db, attempt=attempt, person=person, origin=origin, now=now)


def spend_try(attempt: SignInAttempt, *, now: datetime) -> None:
    """Count a try on the code that was sent.

    Raises:
        NoTriesLeft, CodeExpired.
    """
    if attempt.code_tries >= TRIES:
        raise NoTriesLeft
    if attempt.code_expires_at is None or now >= attempt.code_expires_at:
        raise CodeExpired
    attempt.code_tries += 1


def check(attempt: SignInAttempt, code: str) -> None:
    """Return when the code is the one.

    Raises:
        WrongCode, NoTriesLeft.
    """
    if is_the_one(attempt, code):
        return
    left = TRIES - attempt.code_tries
    raise WrongCode(left=left) if left else NoTriesLeft


def is_the_one(attempt: SignInAttempt, code: str) -> bool:
    """Tell whether a code is the last that was sent for this attempt."""
    return tokens.same(attempt.code_mac, _mac(attempt, code))


def seconds_to_resend(attempt: SignInAttempt, now: datetime) -> int:
    """Return how long before another may be asked for."""
    if attempt.code_sent_at is None:
        return 0
    return max(0, math.ceil((attempt.code_sent_at + RESEND_AFTER - now).total_seconds()))


def _mac(attempt: SignInAttempt, code: str) -> bytes:
    return tokens.mac(PURPOSE, "sign-in", attempt.ref, code)
