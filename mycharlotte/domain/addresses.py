"""Addresses: of mail, and of the network."""

import ipaddress
import re

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from mycharlotte.domain.errors import Refused

# What nearly every address looks like: labels of letters and digits without « -- », a top-level domain of letters,
# short on the whole. email-validator, which takes fifty times as long over it, finds the same (a test compares them).
_LABEL = r"[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*"
_ORDINARY = re.compile(rf"[a-zA-Z0-9_+-]+(?:\.[a-zA-Z0-9_+-]+)*@(?:{_LABEL}\.)+([a-zA-Z]+)", re.ASCII)
_ORDINARY_LENGTH = 63  # of the longest label that a domain may have (RFC 1035, §2.3.1)
_SPECIAL_ENDS = {name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES}


class EmailInvalid(Refused):
    """Does not read as an e-mail address."""

    field = "email"


class EmailHasAccents(Refused):
    """The name of the mailbox holds a letter with an accent: nearly always a slip, and few servers deliver there."""

    field = "email"


def parse_email(typed: str) -> str:
    """Return an address as it is kept: spaces around dropped, lower case.

    Raises:
        EmailInvalid: when it cannot be one.
    """
    email = typed.strip()
    if _is_ordinary(email):
        return email.lower()
    try:
        checked = validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise EmailInvalid from None
    return checked.normalized.lower()


def parse_email_to_write_to(typed: str) -> str:
    """Return an address that a first mail goes to: the name of its mailbox is plain (RFC 5321, without SMTPUTF8).

    Raises:
        EmailInvalid, EmailHasAccents.
    """
    email = parse_email(typed)
    if not email.partition("@")[0].isascii():
        raise EmailHasAccents
    return email


def masked(email: str) -> str:
    """Show which mailbox without giving the address away: `c•••••@exemple.fr`."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}•••••@{domain}"


def block(client_host: str) -> str:
    """The block an address belongs to, which one household or one attacker shares: IPv4 /24, IPv6 /56."""
    try:
        address = ipaddress.ip_address(client_host)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 56), strict=False))  # noqa: PLR2004


def _is_ordinary(email: str) -> bool:
    """Tell whether an address is plainly one, without asking email-validator."""
    found = _ORDINARY.fullmatch(email) if len(email) <= _ORDINARY_LENGTH else None
    return found is not None and found[1].lower() not in _SPECIAL_ENDS
