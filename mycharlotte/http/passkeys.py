"""Passkeys: added, removed, and the site that they are bound to."""

from functools import cache
from urllib.parse import urlsplit

from mycharlotte.config import settings
from mycharlotte.domain.passkeys import Site


@cache
def site() -> Site:
    """Return the site that passkeys are bound to: a passkey of another host or scheme is worth nothing here."""
    return Site(id=urlsplit(settings().public_url).hostname or "", origin=settings().origin)
