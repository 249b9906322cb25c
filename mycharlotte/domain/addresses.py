"""Addresses: of mail, and of the network."""

import ipaddress

from email_validator import EmailNotValidError, validate_email

from mycharlotte.domain.errors import Refused


class EmailInvalid(Refused):
    """Does not read as an e-mail address."""

    field = "email"


def parse_email(typed: str) -> str:
    """Return an address as it is kept: spaces around dropped, lower case.

    Raises:
        EmailInvalid: when it cannot be one.
    """
    try:
        checked = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise EmailInvalid from None
    return checked.normalized.lower()


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
