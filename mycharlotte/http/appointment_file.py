"""One of one's appointments as a file for a calendar: when and where, and no word of what for."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mycharlotte import db, routes
from mycharlotte.config import settings
from mycharlotte.domain import appointments, calendar_text
from mycharlotte.domain.appointments import Side
from mycharlotte.domain.errors import NotFound, SignedOut
from mycharlotte.http import forms
from mycharlotte.http.plain import plain_page
from mycharlotte.locales import say
from mycharlotte.models.appointments import CANCELLED
from mycharlotte.views.viewer import Viewer

NAME = "rendez-vous.ics"


async def get_appointment(request: Request) -> Response:
    """Give a patient their appointment."""
    ref = request.path_params["appointment_ref"]
    try:
        who = await forms.viewer(request)
        text = await db.read(_written, viewer=who, appointment_ref=ref)
    except SignedOut:
        known = ref if appointments.REFERENCE.fullmatch(ref) else ""
        return RedirectResponse(routes.sign_in(routes.of_appointment(routes.MY_APPOINTMENT, known)), 303)
    except NotFound:
        return plain_page(request.scope, 404)
    return Response(
        text,
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{NAME}"', "Cache-Control": "no-store"},
    )


ROUTES = [Route(routes.APPOINTMENT_ICS, get_appointment, methods=["GET"])]


def _written(db: Session, *, viewer: Viewer, appointment_ref: str) -> str:
    """Write it: the same event as in the link of the agenda, so that calendars know it again (RFC 5545, 3.8.4.7)."""
    found = appointments.find(db, viewer=viewer, appointment_ref=appointment_ref)
    if found.side is not Side.PATIENT:
        raise NotFound
    kept, origin = found.appointment, settings().origin
    link = origin + routes.of_appointment(routes.MY_APPOINTMENT, kept.ref)
    is_cancelled = kept.state in CANCELLED
    return calendar_text.lines(
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//myCharlotte//Agenda//FR",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            f"UID:{kept.ref}@{urlsplit(origin).hostname}",
            f"DTSTAMP:{_at(kept.updated_at)}",
            f"SEQUENCE:{kept.sequence}",
            f"DTSTART:{_at(kept.starts_at)}",
            f"DTEND:{_at(kept.ends_at)}",
            f"SUMMARY:{calendar_text.text(say(viewer.language, 'Rendez-vous'))}",
            "STATUS:CANCELLED" if is_cancelled else "STATUS:CONFIRMED",
            "CLASS:PRIVATE",
            *([f"LOCATION:{calendar_text.text(kept.place)}"] if kept.place else []),
            f"URL:{link}",
            "END:VEVENT",
            "END:VCALENDAR",
        )
    )


def _at(instant: datetime) -> str:
    return calendar_text.instant(instant)
