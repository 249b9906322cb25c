"""Passwords: changed by whoever is signed in, set anew by whoever holds a mailed link, judged while they are typed."""

import asyncio
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from mycharlotte import advice, db, routes
from mycharlotte.config import settings
from mycharlotte.domain import addresses, guests, limits, new_passwords, passwords
from mycharlotte.domain.errors import Refused, SignedOut
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.new_passwords import LinkOver
from mycharlotte.http import cookies, forms
from mycharlotte.http.confirmation import check_password
from mycharlotte.http.sign_in import begun_with
from mycharlotte.models.base import now
from mycharlotte.threads import hashing
from mycharlotte.views.viewer import Viewer

# Asking for a link takes at least this long, whether or not someone has the address.
FLOOR_SECONDS = 0.5


async def post_password(request: Request) -> Response:
    """Change one's password (seed R28)."""
    form, origin = await forms.read(request), forms.origin(request)
    current, wanted = forms.text(form, "current_password"), forms.text(form, "new_password")
    try:
        who = await forms.viewer(request)
        passwords.require_strength(wanted, about=_about(who), current=current)
        kept = await check_password(who, current, origin, field="current_password")
        new_hash = await hashing.run(passwords.hashed, wanted)
        token = await db.transact(
            new_passwords.change, by=who, password_hash=new_hash, instead_of=kept, origin=origin, now=now()
        )
    except Refused as refused:
        return forms.back(request, routes.SECURITY, refused)
    answer = forms.go(request, routes.SECURITY, done="password")
    cookies.give(answer, cookies.SESSION, token)
    return answer


async def post_forgotten(request: Request) -> Response:
    """Mail a link to choose another password: the same answer, in the same time, for any address."""
    started = time.monotonic()
    typed = forms.text(await forms.read(request), "email", 254)
    link = f"{settings().origin}{routes.RESET_LINK}?{routes.TOKEN_PARAMETER}="
    try:
        email = addresses.parse_email(typed)
        await db.transact(new_passwords.ask, email=email, link=link, origin=forms.origin(request), now=now())
    except Refused as refused:
        answer = forms.back(request, routes.FORGOTTEN, refused, {"email": typed})
    else:
        answer = forms.go(request, routes.FORGOTTEN, done=email)
    await asyncio.sleep(max(0.0, started + FLOOR_SECONDS - time.monotonic()))
    return answer


async def get_link(request: Request) -> Response:
    """Exchange the link of a mail for a short cookie: the secret leaves the address bar and the history."""
    token = request.query_params.get(routes.TOKEN_PARAMETER, "")
    try:
        await db.read(new_passwords.opened, token=token, now=now())
    except LinkOver as refused:
        return forms.back(request, routes.FORGOTTEN, refused)
    answer = RedirectResponse(routes.NEW_PASSWORD, 303)
    cookies.give(answer, cookies.RESET, token)
    cookies.take_back(answer, cookies.FLASH)
    return answer


async def post_new_password(request: Request) -> Response:
    """Set another password by a link, and go on to the second step."""
    token, wanted = forms.cookie(request, cookies.RESET), forms.text(await forms.read(request), "new_password")
    try:
        found = await db.read(new_passwords.opened, token=token, now=now())
        passwords.require_strength(wanted, about=found.about)
        if await hashing.run(passwords.matches, wanted, found.password_hash):
            raise passwords.PasswordWeak(weaknesses=[passwords.Weakness.SAME])
        new_hash = await hashing.run(passwords.hashed, wanted)
        begun = await db.transact(
            new_passwords.reset,
            token=token,
            password_hash=new_hash,
            # Whoever was answering an invitation goes on with it.
            next_path=routes.INVITATION if forms.cookie(request, cookies.INVITATION) else "",
            origin=forms.origin(request),
            now=now(),
        )
    except LinkOver as refused:
        answer = forms.back(request, routes.FORGOTTEN, refused)
    except Refused as refused:
        return forms.back(request, routes.NEW_PASSWORD, refused)
    else:
        answer = await begun_with(request, begun)
    cookies.take_back(answer, cookies.RESET)
    return answer


async def post_strength(request: Request) -> Response:
    """Judge a password while it is typed, with advice in the reader's language; nothing of it is kept."""
    who: Viewer | None = None
    try:
        limits.spend(Limit.STRENGTH_BY_BLOCK, forms.origin(request).address_block)
        try:
            who = await forms.viewer(request)
            about = _about(who)
        except SignedOut:
            about = await _about_whoever_holds_a_link(request)
        password = forms.text(await forms.read(request), "password", passwords.MAX_LENGTH)
        judged = await asyncio.to_thread(passwords.judge, password, about=about)
    except Refused as refused:
        return forms.back(request, routes.SECURITY, refused)
    found = passwords.weaknesses(password, about=about)
    language = forms.language(request, who)
    return JSONResponse(
        {
            "score": judged.score,
            "advice": [words for text in judged.advice if (words := advice.sentence(text, language))],
            "weaknesses": [str(weakness) for weakness in found],
        }
    )


ROUTES = [
    Route(routes.POST_PASSWORD, post_password, methods=["POST"]),
    Route(routes.POST_FORGOTTEN, post_forgotten, methods=["POST"]),
    Route(routes.RESET_LINK, get_link, methods=["GET"]),
    Route(routes.POST_NEW_PASSWORD, post_new_password, methods=["POST"]),
    Route(routes.POST_STRENGTH, post_strength, methods=["POST"]),
]


def _about(who: Viewer) -> tuple[str, ...]:
    return (who.email, who.first_name, who.last_name)


async def _about_whoever_holds_a_link(request: Request) -> tuple[str, ...]:
    """Return what others know of whoever chooses a password by a mailed link: a forgotten one's, or an invitation's.

    Raises:
        LinkOver, InvitationOver, TooManyTries.
    """
    try:
        return (await db.read(new_passwords.opened, token=forms.cookie(request, cookies.RESET), now=now())).about
    except LinkOver:
        if not (token := forms.cookie(request, cookies.INVITATION)):
            raise
    found = await db.read(guests.find_open, token=token, origin=forms.origin(request), now=now())
    return (found.email, found.first_name, found.last_name)
