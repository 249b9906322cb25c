"""Signing in and out: plain form posts, which work before any socket is up and never meet a log."""

import asyncio
import time
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mycharlotte import db, routes
from mycharlotte.domain import addresses, backup_codes, codes, passwords, second_step, sessions, sign_in
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.second_step import Answer
from mycharlotte.domain.sign_in import AttemptOver, Entry
from mycharlotte.http import cookies, forms, passkeys
from mycharlotte.models.access import Method
from mycharlotte.models.base import now
from mycharlotte.states import identity
from mycharlotte.threads import hashing

# Every answer about a password takes at least this long, so that a full queue or a fast refusal tells nothing.
FLOOR_SECONDS = 0.5
CODE_SHOWN_AGAIN = 40


async def post_sign_in(request: Request) -> Response:
    """Check the address and the password, and send the person to the second step."""
    started = time.monotonic()
    form = await forms.read(request)
    typed = {"email": forms.text(form, "email", 254)}
    next_path = _wanted(request)
    try:
        begun = await _password_step(request, typed["email"], forms.text(form, "password"), next_path)
    except Refused as refused:
        answer = forms.back(request, routes.sign_in(next_path), refused, typed)
    else:
        answer = await begun_with(request, begun)
    await asyncio.sleep(max(0.0, started + FLOOR_SECONDS - time.monotonic()))
    return answer


async def post_code(request: Request) -> Response:
    """Check the second step and open the session, under new cookies."""
    form = await forms.read(request)
    token = forms.cookie(request, cookies.ATTEMPT)
    method = forms.text(form, "method") or await _method(request, token)
    answer = Answer(
        token=token,
        code=forms.text(form, "passkey", 10_000) if method == Method.PASSKEY else forms.text(form, "code"),
        is_to_be_trusted=forms.text(form, "trust") == "yes",
        method=method,
    )
    try:
        entry = await _second_step(request, method, answer)
    except AttemptOver as refused:
        return _start_again(request, refused)
    except Refused as refused:
        typed = {} if method == Method.PASSKEY else {"code": answer.code[:CODE_SHOWN_AGAIN]}
        return forms.back(request, routes.SIGN_IN_CODE, refused, typed)
    return await let_in(request, entry)


async def post_method(request: Request) -> Response:
    """Go on by another method."""
    method = forms.text(await forms.read(request), "method")
    return await _on_attempt(request, second_step.choose, method=method)


async def post_resend(request: Request) -> Response:
    """Send another code."""
    return await _on_attempt(request, second_step.resend)


async def post_challenge(request: Request) -> Response:
    """Give what the browser needs to sign in with a passkey."""
    try:
        token = forms.cookie(request, cookies.ATTEMPT)
        options = await db.transact(second_step.challenge, token=token, site=passkeys.site(), now=now())
    except AttemptOver as refused:
        return _start_again(request, refused)
    return Response(options, media_type="application/json")


async def post_sign_out(request: Request) -> Response:
    """End the session on the server, then forget it here."""
    answer = await leave(request, to=routes.SIGN_IN)
    cookies.take_back(answer, cookies.INVITATION)  # the next person at this computer has no business with it
    return answer


ROUTES = [
    Route(routes.POST_SIGN_IN, post_sign_in, methods=["POST"]),
    Route(routes.POST_CODE, post_code, methods=["POST"]),
    Route(routes.POST_METHOD, post_method, methods=["POST"]),
    Route(routes.POST_RESEND, post_resend, methods=["POST"]),
    Route(routes.POST_CHALLENGE, post_challenge, methods=["POST"]),
    Route(routes.POST_SIGN_OUT, post_sign_out, methods=["POST"]),
]


async def begun_with(request: Request, begun: str | Entry) -> Response:
    """Lead whoever gave a right password to the second step, or in when the device is trusted."""
    if isinstance(begun, Entry):
        return await let_in(request, begun)
    answer = forms.go(request, routes.SIGN_IN_CODE)
    cookies.give(answer, cookies.ATTEMPT, begun)
    return answer


