"""Addresses of calendars of elsewhere: https on its usual port, by name, and none that leads elsewhere than it seems.

Whether the name leads into a private network is looked at each time it is connected to (`adapters.web_calendars`).
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

import idna

from mycharlotte.domain.errors import Refused

MAX_LENGTH = 2_000
HTTPS_PORT = 443
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
# What applications copy when one asks for a subscription.
_MEANS_HTTPS = {"https", "webcal", "webcals"}
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NEVER = frozenset('\\<>"`{}|^')
_LEFT_AS_THEY_ARE = "!#$%&'()*+,/:;=?@[]~"


class AddressRefused(Refused):
    """Not an address that a calendar is read at."""

    field = "address"


class AddressMissing(AddressRefused):
    """Nothing typed."""


class AddressMalformed(AddressRefused):
    """Does not read as the address of a calendar on the web."""


class AddressTooLong(AddressRefused):
    """Longer than any that applications give."""


class AddressNotSecure(AddressRefused):
    """Begins with http://: whoever is on the way would read it."""


class AddressOfAnotherKind(AddressRefused):
    """A file, an FTP server: nothing that calendars are shared by."""


class AddressHoldsPassword(AddressRefused):
    """Names a user, and a password: we keep none."""


class AddressOfAMachine(AddressRefused):
    """A number instead of a name, or a name known in one network alone."""


class AddressOfAnotherPort(AddressRefused):
    """Names a port that https does not use."""


@dataclass(frozen=True)
class Address:
    """Where a calendar is: in ASCII, as it is asked for; `host` as people read it, which is all that is ever shown."""

    text: str
    host: str


def parse(typed: str) -> Address:
    """Return an address as it is kept: `webcal://exemple.fr/a.ics` gives `https://exemple.fr/a.ics`.

    Raises:
        AddressRefused: as the subclass that says what to mend.
    """
    if len(typed) > 2 * MAX_LENGTH:
        raise AddressTooLong
    typed = unicodedata.normalize("NFC", typed.strip())
    if not typed:
        raise AddressMissing
    parts = _split(typed)
    name = _name(parts)
    path, query = (quote(part, safe=_LEFT_AS_THEY_ARE) for part in (parts.path or "/", parts.query))
    text = f"https://{name}{path}" + (f"?{query}" if query else "")
    if len(text) > MAX_LENGTH:
        raise AddressTooLong
    return Address(text, _shown(name))


def _split(typed: str) -> SplitResult:
    found = _SCHEME.match(typed)
    scheme = found[1].lower() if found else ""
    if scheme == "http":
        raise AddressNotSecure
    if scheme and scheme not in _MEANS_HTTPS:
        raise AddressOfAnotherKind
    if re.match(r"(file|ftp|data|javascript|mailto):", typed, re.IGNORECASE):
        raise AddressOfAnotherKind
    if any(c in _NEVER or unicodedata.category(c)[0] in {"C", "Z"} for c in typed):
        raise AddressMalformed
    try:
        parts = urlsplit("https://" + typed[found.end() if found else 0 :])
        port = parts.port
    except ValueError:
        raise AddressMalformed from None
    if "@" in parts.netloc:
        raise AddressHoldsPassword
    if port not in {None, HTTPS_PORT}:
        raise AddressOfAnotherPort
    return parts


def _name(parts: SplitResult) -> str:
    """Return the name of the server in ASCII (RFC 5891); its last label is never a number, however it is written."""
    host = (parts.hostname or "").rstrip(".")
    if not host:
        raise AddressMalformed
    if ":" in host:  # an IPv6 address, in its brackets
        raise AddressOfAMachine
    try:
        name = idna.encode(host, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        raise AddressMalformed from None
    labels = name.split(".")
    if len(labels) == 1 or labels[-1][:1].isdigit():  # 127.1, 0x7f.0.0.0x1, localhost
        raise AddressOfAMachine
    if not all(map(_LABEL.fullmatch, labels)):
        raise AddressMalformed
    return name


def _shown(name: str) -> str:
    try:
        return idna.decode(name)
    except (idna.IDNAError, UnicodeError):
        return name
