"""The zone whose time one reads everything in: shown, looked for by city, chosen; the device's own is proposed."""

from datetime import datetime

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import time_zones
from mycharlotte.locales import SOURCE
from mycharlotte.locales.dates import spoken_time, spoken_zone
from mycharlotte.locales.time_zones import find, place
from mycharlotte.models.base import now
from mycharlotte.states import guard, identity
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.session import SessionState
from mycharlotte.views.time_zones import ZoneLine

FOUND_AT_MOST = 8
# Browsers call the whole of Quebec after Toronto.
_TORONTO, _MONTREAL = "America/Toronto", "America/Montreal"


class TimeZoneState(Guarded, rx.State):
    """One's zone; `proposed` is the device's, when its clock is another. `query` is what `found` answers.

    `was_chosen`: one just chose.
    """

    zone: ZoneLine = ZoneLine()
    proposed: ZoneLine = ZoneLine()
    keeps_hours: bool = False
    is_choosing: bool = False
    query: str = ""
    found: list[ZoneLine] = []
    was_chosen: bool = False
    deeds: int = 0
    _device: str = ""

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: another tab chose, or noted its first hours."""
        if self._path() == routes.AGENDAS:
            await self._read()

    @endpoint(Access.SIGNED_IN)
    async def notice_device(self, zone: str) -> None:
        """Propose the zone of the device, when it shows another time."""
        self._device, self.was_chosen = zone if time_zones.is_known(zone) else "", False
        if self._device == _TORONTO and (await self.get_state(SessionState)).language == SOURCE:
            self._device = _MONTREAL
        await self._read()

    @endpoint(Access.SIGNED_IN)
    async def begin(self) -> None:
        """Look for another city."""
        self.query, self.found, self.is_choosing, self.was_chosen = "", [], True, False

    @endpoint(Access.SIGNED_IN)
    async def leave(self) -> None:
        """Keep the zone as it is."""
        self.is_choosing = False

    @endpoint(Access.SIGNED_IN)
    async def look_for(self, typed: str) -> None:
        """Find the cities that a few letters may mean."""
        at = now()
        self.query, self.found = typed, [_line(one.zone, at) for one in find(typed, at_most=FOUND_AT_MOST)]

    @endpoint(Access.SIGNED_IN)
    async def choose(self, zone: str) -> None:
        """Live by the time of another zone."""
        who = guard.viewer()
        await db.transact(time_zones.choose, by=who, zone=zone, now=now())
        identity.forget(person_ref=who.ref)
        await self._show(zone)
        self.is_choosing, self.was_chosen = False, True
        self.deeds += 1

    async def _read(self) -> None:
        await self._show(guard.viewer().timezone)

    async def _show(self, zone: str) -> None:
        at = now()
        differs = self._device and not time_zones.is_same_clock(zone, self._device, now=at)
        self._assign(
            zone=_line(zone, at),
            proposed=_line(self._device, at) if differs else ZoneLine(),
            keeps_hours=await db.read(time_zones.keeps_hours, viewer=guard.viewer()),
        )


def _line(zone: str, at: datetime) -> ZoneLine:
    return ZoneLine(
        zone,
        place("fr", zone),
        place("en", zone),
        spoken_zone("fr", zone),
        spoken_zone("en", zone),
        spoken_time("fr", at, zone),
        spoken_time("en", at, zone),
    )
