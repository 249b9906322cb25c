"""Files in and out: authorised, encrypted at rest, never from Reflex's own upload door."""

import asyncio
from collections.abc import Iterable

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mycharlotte import db, installation, refusals, routes
from mycharlotte.adapters.storage import NoSuchObject, StorageError
from mycharlotte.domain import envelopes, limits, pictures, portraits
from mycharlotte.domain.errors import NotFound, Refused, SignedOut
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.pictures import Crop
from mycharlotte.domain.portraits import StoredSize
from mycharlotte.faults import new_reference, report
from mycharlotte.http import cookies, origins, uploads
from mycharlotte.http.bodies import BodyTooLarge
from mycharlotte.http.plain import plain_page
from mycharlotte.models.base import now
from mycharlotte.states import identity
from mycharlotte.threads import imaging
from mycharlotte.views.viewer import Viewer


async def post_picture(request: Request) -> Response:
    """Take a picture of oneself: cropped, cleaned, encrypted, stored; shown to others once the profile is saved."""
    viewer = await _viewer(request)
    language = viewer.language if viewer else origins.language(request.scope, "")
    try:
        if viewer is None:
            raise SignedOut
        limits.spend(Limit.PICTURE_BY_PERSON, viewer.ref)
        form = await uploads.read(request, at_most=pictures.MAX_BYTES)
        prepared = await imaging.run(pictures.prepare, await _bytes(form), crop=_crop(form))
        large, small = await asyncio.to_thread(_store, prepared.large), await asyncio.to_thread(_store, prepared.small)
        ref = await db.transact(portraits.add, by=viewer, large=large, small=small, now=now())
    except (Refused, BodyTooLarge) as fault:
        refused = fault if isinstance(fault, Refused) else pictures.PictureTooHeavy()
        words = refusals.shown(refused, language)
        status = 401 if isinstance(refused, SignedOut) else 422
        return JSONResponse({"sentence": words.sentence, "field": "picture"}, status_code=status)
    except StorageError as fault:
        reference = new_reference()
        report(fault, reference=reference, where="storing a picture")
        return JSONResponse({"sentence": refusals.fault(reference, language).sentence, "field": "picture"}, 503)
    return JSONResponse({"ok": True, "picture": ref})


async def get_picture(request: Request) -> Response:
    """Give one size of a picture to whoever may see it; nobody else learns that it exists."""
    viewer = await _viewer(request)
    try:
        if viewer is None:
            raise NotFound
        stored = await db.read(
            portraits.find,
            viewer=viewer,
            picture_ref=request.path_params["picture_ref"],
            size=request.path_params["size"],
        )
    except Refused:
        return plain_page(request.scope, 404)
    headers = {"ETag": stored.etag, "Cache-Control": "private, no-cache", "Vary": "Cookie"}
    if {stored.etag, "*"} & _etags(request):
        return Response(status_code=304, headers=headers)
    try:
        content = await asyncio.to_thread(_fetch, stored)
    except NoSuchObject:
        return plain_page(request.scope, 404)
    except StorageError as fault:
        reference = new_reference()
        report(fault, reference=reference, where="reading a picture")
        return plain_page(request.scope, 503, reference=reference)
    return Response(content, media_type="image/webp", headers=headers)


ROUTES = [
    Route(routes.POST_PICTURE, post_picture, methods=["POST"]),
    Route(routes.PICTURE, get_picture, methods=["GET"]),
]


def _store(content: bytes) -> StoredSize:
    key = envelopes.new_object_id()
    wrapped, chunks = envelopes.seal(content, keys=installation.master_keys(), object_id=key)
    installation.storage().put(key, chunks)
    return StoredSize(key, wrapped, pictures.etag(content))


def _fetch(stored: StoredSize) -> bytes:
    sealed: Iterable[bytes] = installation.storage().get(stored.key)
    return b"".join(
        envelopes.open_sealed(sealed, wrapped_key=stored.wrapped, keys=installation.master_keys(), object_id=stored.key)
    )


async def _viewer(request: Request) -> Viewer | None:
    token = cookies.read(request.scope["headers"]).get(cookies.SESSION, "")
    return await identity.viewer_of(token)


def _etags(request: Request) -> set[str]:
    """The validators a browser holds (RFC 9110, §13.1.2), weak ones counted as the strong ones they come from."""
    return {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}


async def _bytes(form: FormData) -> bytes:
    given = form.get("picture")
    if not isinstance(given, UploadFile):
        raise pictures.PictureEmpty
    if (given.size or 0) > pictures.MAX_BYTES:
        raise pictures.PictureTooHeavy
    return await given.read()


def _crop(form: FormData) -> Crop | None:
    """The square to keep, in pixels of the upright picture; none at all means the middle."""
    names = ("x", "y", "width", "height")
    if not any(name in form for name in names):
        return None
    try:
        x, y, width, height = (round(float(str(form.get(name)))) for name in names)
    except (ValueError, OverflowError):
        raise pictures.PictureCropOutside from None
    return Crop(x=x, y=y, width=width, height=height)
