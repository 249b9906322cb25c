"""What the home page and the overview of the settings show."""

from dataclasses import dataclass, field

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
    """Today, for one person. `today` is the date where they live (ISO 8601)."""

    first_name: str = ""
    email: str = ""
    today: str = ""
    is_companion: bool = False
    may_rescue: bool = False
    may_create_bubble: bool = False
    bubbles: tuple[BubbleLine, ...] = ()
    steps: FirstSteps = FirstSteps()
    security: SecurityView = field(default_factory=SecurityView)
