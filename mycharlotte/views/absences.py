"""What pages show of the absences of a companion. Lines hold their words, in both languages."""

from dataclasses import dataclass, field

from mycharlotte.views.appointments import AppointmentLine, Spoken


@dataclass(frozen=True)
class AbsenceDraft:
    """What the form of an absence holds, as text; `kind` is « days » or « hours », `repeat` the weeks between two."""

    label: str = ""
    kind: str = "days"
    first: str = ""
    starts: str = ""
    last: str = ""
    ends: str = ""
    repeat: str = "0"
    until: str = ""


@dataclass(frozen=True)
class AbsenceLine:
    """An absence to come, or that comes back; `booked` is how many appointments to come it lies over."""

    ref: str = ""
    label: str = ""
    when: Spoken = field(default_factory=Spoken)
    booked: int = 0
    draft: AbsenceDraft = AbsenceDraft()


@dataclass(frozen=True)
class Overlaid:
    """An absence with the appointments that it lies over."""

    absence: AbsenceLine = AbsenceLine()
    appointments: tuple[AppointmentLine, ...] = ()
