"""What tests about calendar links do over and over: make one, read it as an application would."""

import asyncio
from datetime import datetime
from typing import Any

import icalendar

from mycharlotte import db
from mycharlotte.domain import calendar_feeds, calendar_links, tokens
from mycharlotte.domain.calendar_feeds import Feed, Site, Words
from mycharlotte.domain.errors import NotFound
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.cast import sign_in
from tests.domain.agenda import NOW
from tests.domain.doorstep import LAPTOP

SITE = Site(
    host="espace.example.org",
    companion_page="https://espace.example.org/agenda/rendez-vous?rdv=",
    patient_page="https://espace.example.org/rendez-vous/detail?rdv=",
)
WORDS = Words(appointment="Rendez-vous", cancelled="Annulé", see="Voir ce rendez-vous :")
BLOCK = "203.0.113.0/24"


def link(to: Person | Viewer, *, of: Bubble | None = None, detail: str = "busy", now: datetime = NOW) -> str:
    """Make a link to someone's agenda, and return its secret."""
    by = to if isinstance(to, Viewer) else sign_in(to)[0]
    with db.transaction() as session:
        return calendar_links.make(
            session, by=by, bubble_ref=of.ref if of else "", detail=detail, origin=LAPTOP, now=now
        )


def knock(secret: str, *, block: str = BLOCK) -> Feed:
    """Come with a secret."""
    row = asyncio.run(db.glance(calendar_feeds.KNOCK, hash=tokens.digest(secret)))
    try:
        return calendar_feeds.opened(row)
    except NotFound:
        calendar_feeds.guessed(block=block)
        raise


def written(secret: str, *, now: datetime = NOW) -> bytes:
    """Return what an application receives."""
    feed = knock(secret)
    with db.reading() as session:
        return calendar_feeds.write(session, feed=feed, words=WORDS, site=SITE, now=now)


def events(secret: str, *, now: datetime = NOW) -> list[Any]:
    """Return the events that an application understands."""
    calendar = icalendar.Calendar.from_ical(written(secret, now=now))
    assert not calendar.errors
    found = calendar.events
    assert not [event.errors for event in found if event.errors]
    return found


def only(secret: str, *, now: datetime = NOW) -> Any:
    """Return the only event."""
    (event,) = events(secret, now=now)
    return event
