"""What the home page and the overview of the settings show."""

from dataclasses import dataclass, field

from mycharlotte.views.appointments import AppointmentLine
from mycharlotte.views.security import SecurityView


@dataclass(frozen=True)
class FirstSteps:
    """Which of « Mes premiers pas avec myCharlotte » are done, and how many."""

    profile: bool = False
    agendas: bool = False
    documents: bool = False
    security: bool = False
    bubbles: bool = False
    done: int = 0


@dataclass(frozen=True)
class BubbleLine:
    """One's place in a bubble. `role` and `is_admin` are put in words by the page.

    `companions` and `patients` count its members; patients are not told how many patients there are.
    """

    ref: str = ""
    name: str = ""
    picture_url: str = ""
    role: str = ""
    is_admin: bool = False
    companions: int = 0
    patients: int = 0
    may_list_patients: bool = False


@dataclass(frozen=True)
class HomeView:
    """Today, for one person. `today` is the date where they live (ISO 8601).

    `upcoming` are the next appointments that they give, `to_tell` how many past ones they did not fill in, and `mine`
    the next one of which they are the patient.
    """

    first_name: str = ""
    email: str = ""
    today: str = ""
    is_companion: bool = False
    is_patient: bool = False
    upcoming: tuple[AppointmentLine, ...] = ()
    to_tell: int = 0
    mine: AppointmentLine = field(default_factory=AppointmentLine)
    may_rescue: bool = False
    may_create_bubble: bool = False
    bubbles: tuple[BubbleLine, ...] = ()
    steps: FirstSteps = FirstSteps()
    security: SecurityView = field(default_factory=SecurityView)
