"""When an appointment is, in words, for someone who may live elsewhere than the other side."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MeetingTime:
    """A span of time for machines (`iso`, its beginning) and for people, where they live.

    `elsewhere` is the same where the other side lives, empty when clocks show the same there.
    """

    iso: str = ""
    french: str = ""
    english: str = ""
    elsewhere_french: str = ""
    elsewhere_english: str = ""
