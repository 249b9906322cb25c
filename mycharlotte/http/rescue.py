"""Rescue codes are given out by this door alone: once, to a script that keeps them nowhere."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mycharlotte import db, routes
from mycharlotte.domain import rescue
from mycharlotte.domain.errors import Refused
from mycharlotte.http import forms
from mycharlotte.locales.dates import spoken_time
from mycharlotte.models.base import now
from mycharlotte.views.viewer import Viewer


async def post_rescue(request: Request) -> Response:
    """Give a new code for someone: `{"code", "until", "seconds"}`, until when it is good and for how long."""
    if not forms.wants_json(request):
        return forms.go(request, routes.RESCUE)  # nothing to show a code with: none is made
    form, at = await forms.read(request), now()
    who: Viewer | None = None
    try:
        who = await forms.viewer(request)
        code = await db.transact(
            rescue.issue,
            by=who,
            person_ref=forms.text(form, "person", 32),
            identity_check=forms.text(form, "identity_check", 2_000),
            origin=forms.origin(request),
            now=at,
        )
    except Refused as refused:
        return forms.back(request, routes.RESCUE, refused, who=who)
    until = spoken_time(who.language, at + rescue.LIFE, who.timezone)
    seconds = int(rescue.LIFE.total_seconds())
    return JSONResponse({"code": code, "until": until, "seconds": seconds})


ROUTES = [Route(routes.POST_RESCUE, post_rescue, methods=["POST"])]
