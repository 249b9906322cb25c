"""Lists of invitations in and out: a file to read, a model to start from, what became of each line.

A list is read in memory, kept as rows, and never written to disk as it came.
"""

import asyncio
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from mycharlotte import db, list_words, refusals, routes, spreadsheets
from mycharlotte.domain import batches, invitation_files
from mycharlotte.domain.errors import Refused, SignedOut
from mycharlotte.domain.invitation_files import RowRefusal
from mycharlotte.http import forms, uploads
from mycharlotte.http.bodies import MAX_LIST_BODY, BodyTooLarge
from mycharlotte.http.plain import plain_page
from mycharlotte.locales import say
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Role
from mycharlotte.models.invitations import BatchRow
from mycharlotte.threads import reading
from mycharlotte.views.viewer import Viewer


async def post_list(request: Request) -> Response:
    """Take a list for the bubble that the address names; the page then shows what was read of it."""
    who: Viewer | None = None
    bubble_ref = request.query_params.get(routes.BUBBLE_PARAMETER, "")
    try:
        who = await forms.viewer(request)
        await db.read(batches.expect, by=who, bubble_ref=bubble_ref)
        rows = await reading.run(invitation_files.read, await _content(request))
        await db.transact(batches.read, by=who, bubble_ref=bubble_ref, rows=rows, now=now())
    except Refused as refused:
        words = refusals.shown(refused, forms.language(request, who))
        status = 401 if isinstance(refused, SignedOut) else forms.REFUSED
        return JSONResponse({"sentence": words.sentence, "field": "file"}, status)
    return JSONResponse({"ok": True})


async def get_model(request: Request) -> Response:
    """Give a list to fill in, as spreadsheets of the reader's language write them."""
    try:
        who = await forms.viewer(request)
    except SignedOut:
        return RedirectResponse(routes.sign_in(routes.BUBBLES), 303)
    language = who.language
    example = {
        Role.PATIENT: ["prenom.nom@exemple.fr", "Dominique", "Martin"],
        Role.COMPANION: ["autre.nom@exemple.fr", "", ""],
    }
    rows = [
        [email, say(language, list_words.ROLES[role]), *names, "", language]
        for role, (email, *names) in example.items()
    ]
    text = spreadsheets.begun(list_words.columns(language), language) + spreadsheets.written(rows, language)
    return Response(text, headers=spreadsheets.headers("mycharlotte-invitations.csv"))


async def get_result(request: Request) -> Response:
    """Give what became of each line of a list that was sent, which is remembered."""
    try:
        who = await forms.viewer(request)
    except SignedOut:
        return RedirectResponse(routes.sign_in(routes.BUBBLES), 303)
    if request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        return RedirectResponse(routes.BUBBLES, 303)  # another site's link must not write in the audit log
    headers = spreadsheets.headers("mycharlotte-invitations-resultat.csv")
    if request.method == "HEAD":
        return Response(headers=headers)
    try:
        rows = await db.transact(batches.download, by=who, batch_ref=request.path_params["batch_ref"], now=now())
    except Refused:
        return plain_page(request.scope, 404)
    return Response(await asyncio.to_thread(_result, rows, who.language), headers=headers)


ROUTES = [
    Route(routes.POST_INVITATIONS_FILE, post_list, methods=["POST"]),
    Route(routes.INVITATIONS_MODEL, get_model, methods=["GET"]),
    Route(routes.INVITATIONS_RESULT, get_result, methods=["GET"]),
]


async def _content(request: Request) -> bytes:
    try:
        return await uploads.file_of(request, "file", at_most=MAX_LIST_BODY)
    except BodyTooLarge:
        raise invitation_files.FileTooHeavy from None


def _result(rows: Sequence[BatchRow], language: str) -> str:
    columns = [
        say(language, "Ligne"),
        say(language, "Adresse e-mail"),
        say(language, "Rôle"),
        say(language, "Résultat"),
        say(language, "Raison"),
    ]
    sent, refused = say(language, "Envoyée"), say(language, "Refusée")
    written = [
        [
            str(row.line),
            row.email,
            _role(row, language),
            refused if row.refusal else sent,
            say(language, list_words.REASONS[RowRefusal(row.refusal)]) if row.refusal else "",
        ]
        for row in rows
    ]
    return spreadsheets.begun(columns, language) + spreadsheets.written(written, language)


def _role(row: BatchRow, language: str) -> str:
    return say(language, list_words.ROLES[Role(row.role)]) if row.role in set(Role) else row.role
