"""Time zones, as people choose one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ZoneLine:
    """A zone: the place that stands for it, its city alone, and the time it is there, in both languages."""

    zone: str = ""
    french: str = ""
    english: str = ""
    french_city: str = ""
    english_city: str = ""
    french_time: str = ""
    english_time: str = ""
