"""Where a sign-in stands, for a page that is signed in to without being left."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mycharlotte import db, demo, routes
from mycharlotte.domain import second_step
from mycharlotte.http import cookies, forms
from mycharlotte.models.base import now


async def get_second_step(request: Request) -> Response:
    """Say which second step is asked for, and what else it may be; in a demo, where the mails are."""
    token = forms.cookie(request, cookies.ATTEMPT)
    view = await db.read(second_step.show, token=token, origin=forms.origin(request), now=now())
    return JSONResponse(asdict(view) | {"mailbox": demo.mailbox_url()})


ROUTES = [Route(routes.SECOND_STEP, get_second_step, methods=["GET"])]
