"""Passkeys: added, removed, and the site that they are bound to."""

from functools import cache
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mycharlotte import db, routes
from mycharlotte.config import settings
from mycharlotte.domain import keyring
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.passkeys import Site
from mycharlotte.http import cookies, forms
from mycharlotte.models.base import now

CREDENTIAL_AT_MOST = 10_000  # characters


@cache
def site() -> Site:
    """Return the site that passkeys are bound to: a passkey of another host or scheme is worth nothing here."""
    return Site(id=urlsplit(settings().public_url).hostname or "", origin=settings().origin)


async def post_challenge(request: Request) -> Response:
    """Give what the browser needs to make a passkey."""
    name = forms.text(await forms.read(request), "name")
    try:
        who = await forms.viewer(request)
        options = await db.transact(keyring.prepare, by=who, name=name, site=site(), now=now())
    except Refused as refused:
        return forms.back(request, routes.PASSKEYS, refused, {"name": name})
    return Response(options, media_type="application/json")


async def post_passkey(request: Request) -> Response:
    """Keep the passkey that was made."""
    form = await forms.read(request)
    name = forms.text(form, "name")
    try:
        token = await db.transact(
            keyring.add,
            by=await forms.viewer(request),
            credential=forms.text(form, "passkey", CREDENTIAL_AT_MOST),
            name=name,
            site=site(),
            origin=forms.origin(request),
            now=now(),
        )
    except Refused as refused:
        return forms.back(request, routes.PASSKEYS, refused, {"name": name})
    return _go(request, token, done="added")


async def post_removal(request: Request) -> Response:
    """Forget a passkey."""
    passkey_ref = forms.text(await forms.read(request), "passkey")
    try:
        token = await db.transact(
            keyring.remove,
            by=await forms.viewer(request),
            passkey_ref=passkey_ref,
            origin=forms.origin(request),
            now=now(),
        )
    except Refused as refused:
        return forms.back(request, routes.PASSKEYS, refused)
    return _go(request, token, done="removed")


ROUTES = [
    Route(routes.POST_PASSKEY_CHALLENGE, post_challenge, methods=["POST"]),
    Route(routes.POST_PASSKEY, post_passkey, methods=["POST"]),
    Route(routes.POST_PASSKEY_REMOVAL, post_removal, methods=["POST"]),
]


def _go(request: Request, token: str, *, done: str) -> Response:
    answer = forms.go(request, routes.PASSKEYS, done=done)
    cookies.give(answer, cookies.SESSION, token)
    return answer
