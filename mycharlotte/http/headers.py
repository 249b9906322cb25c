"""The headers of every answer, and the content security policy of pages.

Scripts are ours by address or by hash, never inline, never evaluated: what a person types cannot become code. Inline
styles stay allowed: Reflex's emotion writes them.
"""

from functools import cache

from mycharlotte import routes
from mycharlotte.build import script_hashes, script_hashes_of
from mycharlotte.config import settings

NO_PAGE = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
IMMUTABLE_PREFIXES = ("/assets/", "/fonts/")  # their names change with their content
PARTS = (*IMMUTABLE_PREFIXES, "/favicon.", "/manifest.webmanifest")
OF_PARTS = frozenset({b"x-content-type-options", b"strict-transport-security"})
PAGES = frozenset((*routes.PRIVATE_PAGES, *routes.PUBLIC_PAGES))
NOT_MODIFIED = 304
FILE_STATUSES = frozenset({200, 206, 304})  # not 404: a file may come with the next deployment

Headers = list[tuple[bytes, bytes]]


@cache
def policy(page: str = "") -> str:
    """The content security policy, with the hashes of the inline scripts of one built page, or of all."""
    socket = settings().origin.replace("http", "ws", 1)
    rules = [
        "default-src 'none'",
        " ".join(("script-src 'self'", *(script_hashes_of(page) if page else script_hashes()))),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' blob: data:",
        "font-src 'self'",
        f"connect-src 'self' {socket}",
        "manifest-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ]
    return "; ".join(rules)


def of(path: str, status: int, given: Headers) -> Headers:
    """The headers of an answer: all of them, or the one that matters to a script, a style sheet, a font, an icon."""
    if status in FILE_STATUSES and path.startswith(PARTS):
        return [(name, value) for name, value in always(is_page=False) if name in OF_PARTS]
    is_html = dict(given).get(b"content-type", b"").startswith(b"text/html")
    is_page = is_html or status == NOT_MODIFIED  # whose headers replace those of what is kept
    return always(is_page=is_page, page=path if is_page and path in PAGES else "")


@cache
def always(*, is_page: bool, page: str = "") -> Headers:
    """The headers that every answer carries. What is no page has a shorter policy: nothing at all may come of it."""
    headers = {
        "Content-Security-Policy": policy(page) if is_page else NO_PAGE,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        # Not no-referrer: browsers would then send `Origin: null` with our own forms.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "X-Permitted-Cross-Domain-Policies": "none",
    }
    if settings().is_https:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def caching(path: str, status: int, given: Headers) -> Headers:
    """How long an answer may be kept: what is named by its content, for ever; other files, while they are the same."""
    if any(name == b"cache-control" for name, _ in given):
        return []
    is_file = status in FILE_STATUSES
    if is_file and path.startswith(IMMUTABLE_PREFIXES):
        return [(b"cache-control", b"public, max-age=31536000, immutable")]
    if is_file and "." in path.rpartition("/")[2]:
        return [(b"cache-control", b"no-cache")]
    return [(b"cache-control", b"no-store")]
