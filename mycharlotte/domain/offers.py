"""Whom one invites to a bubble, and as what: read from a form or from a row of a list."""

from dataclasses import dataclass

from mycharlotte.domain import addresses, edits, names, texts
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.texts import TextTooLong
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Language

MESSAGE_AT_MOST = 1000


class RoleNotOffered(Refused):
    """Neither patient nor companion."""

    field = "role"


class MessageTooLong(Refused):
    """Longer than `MESSAGE_AT_MOST` characters."""

    field = "message"


@dataclass(frozen=True)
class Offer:
    """Whom one invites, and as what; checked, ready to be sent."""

    email: str
    role: Role
    first_name: str = ""
    last_name: str = ""
    message: str = ""
    language: Language = Language.FRENCH


def parse_form(
    *, email: str, role: str, first_name: str = "", last_name: str = "", message: str = "", language: str = "fr"
) -> Offer:
    """Return what was typed as an offer; names and message may be empty.

    Raises:
        SeveralRefused, or the only one of: EmailInvalid, EmailHasAccents, RoleNotOffered, NameRefused, MessageTooLong.
    """
    wanted = edits.read(
        {
            "email": lambda: addresses.parse_email_to_write_to(email),
            "role": lambda: _parse_role(role),
            "first_name": lambda: names.parse(first_name, field="first_name") if first_name.strip() else "",
            "last_name": lambda: names.parse(last_name, field="last_name") if last_name.strip() else "",
            "message": lambda: _parse_message(message),
        }
    )
    spoken = Language(language) if language in set(Language) else Language.FRENCH
    return Offer(
        wanted["email"],
        Role(wanted["role"]),
        first_name=wanted["first_name"],
        last_name=wanted["last_name"],
        message=wanted["message"],
        language=spoken,
    )


def parse(
    *, email: str, role: str, first_name: str = "", last_name: str = "", message: str = "", language: str = "fr"
) -> Offer:
    """The same for a row of a list: of what is to mend, the first alone is told.

    Raises:
        EmailInvalid, RoleNotOffered, NameRefused, MessageTooLong.
    """
    try:
        return parse_form(
            email=email, role=role, first_name=first_name, last_name=last_name, message=message, language=language
        )
    except SeveralRefused as several:
        raise several.refusals[0] from None


def _parse_role(typed: str) -> str:
    if typed not in set(Role):
        raise RoleNotOffered
    return typed


def _parse_message(typed: str) -> str:
    try:
        return texts.parse(typed, field="message", at_most=MESSAGE_AT_MOST)
    except TextTooLong:
        raise MessageTooLong from None
