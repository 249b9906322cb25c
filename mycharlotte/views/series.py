"""What pages show of series. Instants are ISO 8601, in UTC; words come from the states."""

from dataclasses import dataclass, field

from mycharlotte.views.appointments import Spoken
from mycharlotte.views.meeting_times import MeetingTime


@dataclass(frozen=True)
class SeriesLine:
    """An appointment of a series. `number` is 0 when it is cancelled: it is none of those that take place."""

    ref: str = ""
    number: int = 0
    standing: str = ""
    starts_at: str = ""
    ends_at: str = ""
    is_this: bool = False
    when: MeetingTime = field(default_factory=MeetingTime)


@dataclass(frozen=True)
class CourseView:
    """The series of an appointment: which one it is (`number`, of `count`), and how many are to come.

    `following` are those from it on; `seen` tells whether someone changed the series since it was read.
    """

    ref: str = ""
    number: int = 0
    count: int = 0
    to_come: int = 0
    following: int = 0
    every_weeks: int = 0
    seen: str = ""
    may_change: bool = False
    lines: tuple[SeriesLine, ...] = ()


@dataclass(frozen=True)
class InsteadChoice:
    """A free time to set a date at: `at` as a form sends it, and in words."""

    at: str = ""
    words: Spoken = field(default_factory=Spoken)


@dataclass(frozen=True)
class DateLine:
    """A date of a series that is planned: what speaks against it, what is done with it, `action` empty until chosen.

    `instead_words` say the time chosen instead; `was` when the appointment is now, if there is one already.
    """

    key: str = ""
    when: Spoken = field(default_factory=Spoken)
    was: Spoken = field(default_factory=Spoken)
    instead_words: Spoken = field(default_factory=Spoken)
    conflicts: tuple[str, ...] = ()
    is_moved_on: bool = False
    is_by_hand: bool = False
    may_keep: bool = False
    action: str = ""
    instead: tuple[InsteadChoice, ...] = ()


@dataclass(frozen=True)
class DatesView:
    """The dates of a series: how many there are, wait for a choice, and would be booked; `may_keep` of those waiting.

    `seen` is given back when what was shown is done.
    """

    lines: tuple[DateLine, ...] = ()
    count: int = 0
    to_settle: int = 0
    booked: int = 0
    may_keep: int = 0
    seen: str = ""


@dataclass(frozen=True)
class Booking:
    """A new series that is planned: the fields of an appointment and of how it repeats, as they were typed."""

    bubble_ref: str
    draft: dict[str, str]
    repeat: dict[str, str]


@dataclass(frozen=True)
class Moving:
    """A series that is to move, from an appointment on or all of it, to what was typed."""

    appointment_ref: str
    scope: str
    day: str
    time: str
    minutes: str


@dataclass(frozen=True)
class Extending:
    """A series that is to go on, so many more."""

    appointment_ref: str
    times: str
