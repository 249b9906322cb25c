"""What the doors of forms share: reading what was sent, and answering it.

A form is sent by the browser itself, and answered 303 to a page; what was refused, and what was typed, come back in a
sealed cookie. A script of ours that must stay on its page asks for JSON instead: `{"to": page}`, with the cookies,
or `{"to": page, "refusal": {sentence, field, by_field}}`.
"""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from mycharlotte import refusals, routes
from mycharlotte.domain.confirmation import ProofNeeded
from mycharlotte.domain.errors import Refused, SignedOut
from mycharlotte.domain.origin import Origin
from mycharlotte.http import cookies, origins
from mycharlotte.states import flash, identity
from mycharlotte.views.viewer import Viewer

REFUSED = 422


async def read(request: Request) -> FormData:
    """Read a form; what no browser of ours would send is as good as empty."""
    try:
        return await request.form()
    except (HTTPException, ValueError):  # ValueError: bytes that are not in the charset they announce
        return FormData()


def text(form: FormData, name: str, at_most: int = 1_000) -> str:
    """Return a field; nothing when it is absent or a file. No text of a person holds a null character."""
    value = form.get(name, "")
    return value[:at_most].replace("\x00", "") if isinstance(value, str) else ""


def cookie(request: Request, name: str) -> str:
    """Return one of our cookies."""
    return cookies.read(request.scope["headers"]).get(name, "")


def origin(request: Request) -> Origin:
    """Return where a request comes from."""
    return Origin(
        device=origins.device(request.scope),
        address_block=origins.address_block(request.scope),
        device_token=cookie(request, cookies.DEVICE),
    )


async def viewer(request: Request) -> Viewer:
    """Return who sends the form.

    Raises:
        SignedOut: nobody is signed in.
    """
    if found := await identity.viewer_of(cookie(request, cookies.SESSION)):
        return found
    raise SignedOut


def language(request: Request, who: Viewer | None = None) -> str:
    """Return the reader's language."""
    return who.language if who else origins.language(request.scope, cookie(request, cookies.LANGUAGE))


def wants_json(request: Request) -> bool:
    """Tell whether the form was sent by a script of ours, which stays on its page."""
    return request.headers.get("accept", "") == "application/json"


def go(request: Request, path: str, *, done: str = "") -> Response:
    """Lead to a page, which says what was `done`."""
    answer = JSONResponse({"to": path}) if wants_json(request) else RedirectResponse(path, 303)
    if done:
        cookies.give(answer, cookies.FLASH, flash.seal_done(done, path=_named(path)))
    else:
        cookies.take_back(answer, cookies.FLASH)
    return answer


def back(
    request: Request,
    path: str,
    refused: Refused,
    typed: dict[str, str] | None = None,
    *,
    who: Viewer | None = None,
    also: dict[str, str] | None = None,
) -> Response:
    """Send back to a page with what was refused and what was typed, never a password.

    Whoever is no longer signed in, or must prove again who they are, is led there first and then back. `also` is what a
    script is told besides.
    """
    if isinstance(refused, SignedOut):
        return go(request, routes.sign_in(path))
    if isinstance(refused, ProofNeeded):
        return go(request, routes.confirmation(path))
    if wants_json(request):
        shown = refusals.shown(refused, language(request, who))
        words = {"sentence": shown.sentence, "field": shown.field, "by_field": shown.by_field}
        return JSONResponse({"to": path, "refusal": words} | (also or {}), REFUSED)
    answer = RedirectResponse(path, 303)
    cookies.give(answer, cookies.FLASH, flash.seal(refused, typed or {}, path=_named(path)))
    return answer


def _named(path: str) -> str:
    """A page and the bubble it is about: what is said there is not said in another bubble."""
    page, _, query = path.partition("?")
    return routes.about(page, query)
