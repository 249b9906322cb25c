"""Links to agendas are given by this door alone: once, to a script that keeps them nowhere."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mycharlotte import db, qr, routes
from mycharlotte.config import settings
from mycharlotte.domain import calendar_links
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.http import forms
from mycharlotte.models.base import now


async def post_calendar_link(request: Request) -> Response:
    """Do what `deed` says: `make`, `renew`, `choose` or `revoke`.

    The first two answer `{"link", "webcal", "qr"}`, the others `{"to"}`.
    """
    if not forms.wants_json(request):
        return forms.go(request, routes.AGENDAS)  # nothing to show a link with: none is made
    form, who = await forms.read(request), None
    deed = forms.text(form, "deed", 8)
    link, detail, agenda = (forms.text(form, name, 32) for name in ("link", "detail", "agenda"))
    try:
        who = await forms.viewer(request)
        given: dict[str, Any] = {"by": who, "origin": forms.origin(request), "now": now()}
        match deed:
            case "make":
                return await _shown(await db.transact(calendar_links.make, bubble_ref=agenda, detail=detail, **given))
            case "renew":
                return await _shown(await db.transact(calendar_links.renew, link_ref=link, **given))
            case "choose":
                await db.transact(calendar_links.choose, link_ref=link, detail=detail, **given)
            case "revoke":
                await db.transact(calendar_links.revoke, link_ref=link, **given)
            case _:
                raise NotFound
    except Refused as refused:
        return forms.back(request, routes.AGENDAS, refused, who=who)
    return forms.go(request, routes.AGENDAS)


ROUTES = [Route(routes.POST_CALENDAR_LINK, post_calendar_link, methods=["POST"])]


async def _shown(secret: str) -> Response:
    """A link as a person needs it: to copy, to open in a calendar (`webcal`), to scan with a phone."""
    link = settings().origin + routes.CALENDAR_FEED.format(secret=secret)
    webcal = f"webcal:{link.partition(':')[2]}"
    shown = {"link": link, "webcal": webcal, "qr": await asyncio.to_thread(qr.image, webcal)}
    return JSONResponse(shown, headers={"Cache-Control": "no-store"})