async def let_in(request: Request, entry: Entry, *, done: str = "") -> Response:
    """Give the cookies of a session that was just opened; the page that comes next says what was `done`."""
    await _end_session(request)  # whoever was signed in here before
    answer = forms.go(request, routes.safe_next(entry.next_path), done=done)
    cookies.give(answer, cookies.SESSION, entry.session_token)
    cookies.give(answer, cookies.DEVICE, entry.device_token)
    cookies.take_back(answer, cookies.ATTEMPT, cookies.RESET, cookies.SIGN_UP)
    return answer


async def leave(request: Request, *, to: str) -> Response:
    """End the session of this browser, if there is one, and lead to a page that anyone may open."""
    await _end_session(request)
    answer = forms.go(request, to)
    cookies.take_back(answer, cookies.SESSION, cookies.ATTEMPT, cookies.SIGN_UP)
    answer.headers["clear-site-data"] = '"storage"'
    return answer


async def _password_step(request: Request, typed: str, password: str, next_path: str) -> str | Entry:
    """Return the token of a new attempt, or an entry on a trusted device.

    Raises:
        Refused: the same for an unknown address as for a wrong password.
    """
    origin = forms.origin(request)
    email = addresses.parse_email(typed)
    found = await db.read(sign_in.credential, email=email, origin=origin)
    if not await hashing.run(passwords.matches, password, found.password_hash):
        await db.transact(sign_in.refuse, found=found, origin=origin, now=now())
        raise sign_in.WrongCredentials
    return await db.transact(sign_in.begin, found=found, origin=origin, next_path=next_path, now=now())


async def _method(request: Request, token: str) -> str:
    """The method chosen last, for a form sent before its page was alive."""
    return (await db.read(second_step.show, token=token, origin=forms.origin(request), now=now())).method


async def _second_step(request: Request, method: str, answer: Answer) -> Entry:
    origin = forms.origin(request)
    if method == Method.PASSKEY:
        return await db.transact(
            second_step.answer_passkey, answer=answer, site=passkeys.site(), origin=origin, now=now()
        )
    if method == Method.BACKUP:
        candidate = await db.transact(second_step.take, answer=answer, now=now())
        is_right = await hashing.run(backup_codes.matches, codes.bare(answer.code), candidate)
        return await db.transact(
            second_step.answer_backup, answer=answer, candidate=candidate, is_right=is_right, origin=origin, now=now()
        )
    return await db.transact(second_step.answer, answer=answer, origin=origin, now=now())


async def _on_attempt(request: Request, verb: object, **details: str) -> Response:
    """Do something about an attempt, and come back to its page."""
    token, origin = forms.cookie(request, cookies.ATTEMPT), forms.origin(request)
    try:
        await db.transact(verb, token=token, origin=origin, now=now(), **details)  # type: ignore[arg-type]
    except AttemptOver as refused:
        return _start_again(request, refused)
    except Refused as refused:
        return forms.back(request, routes.SIGN_IN_CODE, refused)
    return forms.go(request, routes.SIGN_IN_CODE)


def _start_again(request: Request, refused: AttemptOver) -> Response:
    answer = forms.back(request, routes.SIGN_IN, refused)
    cookies.take_back(answer, cookies.ATTEMPT)
    return answer


async def _end_session(request: Request) -> None:
    if viewer := await identity.viewer_of(forms.cookie(request, cookies.SESSION)):
        await db.transact(sessions.end, by=viewer, now=now())
        identity.forget(session_ref=viewer.session_ref)


def _wanted(request: Request) -> str:
    """The page first asked for, as the address of the sign-in page says: known before the page is alive."""
    query = parse_qs(urlsplit(request.headers.get("referer", "")).query)
    return routes.safe_next((query.get(routes.NEXT_PARAMETER) or [""])[0])
