"""An invitation answered over HTTP: its link is opened, then an account is made, or the place is taken, or declined."""

import asyncio
import re
import time

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mycharlotte import db, routes
from mycharlotte.config import settings
from mycharlotte.domain import acceptance, passwords, sign_ups
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.guests import InvitationOver
from mycharlotte.domain.sign_ups import AccountExists, SignUpOver
from mycharlotte.http import cookies, forms, sign_in
from mycharlotte.models.base import now
from mycharlotte.states import identity
from mycharlotte.threads import hashing

# What mails something takes at least this long, so that it does not tell which of two letters was written.
FLOOR_SECONDS = 0.5
TOKEN = re.compile(r"[A-Za-z0-9_-]{0,64}")  # what mail programs glue to the end of a link is left behind
CUT = "-"  # for a link of which nothing is left, so that its page says so


async def get_link(request: Request) -> Response:
    """Exchange a link for a short cookie: the secret leaves the address bar and the history.

    Nothing else: mail scanners open links too. Whether it opens anything is for the page to say.
    """
    found = TOKEN.match(request.query_params.get(routes.TOKEN_PARAMETER, ""))
    answer = RedirectResponse(routes.INVITATION, 303)
    cookies.give(answer, cookies.INVITATION, (found and found[0]) or CUT)
    cookies.take_back(answer, cookies.FLASH)
    return answer


async def post_sign_up(request: Request) -> Response:
    """Ask for an account: the same answer, in the same time, whether or not the address has one."""
    started = time.monotonic()
    form, origin = await forms.read(request), forms.origin(request)
    typed = {field: forms.text(form, field, 200) for field in ("first_name", "last_name")}
    password = forms.text(form, "new_password")
    token = forms.cookie(request, cookies.INVITATION)
    try:
        wanted = await db.read(
            sign_ups.check,
            token=token,
            names_typed=typed,
            password=password,
            language=forms.language(request),
            origin=origin,
            now=now(),
        )
        asked = await db.transact(
            sign_ups.ask,
            token=token,
            wanted=wanted,
            password_hash=await hashing.run(passwords.hashed, password),
            link=routes.invitation_link(settings().origin),
            origin=origin,
            now=now(),
        )
    except InvitationOver:
        return forms.go(request, routes.INVITATION)  # whose page says why
    except Refused as refused:
        return forms.back(request, routes.INVITATION, refused, typed)
    answer = forms.go(request, routes.INVITATION_CODE)
    cookies.give(answer, cookies.SIGN_UP, asked)
    await _not_before(started)
    return answer


async def post_code(request: Request) -> Response:
    """Check the code, and let the person in to the account it makes."""
    code = forms.text(await forms.read(request), "code")
    token, origin = forms.cookie(request, cookies.SIGN_UP), forms.origin(request)
    try:
        entry = await db.transact(sign_ups.answer, token=token, code=code, origin=origin, now=now())
    except (SignUpOver, InvitationOver, AccountExists) as refused:
        return _leave_code(request, refused)
    except Refused as refused:
        typed = {"code": code[: sign_in.CODE_SHOWN_AGAIN]}
        return forms.back(request, routes.INVITATION_CODE, refused, typed)
    answer = await sign_in.let_in(request, entry, done="welcome")
    cookies.take_back(answer, cookies.INVITATION, cookies.SIGN_UP)
    return answer


async def post_resend(request: Request) -> Response:
    """Send another code."""
    started = time.monotonic()
    token, origin = forms.cookie(request, cookies.SIGN_UP), forms.origin(request)
    try:
        await db.transact(
            sign_ups.resend, token=token, link=routes.invitation_link(settings().origin), origin=origin, now=now()
        )
    except (SignUpOver, InvitationOver) as refused:
        return _leave_code(request, refused)
    except Refused as refused:
        return forms.back(request, routes.INVITATION_CODE, refused)
    await _not_before(started)
    return forms.go(request, routes.INVITATION_CODE)


async def post_accept(request: Request) -> Response:
    """Join the bubble, as whoever is signed in."""
    token, origin = forms.cookie(request, cookies.INVITATION), forms.origin(request)
    try:
        who = await forms.viewer(request)
        bubble_ref = await db.transact(acceptance.accept, by=who, token=token, origin=origin, now=now())
    except InvitationOver:
        return forms.go(request, routes.INVITATION)
    except Refused as refused:
        return forms.back(request, routes.INVITATION, refused)
    identity.forget(person_ref=who.ref)  # who has one more place from here on
    answer = forms.go(request, routes.of_bubble(routes.BUBBLE, bubble_ref))
    cookies.take_back(answer, cookies.INVITATION, cookies.SIGN_UP)
    return answer


async def post_decline(request: Request) -> Response:
    """Say no; the cookie stays, for the page to say that it was heard."""
    token, origin = forms.cookie(request, cookies.INVITATION), forms.origin(request)
    try:
        await db.transact(acceptance.decline, token=token, origin=origin, now=now())
    except InvitationOver:
        return forms.go(request, routes.INVITATION)
    except Refused as refused:
        return forms.back(request, routes.INVITATION, refused)
    answer = forms.go(request, routes.INVITATION)
    cookies.take_back(answer, cookies.SIGN_UP)
    return answer


async def post_leave(request: Request) -> Response:
    """Sign out, and come back to the invitation as the person it is for."""
    return await sign_in.leave(request, to=routes.INVITATION)


ROUTES = [
    Route(routes.INVITATION_LINK, get_link, methods=["GET"]),
    Route(routes.POST_SIGN_UP, post_sign_up, methods=["POST"]),
    Route(routes.POST_SIGN_UP_CODE, post_code, methods=["POST"]),
    Route(routes.POST_SIGN_UP_RESEND, post_resend, methods=["POST"]),
    Route(routes.POST_ACCEPT, post_accept, methods=["POST"]),
    Route(routes.POST_DECLINE, post_decline, methods=["POST"]),
    Route(routes.POST_LEAVE_TO_ACCEPT, post_leave, methods=["POST"]),
]


def _leave_code(request: Request, refused: Refused) -> Response:
    """Go back to the invitation, which says what it is worth by itself."""
    if isinstance(refused, InvitationOver):
        answer = forms.go(request, routes.INVITATION)
    else:
        answer = forms.back(request, routes.INVITATION, refused)
    cookies.take_back(answer, cookies.SIGN_UP)
    return answer


async def _not_before(started: float) -> None:
    await asyncio.sleep(max(0.0, started + FLOOR_SECONDS - time.monotonic()))
