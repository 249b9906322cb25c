"""The dates of a series, each set beside what the agenda holds, and what was chosen to do with each."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from mycharlotte.domain import wall_clock
from mycharlotte.domain.diary import BLOCKING, Conflict, Diary

_AT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})", re.ASCII)


class Action(StrEnum):
    """What is done with a date: booked as planned, booked at another time, not booked, left where it was."""

    KEEP = "keep"
    SHIFT = "shift"
    SKIP = "skip"
    STAY = "stay"


@dataclass(frozen=True)
class Choice:
    """What was chosen for the date of that `key`; `at` is when instead, on the wall clock: « 2026-12-08T14:30 »."""

    key: str
    action: str
    at: str = ""


@dataclass(frozen=True)
class Wanted:
    """A date to be judged. `was_at` is when the appointment is now, if there is one already.

    One that was moved by hand (`is_by_hand`) stays where it is, unless chosen otherwise.
    """

    key: str
    day: date
    starts_at: datetime
    ends_at: datetime
    is_moved_on: bool = False
    was_at: datetime | None = None
    is_by_hand: bool = False


@dataclass(frozen=True)
class Judged:
    """A date, what speaks against it, and what is done with it: nothing yet while `action` is None.

    `at` is when it is booked, None when it is not; `instead` are times that are free.
    """

    wanted: Wanted
    conflicts: tuple[Conflict, ...] = ()
    instead: tuple[datetime, ...] = ()
    action: Action | None = None
    at: datetime | None = None

    @property
    def is_blocked(self) -> bool:
        """Whether nobody may book it as planned."""
        return not BLOCKING.isdisjoint(self.conflicts)


def judge(diary: Diary, wanted: Iterable[Wanted], choices: Collection[Choice], *, left: Action) -> tuple[Judged, ...]:
    """Judge every date, with what was chosen for each; `left` is how a date is left out: skipped, or where it was."""
    chosen = {choice.key: choice for choice in choices}
    judged = [_judged(diary, one, chosen.get(one.key), left) for one in wanted]
    return tuple(_one_after_another(judged))


def stays(wanted: Wanted, choices: Iterable[Choice]) -> bool:
    """Tell whether an appointment is left where it is."""
    chosen = next((choice.action for choice in choices if choice.key == wanted.key), "")
    return chosen == Action.STAY or (not chosen and wanted.is_by_hand)


def _judged(diary: Diary, wanted: Wanted, choice: Choice | None, left: Action) -> Judged:
    conflicts = diary.against(wanted.starts_at, wanted.ends_at)
    found = Judged(wanted, conflicts, diary.instead_of(wanted.starts_at, wanted.ends_at) if conflicts else ())
    if choice is None and wanted.is_by_hand:
        return replace(found, action=Action.STAY)
    match choice.action if choice else Action.KEEP:
        case Action.KEEP if not conflicts or (choice and not found.is_blocked):
            return replace(found, action=Action.KEEP, at=wanted.starts_at)
        case Action.SHIFT if choice and (at := _parse(choice.at, diary.zone)):
            if not diary.against(at, at + (wanted.ends_at - wanted.starts_at)):
                return replace(found, action=Action.SHIFT, at=at)
        case action if action == left:
            return replace(found, action=left)
        case _:
            pass
    return found


def _one_after_another(judged: Sequence[Judged]) -> Iterator[Judged]:
    """Refuse to book two dates of the series at the same time: the one that was set elsewhere is to be settled."""
    taken: list[tuple[datetime, datetime]] = []
    first_come = sorted((one for one in judged if one.at), key=lambda one: (one.action is Action.SHIFT, one.at))
    clashing: set[str] = set()
    for one in first_come:
        at = one.at or one.wanted.starts_at
        ends_at = at + (one.wanted.ends_at - one.wanted.starts_at)
        if any(a < ends_at and at < b for a, b in taken):
            clashing.add(one.wanted.key)
        else:
            taken.append((at, ends_at))
    for one in judged:
        if one.wanted.key not in clashing:
            yield one
        else:
            again = tuple(dict.fromkeys((Conflict.COMPANION_TAKEN, *one.conflicts)))
            yield replace(one, action=None, at=None, conflicts=again)


def _parse(at: str, zone: str) -> datetime | None:
    found = _AT.fullmatch(at)
    if not found:
        return None
    day = wall_clock.parse_day(found[1], field="at")
    return wall_clock.instant(day, wall_clock.parse_minute(found[2], field="at"), zone, field="at")
