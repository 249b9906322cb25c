"""Calendars of elsewhere, as their owner sees them. Their addresses are nobody's to read, not even theirs."""

from dataclasses import dataclass, field

from mycharlotte.views.moments import Moment


@dataclass(frozen=True)
class ConflictLine:
    """An appointment that falls on something of a calendar."""

    ref: str = ""
    at: Moment = field(default_factory=Moment)


@dataclass(frozen=True)
class OutsideLine:
    """A calendar: its name, the server it is on, when it was last read and what failed since (`failure`, a name).

    `conflicts` counts the appointments that fall at the same time; `first` are the next of them.
    """

    ref: str = ""
    name: str = ""
    host: str = ""
    is_being_read: bool = False
    read: Moment = field(default_factory=Moment)
    failure: str = ""
    next_try: Moment = field(default_factory=Moment)
    conflicts: int = 0
    first: tuple[ConflictLine, ...] = ()
