"""Where calendar applications read an agenda by its link: the door that is knocked at most, and waited at least.

Every read asks the database for one row: the link, whether it still opens, and the stamp of what it shows. The text is
written again only when the stamp moved, or after five minutes, for what moves no stamp: somebody's name, a type's, the
days that pass. It is kept ready to be sent, plain and compressed; who has it already is told so (304).

Whatever opens nothing is answered as any address that does not exist: 404, the same page. A link read too often, and a
block of addresses that brings many wrong secrets, are told to wait (429).
"""

import asyncio
import gzip
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from email.utils import formatdate
from functools import cache
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mycharlotte import db, routes
from mycharlotte.config import settings
from mycharlotte.domain import calendar_feeds, tokens
from mycharlotte.domain.calendar_feeds import NOTE_EVERY, Feed, Site, Words
from mycharlotte.domain.errors import NotFound, TooManyTries
from mycharlotte.faults import new_reference, report
from mycharlotte.http import origins
from mycharlotte.http.plain import plain_page
from mycharlotte.locales import say
from mycharlotte.models.base import now

PREFIX, SUFFIX = routes.CALENDAR_FEED.split("{secret}")
KEPT_SECONDS = 300.0
KEPT_BYTES = 64 * 1024 * 1024
NOTED_AT_MOST = 10_000
_APPLICATIONS = (
    ("google-calendar", "google"),
    ("dataaccessd", "apple"),
    ("calendaragent", "apple"),
    ("outlook", "outlook"),
    ("microsoft", "outlook"),
    ("thunderbird", "thunderbird"),
    ("vdirsyncer", "vdirsyncer"),
    ("khal", "khal"),
    ("nextcloud", "nextcloud"),
    ("davx5", "davx5"),
    ("icsx5", "icsx5"),
    ("proton", "proton"),
    ("evolution", "gnome"),
    ("gnome", "gnome"),
    ("korganizer", "kde"),
    ("akonadi", "kde"),
    ("yahoo", "yahoo"),
    ("fantastical", "fantastical"),
    ("busycal", "busycal"),
)


@dataclass(frozen=True)
class Kept:
    """The text of a link, ready to be sent. `tag` is made of it: the same text has the same one everywhere."""

    stamp: tuple[object, ...]
    until: float
    written_at: float
    tag: str
    plain: bytes
    compressed: bytes

    @property
    def size(self) -> int:
        """What it takes in memory, nearly."""
        return len(self.plain) + len(self.compressed)


class Shelf:
    """What was written of links, those read last; never more than `KEPT_BYTES`."""

    def __init__(self, room: int = KEPT_BYTES) -> None:
        self._room = room
        self._kept: OrderedDict[int, Kept] = OrderedDict()
        self._taken = 0

    def find(self, feed: Feed) -> Kept | None:
        """Return what is still true of a link."""
        kept = self._kept.get(feed.link_id)
        if kept is None or kept.stamp != feed.stamp or kept.until < time.monotonic():
            return None
        self._kept.move_to_end(feed.link_id)
        return kept

    def put(self, feed: Feed, plain: bytes, compressed: bytes) -> Kept:
        """Keep a text; it is as old as it was when it is the same."""
        tag, written_at = hashlib.sha256(plain).hexdigest()[:32], time.time()
        if old := self._kept.pop(feed.link_id, None):
            self._taken -= old.size
            written_at = old.written_at if old.tag == tag else written_at
        kept = Kept(feed.stamp, time.monotonic() + KEPT_SECONDS, written_at, tag, plain, compressed)
        self._kept[feed.link_id] = kept
        self._taken += kept.size
        while self._taken > self._room:
            self._taken -= self._kept.popitem(last=False)[1].size
        return kept


