"""The cookies that say who someone is: HttpOnly, for this host alone, never readable by the page.

Over TLS they carry the `__Host-` prefix (RFC 6265bis §4.1.3.2): no other host and no plain connection can set them.
Browsers refuse that prefix over plain http, so on localhost the same names go without it.
"""

from starlette.responses import Response

from mycharlotte.config import settings
from mycharlotte.domain import devices, invitations, new_passwords, sessions, sign_in

SESSION = "session"
ATTEMPT = "attempt"
DEVICE = "device"
FLASH = "flash"
RESET = "reset"
INVITATION = "invitation"
SIGN_UP = "sign-up"
LANGUAGE = "language"  # a preference: written by the page, read as one of two words

FLASH_SECONDS = 120
MAX_COOKIE_HEADER = 8192

_LIFE_SECONDS = {
    SESSION: int(sessions.ABSOLUTE.total_seconds()),
    ATTEMPT: int(sign_in.ATTEMPT_LIFE.total_seconds()),
    DEVICE: int(devices.LIFE.total_seconds()),
    FLASH: FLASH_SECONDS,
    RESET: int(new_passwords.LINK_LIFE.total_seconds()),
    INVITATION: int(invitations.OPEN_LIFE.total_seconds()),
    SIGN_UP: int(sign_in.ATTEMPT_LIFE.total_seconds()),
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
        response.delete_cookie(name_of(cookie), path="/", secure=settings().is_https, httponly=True, samesite="lax")


def read(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return our cookies from raw ASGI headers, by their short names.

    What is malformed, or sent twice with two values, is as good as absent; what others set beside ours does no harm.
    """
    raw = ";".join(value.decode("latin-1") for name, value in headers if name == b"cookie")
    if len(raw) > MAX_COOKIE_HEADER:
        return {}
    names = {name_of(cookie): cookie for cookie in _LIFE_SECONDS} | {LANGUAGE: LANGUAGE}
    found: dict[str, set[str]] = {}
    for part in raw.split(";"):
        name, _, value = part.strip().partition("=")
        if name in names:
            found.setdefault(names[name], set()).add(_unquoted(value))
    return {cookie: values.pop() for cookie, values in found.items() if len(values) == 1}


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
