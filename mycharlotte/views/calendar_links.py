"""What the page of agendas shows of the links that other applications read."""

from dataclasses import dataclass, field
from datetime import datetime

from mycharlotte.views.moments import Moment


@dataclass(frozen=True)
class CalendarLinkView:
    """A link: to the agenda of a bubble, or of all when it has none. `read_by` names an application, or is empty."""

    ref: str
    bubble: str
    detail: str
    made_at: datetime
    read_at: datetime | None = None
    read_by: str = ""


@dataclass(frozen=True)
class AgendaChoice:
    """An agenda that has no link yet: that of a bubble, or of all when both are empty."""

    ref: str = ""
    name: str = ""


@dataclass(frozen=True)
class CalendarLinks:
    """One's links, and the agendas that have none. `has_place`: whether one is in a bubble at all."""

    links: tuple[CalendarLinkView, ...] = ()
    agendas: tuple[AgendaChoice, ...] = ()
    has_place: bool = False


@dataclass(frozen=True)
class CalendarLinkLine:
    """A link on the page."""

    ref: str = ""
    bubble: str = ""
    detail: str = ""
    read_by: str = ""
    made: Moment = field(default_factory=Moment)
    read: Moment = field(default_factory=Moment)
