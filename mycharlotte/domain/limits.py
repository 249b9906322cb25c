"""What may be tried only so often. Every limit slides and passes: nobody is ever locked out for good.

Counters live in memory, or in Redis when several workers share them. Their keys are keyed hashes: they name nobody.
"""

import math
import time
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from limits import RateLimitItemPerSecond
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from mycharlotte.domain import tokens
from mycharlotte.domain.errors import TooManyTries


@dataclass(frozen=True, eq=False)  # two limits of the same figures are still two
class Allowance:
    """So many times within so long."""

    times: int
    within: timedelta


class Limit(Enum):
    """The named limits. Sources: the account figures of PyPI's warehouse, django-allauth and Authelia."""

    # Ten passwords in five minutes for one account, wherever they come from.
    PASSWORD_BY_ACCOUNT = Allowance(10, timedelta(minutes=5))
    # The same for a device that already signed this account in: strangers cannot use up its owner's tries.
    PASSWORD_BY_KNOWN_DEVICE = Allowance(10, timedelta(minutes=5))  # noqa: PIE796  (allowances are not equal)
    # Thirty in five minutes from one block of addresses (IPv4 /24, IPv6 /56): a household, a small clinic.
    PASSWORD_BY_BLOCK = Allowance(30, timedelta(minutes=5))
    # Three hundred a minute for the whole site: hashing passwords must leave room for everyone else.
    PASSWORD_BY_SITE = Allowance(300, timedelta(minutes=1))
    # Ten mailed codes an hour for one account, forty from one block.
    CODE_MAILED_BY_ACCOUNT = Allowance(10, timedelta(hours=1))
    CODE_MAILED_BY_BLOCK = Allowance(40, timedelta(hours=1))
    # Ten wrong codes in six hours for one account, of whatever method: a guess succeeds once in thousands of days.
    CODE_WRONG_BY_ACCOUNT = Allowance(10, timedelta(hours=6))
    # Ten proofs (password, code) in five minutes from someone already signed in.
    PROOF_BY_PERSON = Allowance(10, timedelta(minutes=5))  # noqa: PIE796  (allowances are not equal)
    # Five links of forgotten passwords a day for one account, twenty an hour from one block.
    RESET_BY_ACCOUNT = Allowance(5, timedelta(days=1))
    # The same for a device that already signed this account in: strangers cannot use up its owner's links.
    RESET_BY_KNOWN_DEVICE = Allowance(5, timedelta(days=1))  # noqa: PIE796  (allowances are not equal)
    RESET_BY_BLOCK = Allowance(20, timedelta(hours=1))
    # A new password is judged while it is typed.
    STRENGTH_BY_BLOCK = Allowance(300, timedelta(minutes=1))  # noqa: PIE796  (allowances are not equal)
    # Ten sets of backup codes a day: each costs the server eight slow hashes.
    BACKUP_CODES_BY_PERSON = Allowance(10, timedelta(days=1))
    # Rescue codes: twenty a day from one admin, five a day for one person.
    RESCUE_BY_ADMIN = Allowance(20, timedelta(days=1))
    RESCUE_BY_PERSON = Allowance(5, timedelta(days=1))  # noqa: PIE796  (allowances are not equal)
    # Two hundred invitations an hour by one admin, one by one.
    INVITATION_BY_ADMIN = Allowance(200, timedelta(hours=1))
    # Ten mails of invitation a day to one address, wherever they come from: nobody is pestered.
    INVITATION_BY_ADDRESS = Allowance(10, timedelta(days=1))  # noqa: PIE796  (allowances are not equal)
    # Twenty files of invitations an hour by one admin: each costs the server a reading.
    BATCH_BY_ADMIN = Allowance(20, timedelta(hours=1))  # noqa: PIE796  (allowances are not equal)
    # Tokens that open no invitation, from one block: a guess among 2^256 is hopeless, a leaky log is not.
    INVITATION_BY_BLOCK = Allowance(60, timedelta(minutes=5))
    # Twenty mails a day to one address about accounts asked for, with whatever invitations: nobody is buried in them.
    SIGN_UP_MAIL_BY_ADDRESS = Allowance(20, timedelta(days=1))  # noqa: PIE796  (allowances are not equal)
    # Ten thousand rows of lists a day by one admin: two full lists. A stolen session is no mail cannon.
    BATCH_ROWS_BY_ADMIN = Allowance(10_000, timedelta(days=1))
    # Five accounts asked for an hour with one invitation: each costs a slow hash and a mail.
    SIGN_UP_BY_INVITATION = Allowance(5, timedelta(hours=1))
    # Ten requests a day to have a consultation type changed: each writes to every admin of the bubble.
    TYPE_CHANGE_BY_PERSON = Allowance(10, timedelta(days=1))  # noqa: PIE796  (allowances are not equal)
    # Thirty pictures an hour: each costs the server a decoding.
    APPOINTMENTS_BY_PERSON = Allowance(300, timedelta(hours=1))
    # A patient who books, moves and cancels forty times a day is not looking for an appointment.
    SELF_BOOKING_BY_PERSON = Allowance(40, timedelta(days=1))
    # Ten links of calendars a day, ten addresses of outside calendars an hour, each read by our server.
    CALENDAR_LINK_BY_PERSON = Allowance(10, timedelta(days=1))  # noqa: PIE796  (allowances are not equal)
    OUTSIDE_CALENDAR_BY_PERSON = Allowance(10, timedelta(hours=1))  # noqa: PIE796  (allowances are not equal)
    # A calendar application reads a link every few minutes at the most.
    CALENDAR_READ_BY_LINK = Allowance(120, timedelta(hours=1))
    # Wrong secrets: from one block of addresses.
    CALENDAR_GUESS_BY_BLOCK = Allowance(60, timedelta(minutes=5))  # noqa: PIE796  (allowances are not equal)
    # Joining and leaving waiting lists.
    WAIT_BY_PERSON = Allowance(40, timedelta(days=1))  # noqa: PIE796  (allowances are not equal)
    PICTURE_BY_PERSON = Allowance(30, timedelta(hours=1))
    # Thirty downloads of one's journal an hour: each reads the whole of it.
    JOURNAL_BY_PERSON = Allowance(30, timedelta(hours=1))  # noqa: PIE796  (allowances are not equal)


