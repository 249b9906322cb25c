"""Passwords: what they must be, and how they are kept.

Kept as bcrypt (cost 12) over an HMAC-SHA384 of the NFKC text keyed by a pepper: any length counts to its last byte
(bcrypt alone stops at 72), and a stolen database is no use without the key. Hashing takes about a quarter of a
second: call it in a thread.
"""

import base64
import hmac
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import bcrypt
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from mycharlotte.domain import keys
from mycharlotte.domain.errors import Refused

MIN_LENGTH = 12  # CNIL, délibération 2022-100, with limits on tries
MAX_LENGTH = 128
JUDGED_LENGTH = 64  # the time zxcvbn takes grows faster than the length; what is longer is strong already
COST = 12
DECOY = b"$2b$%02d$abcdefghijklmnopqrstuuDummyDummyDummyDummyDummyDumm"  # matches nothing, costs the same
COMMON = frozenset(FREQUENCY_LISTS["passwords"])


@dataclass(frozen=True)
class Judgement:
    """How strong a password is: `score` from 0 (guessed at once) to 4 (not in a lifetime), and what would help."""

    score: int
    advice: tuple[str, ...]


class Weakness(StrEnum):
    """Why a password is not accepted."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    NO_UPPER = "no-upper"
    NO_LOWER = "no-lower"
    NO_DIGIT = "no-digit"
    COMMON = "common"
    PERSONAL = "personal"
    SAME = "same"


class PasswordWeak(Refused):
    """The new password breaks some of the rules; `weaknesses` says which."""

    field = "new_password"

    def __init__(self, *, weaknesses: list[Weakness]) -> None:
        super().__init__(weaknesses=weaknesses)
        self.weaknesses = weaknesses


def weaknesses(password: str, *, about: tuple[str, ...] = ()) -> list[Weakness]:
    """List what is wrong with a password (seed R27, decision D3); empty when it is accepted.

    `about` holds what others know of the person: address, names.
    """
    lowered = password.casefold()
    rules = [
        (Weakness.TOO_SHORT, len(password) < MIN_LENGTH),
        (Weakness.TOO_LONG, len(password) > MAX_LENGTH),
        (Weakness.NO_UPPER, not any(c.isupper() for c in password)),
        (Weakness.NO_LOWER, not any(c.islower() for c in password)),
        (Weakness.NO_DIGIT, not any(c.isdigit() for c in password)),
        (Weakness.COMMON, lowered in COMMON),
        (Weakness.PERSONAL, any(known and lowered == known.casefold() for known in about)),
    ]
    return [weakness for weakness, found in rules if found]


def require_strength(password: str, *, about: tuple[str, ...], current: str = "") -> None:
    """Refuse a new password that breaks the rules, or is the `current` one.

    Raises:
        PasswordWeak.
    """
    found = weaknesses(password, about=about)
    if current and _prepared(current) == _prepared(password):
        found.append(Weakness.SAME)
    if found:
        raise PasswordWeak(weaknesses=found)


def judge(password: str, *, about: tuple[str, ...] = ()) -> Judgement:
    """Estimate how long a password would resist guessing, by patterns people use (zxcvbn). Its advice is in English."""
    found = zxcvbn(password[:JUDGED_LENGTH], user_inputs=[word for word in about if word])
    feedback = found["feedback"]
    advice = tuple(text for text in (feedback["warning"], *feedback["suggestions"]) if text)
    return Judgement(score=found["score"] if password else 0, advice=advice)


def hashed(password: str, *, cost: int | None = None) -> str:
    """Hash a password to be stored. Slow on purpose."""
    return bcrypt.hashpw(_prepared(password), bcrypt.gensalt(_bounded(cost))).decode()


def matches(password: str, kept: str, *, cost: int | None = None) -> bool:
    """Tell whether a password is the one kept. Slow on purpose, and as slow when nothing is kept.

    An unknown address costs the same time as a known one.
    """
    if not kept:
        bcrypt.checkpw(_prepared(password), DECOY % _bounded(cost))
        return False
    return bcrypt.checkpw(_prepared(password), kept.encode())


def _bounded(cost: int | None) -> int:
    return COST if cost is None else min(cost, COST)


def _prepared(password: str) -> bytes:
    text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(keys.of("passwords"), text, "sha384"))
