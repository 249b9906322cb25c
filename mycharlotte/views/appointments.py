"""What pages show of appointments. Instants are ISO 8601, in UTC; `when` and other words come from the states."""

from dataclasses import dataclass, field

from mycharlotte.views.meeting_times import MeetingTime


@dataclass(frozen=True)
class Spoken:
    """A few words in both languages: pages change language without asking the server."""

    french: str = ""
    english: str = ""


@dataclass(frozen=True)
class Party:
    """One side of an appointment. `phone` as people read it, `dialled` as telephones do (E.164).

    Telephone and address are there only for those who may reach them.
    """

    ref: str = ""
    name: str = ""
    initials: str = ""
    picture_url: str = ""
    phone: str = ""
    dialled: str = ""
    email: str = ""
    timezone: str = ""


@dataclass(frozen=True)
class SeriesView:
    """The series that an appointment comes from: how many of it take place, and which one this is.

    `number` is 0 for one that is cancelled.
    """

    ref: str = ""
    every_weeks: int = 0
    number: int = 0
    count: int = 0


@dataclass(frozen=True)
class AppointmentView:
    """One appointment, for one of its two sides (`side`: companion or patient).

    `standing` is where it stands, as `domain.appointment_sheets.Standing` names it. `day`, `time` and `minutes` are
    what a form is filled with, on the viewer's wall clock. `place` is as people read it; `link` what it opens, if
    anything. `note` is the companion's alone. It may change until it begins; then one may tell how it ended.
    `exactly` is when it is in words that stay true on paper: never « demain ».
    """

    ref: str = ""
    version: int = 0
    side: str = ""
    standing: str = ""
    bubble_ref: str = ""
    bubble_name: str = ""
    companion: Party = Party()
    patient: Party = Party()
    type_ref: str = ""
    type_name: str = ""
    colour: str = ""
    instructions: str = ""
    starts_at: str = ""
    ends_at: str = ""
    day: str = ""
    time: str = ""
    minutes: int = 0
    mode: str = ""
    place: str = ""
    link: str = ""
    reason: str = ""
    note: str = ""
    series: SeriesView = SeriesView()
    may_change: bool = False
    may_tell: bool = False
    is_booked_by_viewer: bool = False
    booked_by: str = ""
    when: MeetingTime = field(default_factory=MeetingTime)
    exactly: Spoken = Spoken()
    lasting: Spoken = Spoken()


@dataclass(frozen=True)
class AppointmentLine:
    """An appointment in a list: when, with whom (`name`, the other side), what for, where."""

    ref: str = ""
    version: int = 0
    side: str = ""
    standing: str = ""
    name: str = ""
    timezone: str = ""
    bubble_name: str = ""
    type_name: str = ""
    colour: str = ""
    starts_at: str = ""
    ends_at: str = ""
    mode: str = ""
    place: str = ""
    link: str = ""
    when: MeetingTime = field(default_factory=MeetingTime)


@dataclass(frozen=True)
class BubbleChoice:
    """A bubble where the viewer keeps an agenda."""

    ref: str = ""
    name: str = ""


@dataclass(frozen=True)
class TypeChoice:
    """A type that the viewer gives, as the form of a new appointment offers it."""

    ref: str = ""
    name: str = ""
    colour: str = ""
    minutes: int = 0
    mode: str = ""
    lasting: Spoken = Spoken()


@dataclass(frozen=True)
class PatientChoice:
    """A patient who may be chosen; `phone` is proposed for an appointment by telephone."""

    ref: str = ""
    name: str = ""
    is_dedicated: bool = False
    phone: str = ""


@dataclass(frozen=True)
class PatientChoices:
    """The patients that a search found, the viewer's own first; `has_more` when they are too many."""

    people: tuple[PatientChoice, ...] = ()
    has_more: bool = False


@dataclass(frozen=True)
class BookingChoices:
    """What the form of a new appointment lets one choose, in the bubble it is for; `patient` is the one it is about."""

    bubbles: tuple[BubbleChoice, ...] = ()
    bubble_ref: str = ""
    types: tuple[TypeChoice, ...] = ()
    patients: PatientChoices = PatientChoices()
    patient: PatientChoice = PatientChoice()


@dataclass(frozen=True)
class SlotChoice:
    """A free time, as a form takes it, and in words."""

    starts_at: str = ""
    day: str = ""
    time: str = ""
    words: Spoken = Spoken()


@dataclass(frozen=True)
class Undoable:
    """What the viewer did last and can still undo, for so many seconds; nothing when `ref` is empty."""

    ref: str = ""
    deed: str = ""
    count: int = 0
    seconds: int = 0
