"""Backup codes: drawn and shown once, then one of them typed back.

The codes leave in one JSON answer to a script of ours, and are nowhere else in clear: no state, no page, no log.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mycharlotte import db, routes
from mycharlotte.domain import backup_codes, codes
from mycharlotte.domain.errors import Refused
from mycharlotte.http import cookies, forms
from mycharlotte.locales.dates import spoken_date
from mycharlotte.models.base import now
from mycharlotte.threads import hashing


async def post_backup_codes(request: Request) -> Response:
    """Replace one's codes by eight new ones: `{"codes": ["K7M2X-9QTRB", …], "made": "mardi 24 novembre 2026 à 9 h"}`.

    A form sent by the browser itself has nowhere to show them: nothing is done.
    """
    if not forms.wants_json(request):
        return forms.go(request, routes.BACKUP_CODES)
    try:
        who = await forms.viewer(request)
        taken = await db.read(backup_codes.selectors, by=who, now=now())
        drawn = backup_codes.draw(taken)
        hashed = await hashing.run(backup_codes.hash_all, drawn)
        made_at = now()
        token = await db.transact(
            backup_codes.replace, by=who, hashed=hashed, origin=forms.origin(request), now=made_at
        )
    except Refused as refused:
        return forms.back(request, routes.BACKUP_CODES, refused)
    answer = JSONResponse(
        {
            "codes": [codes.grouped(code, backup_codes.GROUP) for code in drawn],
            "made": spoken_date(who.language, made_at, who.timezone),
        }
    )
    cookies.give(answer, cookies.SESSION, token)
    return answer


async def post_proof(request: Request) -> Response:
    """Check that the person keeps their codes, by one of them; it stays good for a sign-in."""
    code = codes.bare(forms.text(await forms.read(request), "code"))
    try:
        who = await forms.viewer(request)
        candidate = await db.read(backup_codes.to_prove, by=who, code=code)
        is_right = await hashing.run(backup_codes.matches, code, candidate)
        await db.transact(
            backup_codes.prove,
            by=who,
            candidate=candidate,
            is_right=is_right,
            origin=forms.origin(request),
            now=now(),
        )
    except Refused as refused:
        return forms.back(request, routes.BACKUP_CODES, refused)
    return forms.go(request, routes.BACKUP_CODES)


ROUTES = [
    Route(routes.POST_BACKUP_CODES, post_backup_codes, methods=["POST"]),
    Route(routes.POST_BACKUP_PROOF, post_proof, methods=["POST"]),
]
