"""The authenticator app (seed R38–R41): its key, its activation, its removal."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mycharlotte import db, qr, routes
from mycharlotte.domain import app_removal, authenticator, backup_codes, codes
from mycharlotte.domain.authenticator import AppAlreadyActive
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.origin import Origin
from mycharlotte.http import cookies, forms
from mycharlotte.http.confirmation import check_password
from mycharlotte.models.base import now
from mycharlotte.threads import hashing
from mycharlotte.views.viewer import Viewer


async def post_key(request: Request) -> Response:
    """Give the script of the page the key to put in an app: as text, as a QR code, as a link that apps open."""
    try:
        who = await forms.viewer(request)
        setup = await db.transact(authenticator.begin, by=who, now=now())
    except AppAlreadyActive:
        return forms.go(request, routes.AUTHENTICATOR)  # which says so, and how to remove it
    except Refused as refused:
        return forms.back(request, routes.AUTHENTICATOR, refused)
    drawn = await asyncio.to_thread(qr.image, setup.uri)
    return JSONResponse({"key": setup.key, "uri": setup.uri, "qr": drawn}, headers={"Cache-Control": "no-store"})


async def post_authenticator(request: Request) -> Response:
    """Activate the app with the password and a first code."""
    form, origin = await forms.read(request), forms.origin(request)
    try:
        who = await forms.viewer(request)
        await check_password(who, forms.text(form, "password"), origin)
        token = await db.transact(
            authenticator.activate, by=who, code=forms.text(form, "code"), origin=origin, now=now()
        )
    except Refused as refused:
        return forms.back(request, routes.AUTHENTICATOR, refused)
    return _done(request, "app-added", token)


async def post_removal(request: Request) -> Response:
    """Remove the app with the password and a code: one of the app, or a backup code."""
    form, origin = await forms.read(request), forms.origin(request)
    try:
        who = await forms.viewer(request)
        await check_password(who, forms.text(form, "password"), origin)
        token = await _remove(who, codes.bare(forms.text(form, "code")), origin)
    except Refused as refused:
        return forms.back(request, routes.AUTHENTICATOR, refused)
    return _done(request, "app-removed", token)


ROUTES = [
    Route(routes.POST_AUTHENTICATOR_KEY, post_key, methods=["POST"]),
    Route(routes.POST_AUTHENTICATOR, post_authenticator, methods=["POST"]),
    Route(routes.POST_AUTHENTICATOR_REMOVAL, post_removal, methods=["POST"]),
]


async def _remove(who: Viewer, code: str, origin: Origin) -> str:
    if not backup_codes.looks_like_one(code):
        return await db.transact(app_removal.with_app_code, by=who, code=code, origin=origin, now=now())
    candidate = await db.transact(backup_codes.to_prove, by=who, code=code)
    is_right = await hashing.run(backup_codes.matches, code, candidate)
    return await db.transact(
        app_removal.with_backup_code, by=who, candidate=candidate, is_right=is_right, origin=origin, now=now()
    )


def _done(request: Request, what: str, token: str) -> Response:
    answer = forms.go(request, routes.AUTHENTICATOR, done=what)
    cookies.give(answer, cookies.SESSION, token)
    return answer
