"""What is typed of a consultation type, and what may be kept of it (decision D10)."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mycharlotte.domain import edits, names, texts
from mycharlotte.domain.consultation_types import folded
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.texts import TextTooLong
from mycharlotte.models.consultations import Booking, ConsultationType, Mode
from mycharlotte.views.consultation_types import Draft, Giver

NAME_AT_MOST = 80
INSTRUCTIONS_AT_MOST = 1000
HOUR, DAY = 60, 24 * 60
UNITS = {"minutes": 1, "hours": HOUR, "days": DAY}
SAID_IN_HOURS = 2 * DAY  # « 48 h », then « 3 jours »
NUMBER = re.compile(r"[-−]?[0-9]{1,9}")


class Colour(StrEnum):
    """The palette of consultation types: the names of its tokens."""

    PLUM = "plum"
    ROSE = "rose"
    BRICK = "brick"
    OCHRE = "ochre"
    MOSS = "moss"
    TEAL = "teal"
    SEA = "sea"
    SLATE = "slate"


@dataclass(frozen=True)
class Range:
    """From `least` to `most`, both allowed."""

    least: int
    most: int


LENGTH = Range(5, 1440)
EARLIEST = Range(1, 365)
BUFFER = Range(0, 240)
NOTICE = Range(0, 365 * DAY)


@dataclass(frozen=True)
class Wanted:
    """What is to be kept: the values of columns, and who gives the type when not all companions do."""

    columns: dict[str, Any]
    giver_ids: frozenset[int]


class NameTaken(Refused):
    """Another type on offer in the bubble has this name, capitals and accents aside."""

    field = "name"


class NotAWholeNumber(Refused):
    """Neither digits alone, nor anything that reads as a whole number."""


class NumberOutOfRange(Refused):
    """Smaller than `least`, or larger than `most`."""


class ChoiceNotOffered(Refused):
    """An answer that the form does not offer."""


class NobodyCouldBook(Refused):
    """The latest notice comes before the earliest."""

    field = "latest_amount"


class NobodyGives(Refused):
    """Some companions were to be chosen, and none was."""

    field = "companions"


def parse(draft: Draft, *, taken: Collection[str], companions: dict[str, int]) -> Wanted:
    """Return what was typed as it can be kept.

    `taken` are the names of the other types on offer, folded; `companions` maps the reference of each
    one of those named in the draft who is a companion of the bubble now to their identifier.

    Raises:
        One of the refusals above, NameMissing, NameHasHiddenCharacters or TextTooLong; SeveralRefused when more than
            one field is to mend.
    """
    readers: dict[str, Callable[[], Any]] = {
        "name": lambda: _name(draft.name, taken),
        "minutes": lambda: _number(draft.minutes, LENGTH, field="minutes"),
        "mode": lambda: _choice(Mode, draft.mode, field="mode"),
        "colour": lambda: _choice(Colour, draft.colour, field="colour"),
        "is_given_by_all": lambda: _given_by_all(draft.givers, companions),
        "booking": lambda: _choice(Booking, draft.booking, field="booking"),
        "earliest_days": lambda: _number(draft.earliest_days, EARLIEST, field="earliest_days"),
        "latest_minutes": lambda: _latest(draft),
        "buffer_before": lambda: _number(draft.buffer_before, BUFFER, field="buffer_before"),
        "buffer_after": lambda: _number(draft.buffer_after, BUFFER, field="buffer_after"),
        "cancel_minutes": lambda: _rule(draft.cancel, draft.cancel_amount, draft.cancel_unit, field="cancel"),
        "move_minutes": lambda: _rule(draft.move, draft.move_amount, draft.move_unit, field="move"),
        "instructions": lambda: texts.parse(draft.instructions, field="instructions", at_most=INSTRUCTIONS_AT_MOST),
    }
    is_for_all = draft.givers == "all"
    return Wanted(edits.read(readers), frozenset() if is_for_all else frozenset(companions.values()))


def of(kept: ConsultationType, *, givers: Collection[Giver]) -> Draft:
    """Return what the form of a type is filled with."""
    latest_amount, latest_unit = in_units(kept.latest_minutes)
    cancel_amount, cancel_unit = in_units(kept.cancel_minutes)
    move_amount, move_unit = in_units(kept.move_minutes)
    return Draft(
        name=kept.name,
        colour=kept.colour,
        minutes=str(kept.minutes),
        mode=kept.mode,
        givers="all" if kept.is_given_by_all else "chosen",
        companions=",".join(giver.ref for giver in givers),
        booking=kept.booking,
        earliest_days=str(kept.earliest_days),
        latest_amount=latest_amount,
        latest_unit=latest_unit,
        buffer_before=str(kept.buffer_before),
        buffer_after=str(kept.buffer_after),
        cancel="never" if kept.cancel_minutes is None else "until",
        cancel_amount=cancel_amount,
        cancel_unit=cancel_unit,
        move="never" if kept.move_minutes is None else "until",
        move_amount=move_amount,
        move_unit=move_unit,
        instructions=kept.instructions,
    )


def in_units(minutes: int | None) -> tuple[str, str]:
    """Return a notice as a form shows it: an amount and its unit; the usual one day when there is none."""
    minutes = DAY if minutes is None else minutes
    if minutes % DAY == 0 and minutes > SAID_IN_HOURS:
        return str(minutes // DAY), "days"
    if minutes and minutes % HOUR == 0:
        return str(minutes // HOUR), "hours"
    return str(minutes), "minutes"


def _name(typed: str, taken: Collection[str]) -> str:
    name = names.read(typed, field="name")
    if len(name) > NAME_AT_MOST:
        raise TextTooLong(field="name", at_most=NAME_AT_MOST)
    if folded(name) in taken:
        raise NameTaken
    return name


def _number(typed: str, allowed: Range, *, field: str, unit: int = 1) -> int:
    """Return a whole number, times its unit; spaces between digits do not count."""
    digits = "".join(typed.split())
    if not NUMBER.fullmatch(digits):
        raise NotAWholeNumber(field=field)
    number = int(digits.replace("−", "-")) * unit
    if not allowed.least <= number <= allowed.most:
        raise NumberOutOfRange(field=field, least=allowed.least // unit, most=allowed.most // unit)
    return number


def _choice(offered: type[StrEnum], chosen: str, *, field: str) -> StrEnum:
    if chosen not in set(offered):
        raise ChoiceNotOffered(field=field)
    return offered(chosen)


def _given_by_all(givers: str, companions: Collection[str]) -> bool:
    if givers not in {"all", "chosen"}:
        raise ChoiceNotOffered(field="givers")
    if givers == "chosen" and not companions:
        raise NobodyGives
    return givers == "all"


def _latest(draft: Draft) -> int:
    latest = _notice(draft.latest_amount, draft.latest_unit, field="latest")
    try:
        earliest_days = _number(draft.earliest_days, EARLIEST, field="earliest_days")
    except Refused:
        return latest  # told beside its own field
    if latest >= earliest_days * DAY:
        raise NobodyCouldBook
    return latest


def _rule(kind: str, amount: str, unit: str, *, field: str) -> int | None:
    if kind not in {"until", "never"}:
        raise ChoiceNotOffered(field=field)
    return _notice(amount, unit, field=field) if kind == "until" else None


def _notice(amount: str, unit: str, *, field: str) -> int:
    if unit not in UNITS:
        raise ChoiceNotOffered(field=f"{field}_amount")
    return _number(amount, NOTICE, field=f"{field}_amount", unit=UNITS[unit])
