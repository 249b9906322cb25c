"""What a bubble tells of itself: read by its members, written by its admins (seed R47, decision D9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from mycharlotte.domain import addresses, audit, bubbles, edits, names, phone, portraits, texts, websites
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.bubbles import Bubble
from mycharlotte.views.bubble_information import BubbleInformation
from mycharlotte.views.viewer import Viewer

NAME_AT_MOST = 120
TEXT_AT_MOST = 2000
ADDRESS_AT_MOST = 300

_FIELDS = ("name", "welcome", "description", "address", "phone", "email", "website")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What an admin typed. `picture_ref` is a picture added since and not kept yet, or empty."""

    name: str
    welcome: str
    description: str
    address: str
    phone: str
    email: str
    website: str
    picture_ref: str = ""


def show(db: Session, *, viewer: Viewer, bubble_ref: str) -> BubbleInformation:
    """Show a bubble's general information to one of its members.

    Raises:
        NotFound.
    """
    return _view(bubbles.find(db, viewer=viewer, bubble_ref=bubble_ref, permission=Permission.BUBBLE_READ))


def update(db: Session, *, by: Viewer, bubble_ref: str, typed: Typed, version: int, now: datetime) -> BubbleInformation:
    """Save a bubble's general information. `version` is the one the form was filled from.

    Only the name is needed: what is left empty is removed, but for the picture, which is replaced alone.

    Raises:
        NotFound, NotAllowed.
        SeveralRefused, NameRefused, TextTooLong, PhoneRefused, EmailInvalid, WebsiteInvalid, WebsiteNotSecure: what
            was typed cannot be kept.
        Stale: another admin saved meanwhile; `theirs` holds the values that differ.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.BUBBLE_EDIT, lock=True)
    wanted = _parse(typed) | ({"picture": typed.picture_ref} if typed.picture_ref else {})
    changed = edits.changes(wanted, stored=_stored(bubble), version=version, shown=_shown)
    if not changed:
        return _view(bubble)
    if picture_ref := changed.get("picture"):
        portraits.keep(db, by=by, picture_ref=picture_ref, instead_of=bubble.picture_ref or "", now=now)
        bubble.picture_ref = picture_ref
    for name in changed.keys() & set(_FIELDS):
        setattr(bubble, name, changed[name])
    bubble.version += 1
    db.add(bubble)
    fields = " ".join(sorted(changed))
    audit.record(
        db, audit.Action.BUBBLE_UPDATED, by=by, object_ref=bubble.ref, now=now, bubble=bubble.ref, fields=fields
    )
    announce(db, Topic.BUBBLE, bubble.ref)
    return _view(bubble)


def parse_name(typed: str) -> str:
    """Return the name of a bubble, its spaces folded.

    Raises:
        NameMissing, NameHasHiddenCharacters, TextTooLong.
    """
    name = names.read(typed, field="name")
    if len(name) > NAME_AT_MOST:
        raise texts.TextTooLong(field="name", at_most=NAME_AT_MOST)
    return name


def _parse(typed: Typed) -> dict[str, str]:
    def text(name: str, at_most: int = TEXT_AT_MOST) -> str:
        return texts.parse(getattr(typed, name), field=name, at_most=at_most)

    return edits.read(
        {
            "name": lambda: parse_name(typed.name),
            "welcome": lambda: text("welcome"),
            "description": lambda: text("description"),
            "address": lambda: text("address", ADDRESS_AT_MOST),
            "phone": lambda: phone.parse(typed.phone) if typed.phone.strip() else "",
            "email": lambda: addresses.parse_email(typed.email) if typed.email.strip() else "",
            "website": lambda: websites.parse(typed.website),
        }
    )


def _stored(bubble: Bubble) -> Mapping[str, str | int]:
    fields = {name: getattr(bubble, name) for name in _FIELDS}
    return fields | {"picture": bubble.picture_ref or "", "version": bubble.version}


def _shown(name: str, value: str) -> str:
    match name:
        case "phone":
            return phone.shown(value)
        case "picture":
            return portraits.url(value, portraits.Size.LARGE)
        case _:
            return value


def _view(bubble: Bubble) -> BubbleInformation:
    told = (getattr(bubble, name) for name in _FIELDS if name != "name")
    return BubbleInformation(
        ref=bubble.ref,
        name=bubble.name,
        welcome=bubble.welcome,
        welcome_paragraphs=texts.paragraphs(bubble.welcome),
        description=bubble.description,
        description_paragraphs=texts.paragraphs(bubble.description),
        address=bubble.address,
        phone=phone.shown(bubble.phone),
        phone_dialled=bubble.phone,
        email=bubble.email,
        website=bubble.website,
        website_shown=websites.shown(bubble.website),
        picture_url=portraits.url(bubble.picture_ref or "", portraits.Size.LARGE),
        tells_something=any(told) or bubble.picture_ref is not None,
        version=bubble.version,
    )
