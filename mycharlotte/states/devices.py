"""Where one's account is open and the devices one trusts, in both languages: changing the language asks for nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import devices, open_sessions
from mycharlotte.domain.devices import TrustedDevice
from mycharlotte.domain.open_sessions import OpenSession
from mycharlotte.locales import marked as _
from mycharlotte.locales import say
from mycharlotte.locales.dates import spoken_date, spoken_day
from mycharlotte.locales.places import spoken_device, spoken_place
from mycharlotte.models.base import now
from mycharlotte.states import guard
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.devices import DeviceLine, DeviceWords, SessionLine, SessionWords

_HANDHELD = ("iPhone", "iPad", "Android")

_OPENED = {
    "mail": _("Ouverte {moment} avec un code reçu par e-mail"),
    "app": _("Ouverte {moment} avec un code de votre application"),
    "passkey": _("Ouverte {moment} avec une clé d’accès"),
    "backup": _("Ouverte {moment} avec un code de secours"),
    "rescue": _("Ouverte {moment} avec un code de dépannage"),
    "trusted": _("Ouverte {moment} depuis un appareil de confiance"),
}


class DevicesState(Guarded, rx.State):
    """The lists, the present session and the present device first. `done` names what was just done."""

    sessions: list[SessionLine] = []
    devices: list[DeviceLine] = []
    is_ready: bool = False
    done: str = ""
    deeds: int = 0
    _pressed: str = ""  # what the last deed was about: the second press of a double click is not another

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show both lists."""
        self.done = ""
        await self._read()

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again what this tab shows: something changed, here or elsewhere."""
        if self._path() == routes.DEVICES:
            await self._read()

    @endpoint(Access.SIGNED_IN)
    async def revoke(self, session_ref: str) -> None:
        """End one of the other sessions."""
        if session_ref == self._pressed:
            return
        self.done = ""
        try:
            await db.transact(
                open_sessions.revoke, by=guard.viewer(), session_ref=session_ref, origin=guard.origin(), now=now()
            )
            self._say("session", session_ref)
        finally:
            await self._read()  # what was refused was no longer so: the list was old

    @endpoint(Access.SIGNED_IN)
    async def revoke_others(self) -> None:
        """End all the other sessions."""
        await db.transact(open_sessions.revoke_others, by=guard.viewer(), origin=guard.origin(), now=now())
        await self._read()
        self._say("others")

    @endpoint(Access.SIGNED_IN)
    async def distrust(self, device_ref: str) -> None:
        """Ask for the second step again on a device."""
        if device_ref == self._pressed:
            return
        self.done = ""
        try:
            await db.transact(
                devices.distrust, by=guard.viewer(), device_ref=device_ref, origin=guard.origin(), now=now()
            )
            self._say("device", device_ref)
        finally:
            await self._read()

    async def _read(self) -> None:
        who, here, at = guard.viewer(), guard.origin(), now()
        self.sessions = [
            _session(one, here.address_block, who.timezone, at)
            for one in await db.read(open_sessions.show, viewer=who, now=at)
        ]
        self.devices = [
            _device(one, here.address_block, who.timezone, at)
            for one in await db.read(devices.show, viewer=who, origin=here, now=at)
        ]
        self.is_ready = True

    def _say(self, done: str, pressed: str = "") -> None:
        self.done, self._pressed = done, pressed
        self.deeds += 1


def _session(one: OpenSession, here: str, zone: str, at: datetime) -> SessionLine:
    def words(language: str) -> SessionWords:
        opened = _OPENED.get(one.method, _("Ouverte {moment}"))
        seen = (
            say(language, "Utilisée en ce moment")
            if one.is_this
            else say(language, "Dernière activité {moment}", moment=spoken_date(language, one.seen_at, zone, at))
        )
        return SessionWords(
            device=_named(language, one.device),
            opened=say(language, opened, moment=spoken_date(language, one.started_at, zone, at)),
            seen=_from(language, seen, one.network, here=here, is_this=one.is_this),
        )

    return SessionLine(one.ref, one.is_this, one.device.endswith(_HANDHELD), words("fr"), words("en"))


def _device(one: TrustedDevice, here: str, zone: str, at: datetime) -> DeviceLine:
    def words(language: str) -> DeviceWords:
        used = say(language, "Dernière connexion {moment}", moment=spoken_date(language, one.used_at, zone, at))
        day = spoken_day(language, one.until.astimezone(ZoneInfo(zone)).date())
        return DeviceWords(
            device=_named(language, one.device),
            until=say(language, "De confiance jusqu’au {day}", day=day),
            used=_from(language, used, one.network, here=here, is_this=one.is_this),
        )

    return DeviceLine(one.ref, one.is_this, one.device.endswith(_HANDHELD), words("fr"), words("en"))


def _named(language: str, device: str) -> str:
    return spoken_device(language, device) or say(language, "Appareil inconnu")


def _from(language: str, words: str, network: str, *, here: str, is_this: bool) -> str:
    """Add to some words the network they are about, when something is known of it."""
    place = spoken_place(language, network, here=here, is_this=is_this)
    return f"{words} · {place}" if place else words
