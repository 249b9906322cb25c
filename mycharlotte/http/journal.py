"""The journal as a file for spreadsheets: everything, in the reader's language, a part at a time as it is sent."""

from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from mycharlotte import db, deeds, routes, spreadsheets
from mycharlotte.domain import journal
from mycharlotte.domain.errors import SignedOut, TooManyTries
from mycharlotte.domain.journal import Event
from mycharlotte.http import forms
from mycharlotte.http.plain import plain_page
from mycharlotte.locales import say
from mycharlotte.locales.places import spoken_device, spoken_network
from mycharlotte.models.base import now
from mycharlotte.views.viewer import Viewer

LINES = 1_000


async def get_journal(request: Request) -> Response:
    """Give someone their journal, which remembers it."""
    try:
        who = await forms.viewer(request)
    except SignedOut:
        return RedirectResponse(routes.sign_in(routes.JOURNAL), 303)
    if request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        return RedirectResponse(routes.JOURNAL, 303)  # another site's link must not write in one's journal
    at = now()
    headers = spreadsheets.headers(f"mycharlotte-journal-{_local(at, who):%Y-%m-%d}.csv")
    if request.method == "HEAD":
        return Response(headers=headers)
    try:
        await db.transact(journal.download, by=who, origin=forms.origin(request), now=at)
    except TooManyTries as refused:
        return plain_page(request.scope, 429, headers={"Retry-After": str(refused.seconds)})
    return StreamingResponse(_parts(who, at), headers=headers)


ROUTES = [Route(routes.JOURNAL_CSV, get_journal, methods=["GET"])]


async def _parts(who: Viewer, at: datetime) -> AsyncIterator[str]:
    yield spreadsheets.begun(_columns(who.language), who.language)
    part, before = await db.read(_part, who=who, before=0, at=at)
    yield part
    while before:
        part, before = await db.read(_part, who=who, before=before, at=at)
        yield part


def _part(db: Session, *, who: Viewer, before: int, at: datetime) -> tuple[str, int]:
    """Write the lines that come before a place, in a thread: it takes the processor for a moment."""
    page = journal.read(db, viewer=who, before=before, at_most=LINES, now=at)
    return spreadsheets.written([_row(event, who) for event in page.events], who.language), page.before


def _columns(language: str) -> list[str]:
    return [
        say(language, "Date"),
        say(language, "Événement"),
        say(language, "Catégorie"),
        say(language, "Résultat"),
        say(language, "Appareil"),
        say(language, "Réseau"),
    ]


def _row(event: Event, who: Viewer) -> list[str]:
    language = who.language
    return [
        _local(event.at, who).isoformat(timespec="seconds"),
        deeds.sentence(event, language),
        say(language, deeds.KINDS[event.kind]),
        say(language, "Refusé") if event.is_refused else say(language, "Fait"),
        spoken_device(language, event.device),
        spoken_network(language, event.network),
    ]


def _local(at: datetime, who: Viewer) -> datetime:
    return at.astimezone(ZoneInfo(who.timezone))
