"""What patients see of their appointments."""

from dataclasses import dataclass

from mycharlotte.views.appointments import AppointmentLine


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
