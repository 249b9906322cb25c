"""The local mailbox of the demonstration: the mails that a folder holds instead of an SMTP server.

    Starlette(routes=[*mailbox.doors(folder), ...])

Only in demo mode, and only under the site's own name: a page of another site whose name is made to lead to this machine
(DNS rebinding) reads nothing here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy
from email.utils import parsedate_to_datetime
from functools import wraps
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from mycharlotte import routes
from mycharlotte.config import settings
from mycharlotte.http import cookies, origins
from mycharlotte.locales import say
from mycharlotte.locales.dates import spoken_date
from mycharlotte.models.base import now

HERE = Path(__file__).parent
FILE_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
LINK = re.compile(r"^https?://\S+$", re.MULTILINE)  # the one that the mail is for stands alone on its line
CODE = re.compile(r"^\d{6}$", re.MULTILINE)
ZONE = "Europe/Paris"
MOST_SHOWN = 100
NO_STORE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}

_pages = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Letter:
    """A mail as the mailbox shows it. `code` is the one it carries, if any."""

    name: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str
    code: str
    link: str


def doors(folder: Path) -> list[Route]:
    """Return the routes of the mailbox over a folder of `.eml` files."""

    async def show_list(request: Request) -> Response:
        letters = await run_in_threadpool(newest, folder)
        return _page(request, "list.html", {"ETag": f'"{_fingerprint(letters)}"'}, letters=letters)

    async def show_letter(request: Request) -> Response:
        letter = await run_in_threadpool(find, folder, request.path_params["name"])
        if letter is None:
            raise HTTPException(404)
        return _page(request, "letter.html", {}, letter=letter)

    async def send_style(_request: Request) -> Response:
        return FileResponse(HERE / "mailbox.css", media_type="text/css", headers=NO_STORE)

    async def send_script(_request: Request) -> Response:
        return FileResponse(HERE / "mailbox.js", media_type="text/javascript", headers=NO_STORE)

    doors = {"": show_list, "/mailbox.css": send_style, "/mailbox.js": send_script, "/{name}": show_letter}
    return [Route(routes.MAILBOX + path, _at_home(door)) for path, door in doors.items()]


def newest(folder: Path) -> list[Letter]:
    """Return the last mails that arrived, the newest first."""
    found = [(path.stat().st_mtime_ns, path) for path in folder.glob("*.eml")]
    latest = sorted(found, reverse=True)[:MOST_SHOWN]
    return [letter for _, path in latest if (letter := find(folder, path.stem))]


def find(folder: Path, name: str) -> Letter | None:
    """Return a mail by its name; None when there is none, or when the name is not one that mails have."""
    if not FILE_NAME.fullmatch(name):
        return None
    try:
        message = message_from_bytes((folder / f"{name}.eml").read_bytes(), policy=policy)
    except FileNotFoundError:
        return None
    text = _content(message, "plain")
    code = CODE.search(text)
    links = (link for link in LINK.findall(text) if link.startswith(settings().origin))
    return Letter(
        name=name,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(message["Date"]),
        text=text,
        html=_content(message, "html"),
        code=code[0] if code else "",
        link=next(links, ""),
    )


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content().replace("\r\n", "\n") if part else ""


def _at_home(door: Callable) -> Callable:
    """Open a door in demo mode only, and send back whoever calls us by another name."""

    @wraps(door)
    async def guarded(request: Request) -> Response:
        if not settings().is_demo:
            raise HTTPException(404)
        if request.headers.get("host") != urlsplit(settings().origin).netloc:
            return RedirectResponse(settings().origin + routes.MAILBOX, 307)
        return await door(request)

    return guarded


def _page(request: Request, template: str, headers: dict[str, str], **values: object) -> Response:
    language = origins.language(request.scope, cookies.read(request.scope["headers"]).get(cookies.LANGUAGE, ""))

    def words(message: str, **given: object) -> str:
        return say(language, message, **given)

    def when(at: datetime) -> str:
        return spoken_date(language, at, ZONE, now())

    html = _pages.get_template(template).render(
        values, _=words, when=when, language=language, mailbox=routes.MAILBOX, sign_in=routes.SIGN_IN
    )
    return Response(html, media_type="text/html", headers=NO_STORE | headers)


def _fingerprint(letters: list[Letter]) -> str:
    return blake2b(" ".join(letter.name for letter in letters).encode(), digest_size=12).hexdigest()
