"""What patients see of their appointments."""

from dataclasses import dataclass, field

from mycharlotte.views.appointments import AppointmentLine, Spoken


@dataclass(frozen=True)
class MyAppointments:
    """Those to come, in their order, then one page of the others: from the `first` to the `last` of `total`."""

    ahead: tuple[AppointmentLine, ...] = ()
    others: tuple[AppointmentLine, ...] = ()
    page: int = 1
    first: int = 0
    last: int = 0
    total: int = 0
    is_patient: bool = False


@dataclass(frozen=True)
class RuleWords:
    """What one may do alone with an appointment, until when or why not, in words; `moving` leads to its free times."""

    may_cancel: bool = False
    may_move: bool = False
    cancel: Spoken = field(default_factory=Spoken)
    move: Spoken = field(default_factory=Spoken)
    moving: str = ""
    file: str = ""
