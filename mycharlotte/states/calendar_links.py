"""The links that other applications read one's agenda by. Their addresses are given by a door, and never come here."""

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import calendar_links
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.moments import told
from mycharlotte.views.calendar_links import AgendaChoice, CalendarLinkLine, CalendarLinkView


class CalendarLinksState(Guarded, rx.State):
    """One's links, and the agendas that have none yet. `has_place`: whether one is in a bubble."""

    links: list[CalendarLinkLine] = []
    agendas: list[AgendaChoice] = []
    has_place: bool = False

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: a link was made, changed or read for the first time, here or elsewhere."""
        if self._path() == routes.AGENDAS:
            await self._read()

    async def _read(self) -> None:
        who = guard.viewer()
        found = await db.read(calendar_links.show, viewer=who)
        self._assign(
            links=[_line(link, who.timezone) for link in found.links],
            agendas=list(found.agendas),
            has_place=found.has_place,
        )


def _line(link: CalendarLinkView, zone: str) -> CalendarLinkLine:
    return CalendarLinkLine(
        ref=link.ref,
        bubble=link.bubble,
        detail=link.detail,
        read_by=link.read_by,
        made=told(link.made_at.isoformat(), zone),
        read=told(link.read_at.isoformat() if link.read_at else "", zone),
    )