_limiter: list[MovingWindowRateLimiter] = []


def configure(storage_url: str) -> None:
    """Say where counters live: `memory://`, or `redis://…`."""
    storage = storage_from_string(storage_url)
    if not isinstance(storage, Storage):
        msg = "Limits are counted from threads: the storage must be synchronous."
        raise TypeError(msg)
    _limiter[:] = [MovingWindowRateLimiter(storage)]


def spend(limit: Limit, *who: str, cost: int = 1) -> None:
    """Count one try, or `cost` of them at once.

    Raises:
        TooManyTries: when the allowance is used up; the try is then not counted, so waiting always helps.
    """
    if not _limiter[0].hit(_item(limit), limit.name, _name(who), cost=cost):
        raise TooManyTries(seconds=_seconds_left(limit, who))


def check(limit: Limit, *who: str) -> None:
    """Refuse when the allowance is used up, without counting a try: for limits that count failures only."""
    if not _limiter[0].test(_item(limit), limit.name, _name(who)):
        raise TooManyTries(seconds=_seconds_left(limit, who))


def is_used_up(limit: Limit, *who: str) -> bool:
    """Tell whether one more try would be refused."""
    return not _limiter[0].test(_item(limit), limit.name, _name(who))


def _item(limit: Limit) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(limit.value.times, int(limit.value.within.total_seconds()))


def _name(who: tuple[str, ...]) -> str:
    return tokens.mac("limits", *who).hex()


def _seconds_left(limit: Limit, who: tuple[str, ...]) -> int:
    reset = _limiter[0].get_window_stats(_item(limit), limit.name, _name(who)).reset_time
    return max(1, math.ceil(reset - time.time()))
