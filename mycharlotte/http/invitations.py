"""Invitations are sent, and links to them given, by these doors alone: once, to a script that keeps them nowhere."""

import asyncio
import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mycharlotte import db, qr, routes
from mycharlotte.config import settings
from mycharlotte.domain import invitations, offers, pending_invitations
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.invitations import AlreadyInvited
from mycharlotte.http import forms
from mycharlotte.locales.dates import spoken_day_of
from mycharlotte.models.base import now
from mycharlotte.models.invitations import Invitation
from mycharlotte.views.viewer import Viewer

FIELDS = {"email": 300, "role": 32, "first_name": 300, "last_name": 300, "message": 5_000, "language": 8}
COOKIE_ROOM = 1_500  # what a message may take in a cookie of 4 096 bytes, once written and sealed


async def post_invite(request: Request) -> Response:
    """Invite someone, or send an invitation `again`: `{"link", "qr", "email", "until"}` for a script."""
    form, who = await forms.read(request), None
    bubble_ref = forms.text(form, routes.BUBBLE_PARAMETER, 32)
    typed = {name: forms.text(form, name, at_most) for name, at_most in FIELDS.items()}
    page = _page(routes.INVITE, bubble_ref)
    try:
        who = await forms.viewer(request)
        invitation, token = await _send(who, bubble_ref, forms.text(form, "again", 32), typed)
    except AlreadyInvited as refused:
        waiting = {"again": str(refused.details["invitation"])}
        return forms.back(request, page, refused, _for_cookie(typed) | waiting, who=who, also=waiting)
    except Refused as refused:
        return forms.back(request, page, refused, _for_cookie(typed), who=who)
    if forms.wants_json(request):
        return await _shown(invitation, token, who)
    return forms.go(request, _page(routes.INVITATIONS, bubble_ref), done="invited")


async def post_link(request: Request) -> Response:
    """Give one more link to an invitation, to hand over: `{"link", "qr", "email", "until"}`."""
    form, who = await forms.read(request), None
    bubble_ref = forms.text(form, routes.BUBBLE_PARAMETER, 32)
    page = _page(routes.INVITATIONS, bubble_ref)
    if not forms.wants_json(request):
        return forms.go(request, page)  # nothing to show a link with: none is made
    try:
        who = await forms.viewer(request)
        invitation, token = await db.transact(
            pending_invitations.make_link,
            by=who,
            bubble_ref=bubble_ref,
            invitation_ref=forms.text(form, "invitation", 32),
            now=now(),
        )
    except Refused as refused:
        return forms.back(request, page, refused, who=who)
    return await _shown(invitation, token, who)


ROUTES = [
    Route(routes.POST_INVITE, post_invite, methods=["POST"]),
    Route(routes.POST_INVITATION_LINK, post_link, methods=["POST"]),
]


async def _send(who: Viewer, bubble_ref: str, again: str, typed: dict[str, str]) -> tuple[Invitation, str]:
    link = routes.invitation_link(settings().origin)
    if again:
        return await db.transact(
            pending_invitations.resend, by=who, bubble_ref=bubble_ref, invitation_ref=again, link=link, now=now()
        )
    offer = offers.parse_form(**typed)
    return await db.transact(invitations.send, by=who, bubble_ref=bubble_ref, offer=offer, link=link, now=now())


async def _shown(invitation: Invitation, token: str, who: Viewer) -> Response:
    link = routes.invitation_link(settings().origin) + token
    shown = {
        "link": link,
        "qr": await asyncio.to_thread(qr.image, link),
        "email": invitation.email,
        "until": spoken_day_of(who.language, invitation.expires_at, who.timezone),
    }
    return JSONResponse(shown, headers={"Cache-Control": "no-store"})


def _page(path: str, bubble_ref: str) -> str:
    return routes.of_bubble(path, bubble_ref) if routes.REFERENCE.fullmatch(bubble_ref) else routes.BUBBLES


def _for_cookie(typed: dict[str, str]) -> dict[str, str]:
    """What was typed, without a message too long to come back in a cookie."""
    fits = len(json.dumps(typed["message"])) <= COOKIE_ROOM
    return typed if fits else typed | {"message": ""}