class Door:
    """Answers reads. It stands at the edge: nothing of the pages is on the way of what is no browser."""

    def __init__(self) -> None:
        self._shelf = Shelf()
        self._noted: OrderedDict[int, float] = OrderedDict()
        self._notes: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["method"] not in {"GET", "HEAD"}:
            await plain_page(scope, 405, headers={"Allow": "GET, HEAD"})(scope, receive, send)
            return
        path = scope["path"]
        secret = path[len(PREFIX) : -len(SUFFIX)] if path.endswith(SUFFIX) else ""
        try:
            row = await db.glance(calendar_feeds.KNOCK, hash=tokens.digest(secret))
            feed = calendar_feeds.opened(row)
        except (NotFound, TooManyTries) as refused:
            await _refusal(scope, refused)(scope, receive, send)
            return
        kept = self._shelf.find(feed) or await self._write(feed)
        self._note(feed, origins.header(scope, b"user-agent"))
        await _send(scope, send, kept)

    async def _write(self, feed: Feed) -> Kept:
        plain = await db.read(calendar_feeds.write, feed=feed, words=_words(feed.language), site=_site(), now=now())
        return self._shelf.put(feed, plain, await asyncio.to_thread(gzip.compress, plain, 6, mtime=0))

    def _note(self, feed: Feed, agent: str) -> None:
        """Write down that the link was read, once a minute at most, behind the reader's back."""
        at = time.monotonic()
        if self._noted.get(feed.link_id, 0.0) > at:
            return
        self._noted[feed.link_id] = at + NOTE_EVERY.total_seconds()
        self._noted.move_to_end(feed.link_id)
        while len(self._noted) > NOTED_AT_MOST:
            self._noted.popitem(last=False)
        note = asyncio.create_task(self._write_down(feed, application(agent)))
        self._notes.add(note)
        note.add_done_callback(self._notes.discard)

    async def _write_down(self, feed: Feed, by: str) -> None:
        try:
            await db.transact(calendar_feeds.note_read, feed=feed, by=by, now=now())
        except Exception as fault:  # noqa: BLE001  (nobody waits for it: told to the log)
            report(fault, reference=new_reference(), where="noting that a calendar link was read")


def application(agent: str) -> str:
    """Name what reads a link, in words of ours: a header is anyone's text. Empty when we do not know it."""
    said = agent.lower()
    return next((name for mark, name in _APPLICATIONS if mark in said), "")


door = Door()


def _refusal(scope: Scope, refused: NotFound | TooManyTries) -> Response:
    """The page of an address that does not exist, or one that asks to wait."""
    try:
        if isinstance(refused, TooManyTries):
            raise refused
        calendar_feeds.guessed(block=origins.address_block(scope))
    except TooManyTries as too_many:
        return plain_page(scope, 429, headers={"Retry-After": str(too_many.seconds)})
    return plain_page(scope, 404)


async def _send(scope: Scope, send: Send, kept: Kept) -> None:
    is_compressed = _takes_gzip(origins.header(scope, b"accept-encoding"))
    tags = {coding: f'"{kept.tag}{coding}"' for coding in ("", "-gzip")}  # other bytes, another strong tag (RFC 9110)
    held = {tag.strip().removeprefix("W/") for tag in origins.header(scope, b"if-none-match").split(",")}
    known = next((tag for tag in tags.values() if tag in held or "*" in held), "")
    body = kept.compressed if is_compressed else kept.plain
    given = [
        (b"etag", (known or tags["-gzip" if is_compressed else ""]).encode()),
        (b"last-modified", formatdate(kept.written_at, usegmt=True).encode()),
        (b"cache-control", b"private, no-cache"),
        (b"vary", b"Accept-Encoding"),
        (b"x-robots-tag", b"noindex, nofollow"),
    ]
    if not known:
        given += [
            (b"content-type", b"text/calendar; charset=utf-8"),
            (b"content-disposition", b'inline; filename="mycharlotte.ics"'),
            (b"content-length", str(len(body)).encode()),
        ]
        if is_compressed:
            given.append((b"content-encoding", b"gzip"))
    await send({"type": "http.response.start", "status": 304 if known else 200, "headers": given})
    await send({"type": "http.response.body", "body": b"" if known or scope["method"] == "HEAD" else body})


def _takes_gzip(accepted: str) -> bool:
    for coding in accepted.lower().split(","):
        name, _, parameters = coding.partition(";")
        if name.strip() in {"gzip", "*"}:
            return parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


@cache
def _words(language: str) -> Words:
    return Words(
        appointment=say(language, "Rendez-vous"),
        cancelled=say(language, "Annulé"),
        see=say(language, "Voir ce rendez-vous :"),
    )


@cache
def _site() -> Site:
    origin = settings().origin
    return Site(
        host=urlsplit(origin).hostname or "",
        companion_page=origin + routes.of_appointment(routes.APPOINTMENT, ""),
        patient_page=origin + routes.of_appointment(routes.MY_APPOINTMENT, ""),
    )
