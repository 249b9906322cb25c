"""What pages show of those who wait for a slot, and of the slots that are held for them."""

from dataclasses import dataclass, field

from mycharlotte.views.appointments import Spoken
from mycharlotte.views.meeting_times import MeetingTime


@dataclass(frozen=True)
class HeldSlot:
    """A slot held for the reader, `until` a time. `asks` and `place` are as in `views.self_booking.Summary`."""

    ref: str = ""
    type_name: str = ""
    colour: str = ""
    companion: str = ""
    mode: str = ""
    asks: str = ""
    place: str = ""
    when: MeetingTime = field(default_factory=MeetingTime)
    until: Spoken = field(default_factory=Spoken)


@dataclass(frozen=True)
class WaitLine:
    """Somebody who waits. `companion` is empty when it may be any; `until`, when there is no last day.

    `patient` and what leads to a booking for them are there for companions alone; so is what is `held` for them.
    """

    ref: str = ""
    type_name: str = ""
    colour: str = ""
    bubble_name: str = ""
    companion: str = ""
    since: Spoken = field(default_factory=Spoken)
    until: Spoken = field(default_factory=Spoken)
    patient: str = ""
    booking: str = ""
    held: MeetingTime = field(default_factory=MeetingTime)
    held_until: Spoken = field(default_factory=Spoken)
