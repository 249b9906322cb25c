"""What a companion's planning shows, in as few words as it can: a week is sent whenever something in it changes."""

from dataclasses import dataclass, field

from mycharlotte.views.moments import Moment


@dataclass(frozen=True)
class PlanningBubble:
    """A bubble whose appointments are among those shown."""

    ref: str = ""
    name: str = ""


@dataclass(frozen=True)
class PlanningHead:
    """What does not depend on the days that are shown.

    Hours are those of `zone`, named by its city. `has_hours` once they said when they receive, in any bubble;
    `to_fill_in` counts what is past and waits to be told how it went.
    """

    is_companion: bool = False
    has_hours: bool = True
    zone: str = ""
    zone_french: str = ""
    zone_english: str = ""
    bubbles: tuple[PlanningBubble, ...] = ()
    to_fill_in: int = 0


@dataclass(frozen=True)
class PlannedRow:
    """An appointment: instants in UTC (`2026-11-24T09:00Z`), whom with, for what; `bubble` is a reference."""

    ref: str = ""
    starts_at: str = ""
    ends_at: str = ""
    patient: str = ""
    kind: str = ""
    colour: str = ""
    mode: str = ""
    bubble: str = ""
    state: str = ""
    version: int = 0


@dataclass(frozen=True)
class PlanningSpan:
    """A time behind the appointments: `open` (hours, in the bubble named), `absence`, `outside`, `held`, or `own`.

    `own` is an appointment that the companion has as a patient: theirs to know of, not to see here.
    """

    what: str = ""
    starts_at: str = ""
    ends_at: str = ""
    bubble: str = ""


@dataclass(frozen=True)
class Planning:
    """The days from `since` to `until`, the last one not included, on the wall clock of the reader."""

    since: str = ""
    until: str = ""
    rows: tuple[PlannedRow, ...] = ()
    spans: tuple[PlanningSpan, ...] = ()


@dataclass(frozen=True)
class MoveAsked:
    """A move that waits to be confirmed; nothing when `appointment` is empty.

    `why` is what it goes against: `absent`, `busy-outside`, `held`, `buffer` or `outside-hours`.
    """

    appointment: str = ""
    version: int = 0
    starts_at: str = ""
    ends_at: str = ""
    why: str = ""
    when: Moment = field(default_factory=Moment)
