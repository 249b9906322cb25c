"""People to measure with: created in the application's database through its domain, signed in as anyone would be.

They are made, and sign in, in a process of their own, so that they do not slow down the client that measures.
"""

import asyncio
import email
import multiprocessing
import os
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email import policy
from itertools import count
from pathlib import Path
from typing import ParamSpec, TypeVar

import httpx

from benchmarks.servers import Address, Server
from mycharlotte import db, routes
from mycharlotte.domain import names, passwords, sessions
from mycharlotte.domain.origin import Origin
from mycharlotte.models.base import id_of, now
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.people import Person
from mycharlotte.startup import prepare

P = ParamSpec("P")
T = TypeVar("T")

PASSWORD = "Lavande-Mesures-2026"  # noqa: S105 - of people who live for a minute
CODE = re.compile(r"^(\d{6})\b", re.MULTILINE)
MAIL_SECONDS = 30
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

_numbers = count(1)


@dataclass(frozen=True)
class Someone:
    """A person, and their session's cookie once they are in."""

    number: int
    person_id: int = 0
    cookie: str = ""

    @property
    def email(self) -> str:
        """Their address."""
        return f"personne-{self.number}@mesures.mycharlotte.fr"

    @property
    def forwarded_for(self) -> str:
        """Where they come from, each from another block of addresses, as a proxy says it."""
        return f"10.{self.number // 250}.{self.number % 250}.7"


class People:
    """Makes people of one application."""

    def __init__(self, server: Server, process: ProcessPoolExecutor) -> None:
        self._server = server
        self._process = process

    async def create(self, how_many: int) -> list[Someone]:
        """Create people who have the same password and are not signed in."""
        return await self.apart(_create, [next(_numbers) for _ in range(how_many)])

    async def signed_in(self, how_many: int) -> list[Someone]:
        """Create people and open a session for each without going through the forms, which refuse hundreds at once."""
        return await self.apart(_open_sessions, await self.create(how_many))

    async def sign_in(self, people: list[Someone]) -> list[Someone]:
        """Sign everyone in at once, by the two forms and the mailed code."""
        return await self.apart(_sign_in_all, self._server.address, self._server.folder / "mailbox", people)

    async def gather(self, admin: Someone, size: int) -> str:
        """Make a bubble of that many members, half of them patients, run by `admin`; return its reference."""
        return await self.apart(_gather, admin, [next(_numbers) for _ in range(size - 1)])

    async def apart(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something in the process of the people."""
        return await asyncio.wrap_future(self._process.submit(work, *args, **kwargs))


@contextmanager
def people_of(server: Server) -> Iterator[People]:
    """Open the door to an application's people."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, initializer=_begin, initargs=(dict(server.environment),)) as process:
        yield People(server, process)


def _begin(environment: Mapping[str, str]) -> None:
    """Share the application's settings, hence its database and its keys."""
    os.environ.update(environment)
    os.nice(5)  # they come from elsewhere: the server's processors are not theirs
    prepare()


def _create(numbers: list[int]) -> list[Someone]:
    hashed = passwords.hashed(PASSWORD)
    made = [
        Person(email=Someone(n).email, first_name="Dominique", last_name="Martin", password_hash=hashed)
        for n in numbers
    ]
    with db.transaction() as session:
        session.add_all(made)
        session.flush()
        return [Someone(n, person.id or 0) for n, person in zip(numbers, made, strict=True)]


def _gather(admin: Someone, numbers: list[int]) -> str:
    with db.transaction() as session:
        bubble = Bubble(name=f"Bulle de {len(numbers) + 1}")
        made = [Person(email=Someone(n).email, first_name="Dominique", last_name=f"Martin {n}") for n in numbers]
        session.add_all([bubble, *made])
        session.flush()
        places = [
            Membership(
                bubble_id=id_of(bubble),
                person_id=id_of(person),
                role=Role.PATIENT if turn % 2 else Role.COMPANION,
                folded_name=names.sorted_as(first_name=person.first_name, last_name=person.last_name),
            )
            for turn, person in enumerate(made)
        ]
        run_by = Membership(bubble_id=id_of(bubble), person_id=admin.person_id, role=Role.COMPANION, is_admin=True)
        session.add_all([run_by, *places])
        return bubble.ref


def _open_sessions(people: list[Someone]) -> list[Someone]:
    with db.transaction() as session:
        return [
            replace(
                someone,
                cookie="mycharlotte-session="
                + sessions.start(
                    session,
                    person=session.get_one(Person, someone.person_id),
                    origin=Origin("Firefox, Linux", ""),
                    now=now(),
                ),
            )
            for someone in people
        ]


def _sign_in_all(address: Address, mailbox: Path, people: list[Someone]) -> list[Someone]:
    async def everyone() -> list[Someone]:
        return list(await asyncio.gather(*(_sign_in(address, mailbox, someone) for someone in people)))

    return asyncio.run(everyone())


async def _sign_in(address: Address, mailbox: Path, someone: Someone) -> Someone:
    headers = {
        "Host": f"localhost:{address.port}",
        "Origin": address.origin,
        "X-Forwarded-For": someone.forwarded_for,
        "User-Agent": FIREFOX,
    }
    old = _mails(mailbox)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{address.port}", headers=headers, timeout=60) as http:
        form = {"email": someone.email, "password": PASSWORD, "next": "/"}
        attempt = _cookie(await http.post(routes.POST_SIGN_IN, data=form), "attempt")
        code = {"code": await _code(mailbox, someone, old)}
        http.cookies.clear()
        answer = await http.post(routes.POST_CODE, data=code, headers={"Cookie": attempt})
        return replace(someone, cookie=_cookie(answer, "session"))


def _cookie(answer: httpx.Response, name: str) -> str:
    full = f"mycharlotte-{name}"
    if full not in answer.cookies:
        message = f"{answer.request.url.path} answered {answer.status_code} without the cookie {full}"
        raise RuntimeError(message)
    return f"{full}={answer.cookies[full]}"


async def _code(mailbox: Path, someone: Someone, old: set[Path]) -> str:
    """Return the code of the mail that someone receives."""
    async with asyncio.timeout(MAIL_SECONDS):
        while True:
            new = _mails(mailbox) - old
            for path in new:
                if code := _code_in(path, someone):
                    return code
            old |= new
            await asyncio.sleep(0.05)


def _mails(mailbox: Path) -> set[Path]:
    return set(mailbox.glob("*.eml"))


def _code_in(path: Path, someone: Someone) -> str:
    mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    if someone.email not in str(mail["To"]) or body is None:
        return ""
    found = CODE.search(body.get_content())
    return found[1] if found else ""
