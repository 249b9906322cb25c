"""Where a request comes from: address, device in words, language."""

from starlette.types import Scope

from mycharlotte.config import settings
from mycharlotte.domain import addresses

_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def header(scope: Scope, name: bytes) -> str:
    """Return the value of a header; nothing when it is absent, or sent twice: two readers would not read the same."""
    values = _values(scope, name)
    return values[0] if len(values) == 1 else ""


def address_block(scope: Scope) -> str:
    """The block of the client's address, counted back through exactly the proxies we trust."""
    client = (scope.get("client") or ("", 0))[0]
    if hops := settings().trusted_proxy_hops:
        listed = ",".join(_values(scope, b"x-forwarded-for"))
        forwarded = [part.strip() for part in listed.split(",") if part.strip()]
        if len(forwarded) >= hops:
            client = forwarded[-hops]
    return addresses.block(client)


def device(scope: Scope) -> str:
    """A device in the words of its owner: « Firefox, Windows ». Only words of ours: a header is anyone's text."""
    agent = header(scope, b"user-agent")
    found = [next((word for mark, word in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return ", ".join(word for word in found if word)


def language(scope: Scope, chosen: str) -> str:
    """The reader's language: the one chosen, else English for a browser that asks for it before French."""
    if chosen in {"fr", "en"}:
        return chosen
    asked = [part.split(";")[0].strip().lower()[:2] for part in header(scope, b"accept-language").split(",")]
    return next((code for code in asked if code in {"fr", "en"}), "fr")


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope.get("headers", []) if key == name]
