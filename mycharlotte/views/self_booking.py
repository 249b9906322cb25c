"""What patients see when they book: what, with whom, when. Words are in both languages, times those of the patient."""

from dataclasses import dataclass, field

from mycharlotte.views.appointments import Spoken
from mycharlotte.views.meeting_times import MeetingTime


@dataclass(frozen=True)
class TypeChoice:
    """A type that may be booked; `companions` names whom with, and is said only when there is one. `href` goes on."""

    ref: str = ""
    bubble: str = ""
    bubble_name: str = ""
    name: str = ""
    colour: str = ""
    instructions: str = ""
    lasts: Spoken = field(default_factory=Spoken)
    mode: Spoken = field(default_factory=Spoken)
    companion: str = ""
    href: str = ""


@dataclass(frozen=True)
class CompanionChoice:
    """A companion who gives a type; `follows`: the patient is dedicated to them."""

    ref: str = ""
    name: str = ""
    initials: str = ""
    picture_url: str = ""
    follows: bool = False
    href: str = ""


@dataclass(frozen=True)
class SlotChoice:
    """A free time: `words` say the time of the day, `full` the day too."""

    at: str = ""
    words: Spoken = field(default_factory=Spoken)
    full: Spoken = field(default_factory=Spoken)
    href: str = ""


@dataclass(frozen=True)
class DayChoices:
    """The free times of a day."""

    day: str = ""
    words: Spoken = field(default_factory=Spoken)
    slots: tuple[SlotChoice, ...] = ()


@dataclass(frozen=True)
class WeekChoices:
    """The free times of seven days; the addresses of other weeks are empty where there are none.

    `sooner` is where the first free day after an empty week is. `clocks` says whose time is shown, when the companion's
    differs.
    """

    days: tuple[DayChoices, ...] = ()
    words: Spoken = field(default_factory=Spoken)
    earlier: str = ""
    later: str = ""
    sooner: str = ""
    sooner_words: Spoken = field(default_factory=Spoken)
    clocks: Spoken = field(default_factory=Spoken)


@dataclass(frozen=True)
class Summary:
    """What is about to be booked. `place` is where one goes, or what is known to fill the field with.

    `asks` is the field to fill in: `phone`, `address`, or none. `cancel` and `move` are the rules, in words.
    """

    type_name: str = ""
    colour: str = ""
    instructions: str = ""
    lasts: Spoken = field(default_factory=Spoken)
    mode: Spoken = field(default_factory=Spoken)
    is_video: bool = False
    asks: str = ""
    place: str = ""
    companion: str = ""
    companion_name: str = ""
    initials: str = ""
    picture_url: str = ""
    at: str = ""
    when: MeetingTime = field(default_factory=MeetingTime)
    cancel: Spoken = field(default_factory=Spoken)
    move: Spoken = field(default_factory=Spoken)
