"""Signing in and out: plain form posts, which work before any socket is up and never meet a log.

Each step answers 303 to a page; what was refused, and the address that was typed, come back in a sealed cookie.
"""

import asyncio
import time
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mycharlotte import db, routes
from mycharlotte.domain import addresses, passwords, sessions, sign_in
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.sign_in import Origin
from mycharlotte.http import cookies, origins
from mycharlotte.models.base import now
from mycharlotte.states import flash, identity
from mycharlotte.threads import hashing

# Every answer about a password takes at least this long, so that a full queue or a fast refusal tells nothing.
FLOOR_SECONDS = 0.5
MAX_PASSWORD_TYPED = 1_000


async def post_sign_in(request: Request) -> Response:
    """Check the address and the password, and send the person to the code."""
    started = time.monotonic()
    form = await _form(request)
    typed = {"email": _text(form, "email")[:254]}
    next_path = _wanted(request)
    try:
        token = await _password_step(request, typed["email"], _text(form, "password"), next_path)
    except Refused as refused:
        answer = _back(routes.sign_in(next_path), refused, typed)
    else:
        answer = RedirectResponse(routes.SIGN_IN_CODE, 303)
        cookies.give(answer, cookies.ATTEMPT, token)
        cookies.take_back(answer, cookies.FLASH)
    await asyncio.sleep(max(0.0, started + FLOOR_SECONDS - time.monotonic()))
    return answer


async def post_code(request: Request) -> Response:
    """Check the code and open the session, under new cookies."""
    form = await _form(request)
    try:
        entry = await db.transact(
            sign_in.finish,
            token=_cookie(request, cookies.ATTEMPT),
            code=_text(form, "code")[:40],
            origin=_origin(request),
            now=now(),
        )
    except sign_in.AttemptOver as refused:
        return _back(routes.SIGN_IN, refused, {})
    except Refused as refused:
        return _back(routes.SIGN_IN_CODE, refused, {"code": _text(form, "code")[:40]})
    await _end_session(request)  # whoever was signed in here before
    answer = RedirectResponse(routes.safe_next(entry.next_path), 303)
    cookies.give(answer, cookies.SESSION, entry.session_token)
    cookies.give(answer, cookies.DEVICE, entry.device_token)
    cookies.take_back(answer, cookies.ATTEMPT, cookies.FLASH)
    return answer


async def post_resend(request: Request) -> Response:
    """Send another code."""
    try:
        await db.transact(sign_in.resend, token=_cookie(request, cookies.ATTEMPT), origin=_origin(request), now=now())
    except sign_in.AttemptOver as refused:
        return _back(routes.SIGN_IN, refused, {})
    except Refused as refused:
        return _back(routes.SIGN_IN_CODE, refused, {})
    answer = RedirectResponse(routes.SIGN_IN_CODE, 303)
    cookies.take_back(answer, cookies.FLASH)
    return answer


async def post_sign_out(request: Request) -> Response:
    """End the session on the server, then forget it here."""
    await _end_session(request)
    answer = RedirectResponse(routes.SIGN_IN, 303)
    cookies.take_back(answer, cookies.SESSION, cookies.ATTEMPT, cookies.FLASH)
    answer.headers["clear-site-data"] = '"storage"'
    return answer


ROUTES = [
    Route(routes.POST_SIGN_IN, post_sign_in, methods=["POST"]),
    Route(routes.POST_CODE, post_code, methods=["POST"]),
    Route(routes.POST_RESEND, post_resend, methods=["POST"]),
    Route(routes.POST_SIGN_OUT, post_sign_out, methods=["POST"]),
]


async def _password_step(request: Request, typed: str, password: str, next_path: str) -> str:
    """Return the token of a new attempt.

    Raises:
        Refused: the same for an unknown address as for a wrong password.
    """
    origin = _origin(request)
    email = addresses.parse_email(typed)
    found = await db.read(sign_in.credential, email=email, origin=origin)
    right = await hashing.run(passwords.matches, password[:MAX_PASSWORD_TYPED], found.password_hash)
    if not right:
        await db.transact(sign_in.refuse, found=found, now=now())
        raise sign_in.WrongCredentials
    return await db.transact(sign_in.begin, person_id=found.person_id, origin=origin, next_path=next_path, now=now())


async def _end_session(request: Request) -> None:
    if viewer := await identity.viewer_of(_cookie(request, cookies.SESSION)):
        await db.transact(sessions.end, by=viewer, now=now())
        identity.forget(session_ref=viewer.session_ref)


def _wanted(request: Request) -> str:
    """The page first asked for, as the address of the sign-in page says: known before the page is alive."""
    query = parse_qs(urlsplit(request.headers.get("referer", "")).query)
    return routes.safe_next((query.get(routes.NEXT_PARAMETER) or [""])[0])


def _origin(request: Request) -> Origin:
    return Origin(
        device=origins.device(request.scope),
        address_block=origins.address_block(request.scope),
        device_token=_cookie(request, cookies.DEVICE),
    )


def _back(path: str, refused: Refused, typed: dict[str, str]) -> Response:
    """Send back to a page with what was refused and what was typed, never the password."""
    answer = RedirectResponse(path, 303)
    cookies.give(answer, cookies.FLASH, flash.seal(refused, typed, path=path.partition("?")[0]))
    if isinstance(refused, sign_in.AttemptOver):
        cookies.take_back(answer, cookies.ATTEMPT)
    return answer


async def _form(request: Request) -> FormData:
    """Read a form; what no browser of ours would send is as good as empty."""
    try:
        return await request.form()
    except (HTTPException, ValueError):  # ValueError: bytes that are not in the charset they announce
        return FormData()


def _cookie(request: Request, cookie: str) -> str:
    return cookies.read(request.scope["headers"]).get(cookie, "")


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
