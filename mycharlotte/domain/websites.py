"""Addresses of websites: https alone, and nothing that leads elsewhere than it seems to."""

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

from mycharlotte.domain.errors import Refused
from mycharlotte.domain.texts import SPARE, TextTooLong

MAX_LENGTH = 300
SCHEME = "https://"
# A scheme, but not the port of « exemple.fr:8443 ».
_NAMES_A_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_LABEL = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?")
_NEVER = frozenset("\\<>\"'`{}|^")


class WebsiteInvalid(Refused):
    """Does not read as the address of a website."""

    field = "website"


class WebsiteNotSecure(Refused):
    """Begins with http://."""

    field = "website"


def parse(typed: str) -> str:
    """Return an address as it is kept: `exemple.fr` gives `https://exemple.fr`; nothing stays nothing.

    Raises:
        WebsiteInvalid, WebsiteNotSecure, TextTooLong.
    """
    if len(typed) > 2 * MAX_LENGTH + SPARE:
        raise TextTooLong(field="website", at_most=MAX_LENGTH)
    typed = unicodedata.normalize("NFC", typed.strip())
    if not typed:
        return ""
    if typed.casefold().startswith("http://"):
        raise WebsiteNotSecure
    if not _NAMES_A_SCHEME.match(typed):
        typed = SCHEME + typed
    if not typed.casefold().startswith(SCHEME) or any(_is_out_of_place(c) for c in typed):
        raise WebsiteInvalid
    address = SCHEME + _host(typed) + typed[len(SCHEME) + len(urlsplit(typed).netloc) :]
    if len(address) > MAX_LENGTH:
        raise TextTooLong(field="website", at_most=MAX_LENGTH)
    return address


def shown(address: str) -> str:
    """Write a stored address as people read it: `exemple.fr/soins`."""
    return address.removeprefix(SCHEME).removesuffix("/")


def _is_out_of_place(character: str) -> bool:
    """Tell a space, a control or an invisible character, and those that RFC 3986 keeps out of addresses."""
    return character in _NEVER or unicodedata.category(character)[0] in {"C", "Z"}


def _host(address: str) -> str:
    """Return the name of the machine in lower case, with its port if there is one.

    A name of at least two parts whose last is not a number: neither `localhost`, nor the address of a machine.
    """
    try:
        parts: SplitResult = urlsplit(address)
        name, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise WebsiteInvalid from None
    labels = name.split(".")
    is_a_name = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    if "@" in parts.netloc or not is_a_name:
        raise WebsiteInvalid
    return name if port is None else f"{name}:{port}"
