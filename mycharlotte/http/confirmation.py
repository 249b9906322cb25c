"""Proving again who one is, before anything dangerous: with the password, an app or a passkey."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mycharlotte import db, routes
from mycharlotte.domain import confirmation, passwords, proofs
from mycharlotte.domain import passkeys as keys
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.origin import Origin
from mycharlotte.http import cookies, forms, passkeys
from mycharlotte.models.access import Method
from mycharlotte.models.base import now
from mycharlotte.threads import hashing
from mycharlotte.views.viewer import Viewer


async def post_confirmation(request: Request) -> Response:
    """Check the proof, renew the session, and go back to what was about to be done."""
    form, origin = await forms.read(request), forms.origin(request)
    next_path = routes.safe_next(forms.text(form, "next"))
    try:
        who = await forms.viewer(request)
        match forms.text(form, "method"):
            case Method.APP:
                token = await db.transact(
                    proofs.with_app, by=who, code=forms.text(form, "code"), origin=origin, now=now()
                )
            case Method.PASSKEY:
                token = await db.transact(
                    proofs.with_passkey,
                    by=who,
                    credential=forms.text(form, "passkey", 10_000),
                    site=passkeys.site(),
                    origin=origin,
                    now=now(),
                )
            case _:
                await check_password(who, forms.text(form, "password"), origin)
                token = await db.transact(confirmation.confirm, by=who, origin=origin, now=now())
    except Refused as refused:
        return forms.back(request, routes.confirmation(next_path), refused)
    answer = forms.go(request, next_path)
    cookies.give(answer, cookies.SESSION, token)
    return answer


async def post_challenge(request: Request) -> Response:
    """Give what the browser needs to confirm with a passkey."""
    try:
        who = await forms.viewer(request)
        options = await db.transact(keys.challenge_to_confirm, by=who, site=passkeys.site(), now=now())
    except Refused as refused:
        return forms.back(request, routes.CONFIRMATION, refused)
    return Response(options, media_type="application/json")


async def check_password(who: Viewer, password: str, origin: Origin, *, field: str = "password") -> str:
    """Compare someone's password with theirs; return the hash that it matched.

    Raises:
        WrongPassword: beside `field`; TooManyTries.
    """
    kept = await db.read(confirmation.credential, by=who)
    if not await hashing.run(passwords.matches, password, kept):
        await db.transact(confirmation.refuse, by=who, origin=origin, field=field, now=now())
    return kept


ROUTES = [
    Route(routes.POST_CONFIRMATION, post_confirmation, methods=["POST"]),
    Route(routes.POST_CONFIRMATION_CHALLENGE, post_challenge, methods=["POST"]),
]
