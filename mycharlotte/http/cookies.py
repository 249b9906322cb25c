"""The cookies that say who someone is: HttpOnly, for this host alone, never readable by the page.

Over TLS they carry the `__Host-` prefix (RFC 6265bis §4.1.3.2): no other host and no plain connection can set them. Browsers
refuse that prefix over plain http, so on localhost the same names go without it.
"""

from http.cookies import CookieError, SimpleCookie

from starlette.responses import Response

from mycharlotte.config import settings
from mycharlotte.domain import sessions, sign_in

SESSION = "session"
ATTEMPT = "attempt"
DEVICE = "device"
FLASH = "flash"
LANGUAGE = "language"  # a preference: written by the page, read as one of two words

FLASH_SECONDS = 120
MAX_COOKIE_HEADER = 8192

_LIFE_SECONDS = {
    SESSION: int(sessions.ABSOLUTE.total_seconds()),
    ATTEMPT: int(sign_in.ATTEMPT_LIFE.total_seconds()),
    DEVICE: int(sign_in.DEVICE_LIFE.total_seconds()),
    FLASH: FLASH_SECONDS,
}


def name_of(cookie: str) -> str:
    """The name a cookie has here."""
    return f"__Host-{cookie}" if settings().is_https else f"mycharlotte-{cookie}"


def give(response: Response, cookie: str, value: str) -> None:
    """Set a cookie."""
    response.set_cookie(
        name_of(cookie),
        value,
        max_age=_LIFE_SECONDS[cookie],
        path="/",
        secure=settings().is_https,
        httponly=True,
        samesite="lax",
    )


def take_back(response: Response, *cookies: str) -> None:
    """Remove cookies."""
    for cookie in cookies:
        response.delete_cookie(
            name_of(cookie), path="/", secure=settings().is_https, httponly=True, samesite="lax"
        )


def read(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return our cookies from raw ASGI headers, by their short names; anything malformed is as good as absent."""
    raw = "; ".join(value.decode("latin-1") for name, value in headers if name == b"cookie")
    if not raw or len(raw) > MAX_COOKIE_HEADER:
        return {}
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(raw)
    except CookieError:
        return {}
    names = {name_of(cookie): cookie for cookie in (SESSION, ATTEMPT, DEVICE, FLASH)} | {LANGUAGE: LANGUAGE}
    return {short: jar[full].value for full, short in names.items() if full in jar}
