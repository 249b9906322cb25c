"""The code sent by e-mail (decision D1): six digits, ten minutes, five tries; the newest kills the older ones.

    renew → (a letter takes the code) → spend_try → check

It lets someone in (`domain/second_step.py`), or makes the account they ask for (`domain/sign_ups.py`).
"""

import math
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session, select

from mycharlotte.domain import audit, codes, limits, outbox, tokens
from mycharlotte.domain.codes import CodeRefused, NoTriesLeft
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import SignInAttempt
from mycharlotte.models.outbox import Delivery
from mycharlotte.models.people import Person

LIFE = timedelta(minutes=10)
TRIES = 5
RESEND_AFTER = timedelta(seconds=30)
SLOW_AFTER = timedelta(seconds=4)
PURPOSE = "mailed-code"


class Waiting(Protocol):
    """What waits for a mailed code: a sign-in, an account asked for.

    `code_mac` is empty once a newer code replaced it; `mail_ref` names the mail that carries it.
    """

    ref: str
    code_mac: bytes
    code_sent_at: datetime | None
    code_expires_at: datetime | None
    code_tries: int
    mail_ref: str


class WrongCode(CodeRefused):
    """Another code, or one that a newer replaced; `left` tries remain."""


class CodeExpired(CodeRefused):
    """Older than ten minutes, or none was sent."""


class ResendTooSoon(Refused):
    """The last code left less than thirty seconds ago."""


def send(db: Session, *, attempt: SignInAttempt, person: Person, origin: Origin, now: datetime) -> None:
    """Mail a new code to someone who signs in, which kills the ones before.

    Raises:
        TooManyTries: when too many codes were mailed already.
    """
    db.flush()
    before = db.exec(
        select(SignInAttempt).where(SignInAttempt.person_id == person.id, SignInAttempt.code_mac != b"")
    ).all()
    code = renew(db, attempt, before=before, owner=str(person.id), origin=origin, now=now)
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
    """Mail another code to someone who signs in, when the last is thirty seconds old.

    Raises:
        ResendTooSoon, TooManyTries.
    """
    require_patience(attempt, now=now)
    send(db, attempt=attempt, person=person, origin=origin, now=now)


def renew(
    db: Session, waiting: Waiting, *, before: Iterable[Waiting], owner: str, origin: Origin, now: datetime
) -> str:
    """Draw a new code, which kills those of `before`, and return it: the only time it exists in clear.

    `owner` is whose mailbox it goes to, as limits count.

    Raises:
        TooManyTries: when too many codes were mailed already.
    """
    limits.spend(Limit.CODE_MAILED_BY_BLOCK, origin.address_block)
    limits.spend(Limit.CODE_MAILED_BY_ACCOUNT, owner)
    for one in before:
        one.code_mac = b""
        outbox.withdraw(db, one.mail_ref)
    code = f"{secrets.randbelow(10**codes.DIGITS):0{codes.DIGITS}}"
    waiting.code_mac = _mac(waiting, code)
    waiting.code_sent_at, waiting.code_expires_at, waiting.code_tries = now, now + LIFE, 0
    return code


def require_patience(waiting: Waiting, *, now: datetime) -> None:
    """Refuse whoever asks for another code before the last is thirty seconds old.

    Raises:
        ResendTooSoon.
    """
    if wait := seconds_to_resend(waiting, now):
        raise ResendTooSoon(seconds=wait)


def spend_try(waiting: Waiting, *, now: datetime) -> None:
    """Count a try on the code that was sent.

    Raises:
        NoTriesLeft, CodeExpired.
    """
    if waiting.code_tries >= TRIES:
        raise NoTriesLeft
    if waiting.code_expires_at is None or now >= waiting.code_expires_at:
        raise CodeExpired
    waiting.code_tries += 1


def check(waiting: Waiting, code: str) -> None:
    """Return when the code is the one.

    Raises:
        WrongCode, NoTriesLeft.
    """
    if is_the_one(waiting, code):
        return
    left = TRIES - waiting.code_tries
    raise WrongCode(left=left) if left else NoTriesLeft


def is_the_one(waiting: Waiting, code: str) -> bool:
    """Tell whether a code is the last that was sent."""
    return tokens.same(waiting.code_mac, _mac(waiting, code))


def seconds_to_resend(waiting: Waiting, now: datetime) -> int:
    """Return how long before another may be asked for."""
    if waiting.code_sent_at is None:
        return 0
    return max(0, math.ceil((waiting.code_sent_at + RESEND_AFTER - now).total_seconds()))


def is_mail_slow(db: Session, waiting: Waiting, now: datetime) -> bool:
    """Tell whether the mail did not leave at once, or never will."""
    if not waiting.mail_ref:
        return False
    try:
        delivery, waiting_since = outbox.state_of(db, waiting.mail_ref)
    except NotFound:
        return False
    is_late = delivery is Delivery.WAITING and now - waiting_since > SLOW_AFTER
    return delivery is Delivery.FAILED or is_late


def _mac(waiting: Waiting, code: str) -> bytes:
    return tokens.mac(PURPOSE, waiting.ref, code)
