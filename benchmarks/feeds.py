"""What timing a calendar link needs: an agenda of a thousand appointments, Radicale with the same, and a reader.

The reader keeps its connections open and asks again as soon as it is answered, as `wrk` does.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast

import httpx
import uvloop

from benchmarks.people import Someone
from benchmarks.servers import Address, Server, running
from mycharlotte import db, routes
from mycharlotte.domain import tokens
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.base import id_of, now
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.calendars import CalendarLink, Detail
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person

CONNECTIONS = 4
COLLECTION = "/mesures/agenda/"
SIGNED = "Basic bWVzdXJlczptZXN1cmVz"  # Radicale asks who one is, and believes it


def make_agenda(companion: Someone, size: int) -> str:
    """Give someone appointments, one an hour from yesterday on, and a link that tells all; return its path."""
    secret = tokens.new()
    with db.transaction() as session:
        bubble = Bubble(name="Bulle de l’agenda")
        patients = [
            Person(
                email=f"patient-{number}@mesures.mycharlotte.fr", first_name="Dominique", last_name=f"Martin {number}"
            )
            for number in range(25)
        ]
        session.add_all([bubble, *patients])
        session.flush()
        kind = ConsultationType(
            bubble_id=id_of(bubble), name="Suivi", active_name="suivi", colour="plum", minutes=45, mode=Mode.ON_SITE
        )
        session.add_all([kind, _place(bubble, companion.person_id, Role.COMPANION)])
        session.add_all(_place(bubble, id_of(patient), Role.PATIENT) for patient in patients)
        session.flush()
        yesterday = now().replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
        session.add_all(
            Appointment(
                bubble_id=id_of(bubble),
                type_id=id_of(kind),
                companion_id=companion.person_id,
                patient_id=id_of(patients[turn % len(patients)]),
                starts_at=yesterday + timedelta(hours=turn),
                ends_at=yesterday + timedelta(hours=turn, minutes=45),
                mode=Mode.ON_SITE,
                place="Maison des Lilas, 12 rue des Acacias, Paris",
                booked_by_id=companion.person_id,
            )
            for turn in range(size)
        )
        session.add(
            CalendarLink(
                person_id=companion.person_id, secret_hash=tokens.digest(secret), detail=Detail.FULL, live_key="all"
            )
        )
    return routes.CALENDAR_FEED.format(secret=secret)


@asynccontextmanager
async def radicale(port: int, folder: Path, calendar: bytes) -> AsyncIterator[Server]:
    """Run Radicale as it comes, with one calendar."""
    options = {
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "none",
        "storage-filesystem-folder": str(folder / "collections"),
        "logging-level": "critical",
    }
    command = [sys.executable, "-m", "radicale", *(f"--{name}={value}" for name, value in options.items())]
    async with running(command, folder, {}, Address(port, "/.web/"), folder) as server:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=120) as http:
            headers = {"Authorization": SIGNED, "Content-Type": "text/calendar"}
            (await http.put(COLLECTION, content=calendar, headers=headers)).raise_for_status()
        yield server


@dataclass(frozen=True)
class Reading:
    """How many answers came, in how many seconds, each with this status and this many bytes of content."""

    answers: int
    seconds: float
    status: int
    size: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def read_again(port: int, path: str, seconds: float, headers: dict[str, str]) -> Reading:
    """Read an address over and over on a few connections that stay open; for a process of its own."""
    return uvloop.run(_read_again(port, path, seconds, headers))


async def _read_again(port: int, path: str, seconds: float, headers: dict[str, str]) -> Reading:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: localhost:{port}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    request = "\r\n".join([*lines, "", ""]).encode()
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    readers = [
        (await loop.create_connection(lambda: _Reader(request, started + seconds), "127.0.0.1", port))[1]
        for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(reader.done for reader in readers))
    taken = time.perf_counter() - started
    ((status, size),) = {(reader.status, reader.size) for reader in readers}
    return Reading(sum(reader.answers for reader in readers), taken, status, size)


class _Reader(asyncio.Protocol):
    """One connection. Answers are counted, not understood: what is timed is the server."""

    def __init__(self, request: bytes, until: float) -> None:
        self.answers = self.status = self.size = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request, self._until = request, until
        self._head = b""
        self._left = -1  # of the content; -1 while the head comes

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Count, and ask again after the last byte."""
        if self._left < 0:
            self._head += data
            head, found, content = self._head.partition(b"\r\n\r\n")
            if not found:
                return
            self.status = int(head[9:12])
            self.size = self._left = _length(head)
            data = content
        self._left -= len(data)
        if self._left == 0:
            self.answers, self._head, self._left = self.answers + 1, b"", -1
            if time.perf_counter() < self._until:
                self._transport.write(self._request)
            else:
                self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """End."""
        if not self.done.done():
            self.done.set_result(None)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


def _place(bubble: Bubble, person_id: int, role: Role) -> Membership:
    return Membership(bubble_id=id_of(bubble), person_id=person_id, role=role)
