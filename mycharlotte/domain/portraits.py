"""The pictures of people: added, kept when the profile is saved (seed R10, R16), shown to those who share a bubble."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from mycharlotte.domain import audit, memberships, permissions
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import new_ref
from mycharlotte.models.bubbles import Membership
from mycharlotte.models.people import Person, Picture
from mycharlotte.views.viewer import Viewer

REFERENCE = re.compile(r"[A-Za-z0-9_-]{16}")


class Size(StrEnum):
    """The two squares a picture is kept in."""

    LARGE = "large"
    SMALL = "small"


@dataclass(frozen=True)
class StoredSize:
    """Where one size of a picture is: the object's key, its wrapped data key, and the strong ETag of its bytes."""

    key: str
    wrapped: bytes
    etag: str


def url(picture_ref: str, size: Size) -> str:
    """The address of a picture; nothing for what is not a reference."""
    return f"/files/pictures/{picture_ref}/{size}" if REFERENCE.fullmatch(picture_ref) else ""


def add(db: Session, *, by: Viewer, large: StoredSize, small: StoredSize, now: datetime) -> str:
    """Note a picture whose objects are stored, and return its reference. It is shown once the profile is saved."""
    permissions.require(by, Permission.OWN_PROFILE_EDIT)
    picture = Picture(
        ref=new_ref(),
        owner_id=by.person_id,
        large_key=large.key,
        large_wrapped=large.wrapped,
        large_etag=large.etag,
        small_key=small.key,
        small_wrapped=small.wrapped,
        small_etag=small.etag,
        created_at=now,
    )
    db.add(picture)
    audit.record(db, audit.Action.PICTURE_ADDED, by=by, object_ref=picture.ref, now=now)
    return picture.ref


def keep(db: Session, *, person: Person, picture_ref: str, now: datetime) -> None:
    """Make a picture that this person added theirs; the one before is left to the sweep.

    Raises:
        NotFound: for a picture that does not exist, or somebody else's.
    """
    picture = _named(db, picture_ref)
    if picture is None or picture.owner_id != person.id:
        raise NotFound(field="picture")
    picture.kept_at = picture.kept_at or now
    db.add(picture)
    before = _named(db, person.picture_ref or "")
    if before and before.ref != picture_ref:
        before.kept_at = None
        db.add(before)


def find(db: Session, *, viewer: Viewer, picture_ref: str, size: str) -> StoredSize:
    """Return where one size of a picture is, for its owner and for those who share a bubble with them.

    Raises:
        NotFound: when there is no such picture, or none that the viewer may see.
    """
    picture = _named(db, picture_ref)
    if picture is None or size not in set(Size) or not _may_see(db, viewer, picture):
        raise NotFound
    if size == Size.LARGE:
        return StoredSize(picture.large_key, picture.large_wrapped, picture.large_etag)
    return StoredSize(picture.small_key, picture.small_wrapped, picture.small_etag)


def _named(db: Session, picture_ref: str) -> Picture | None:
    if not REFERENCE.fullmatch(picture_ref):  # whatever a browser sends; a null character is an error of PostgreSQL
        return None
    return db.exec(select(Picture).where(Picture.ref == picture_ref)).first()


def _may_see(db: Session, viewer: Viewer, picture: Picture) -> bool:
    if picture.owner_id == viewer.person_id:
        return True
    shared = [
        place.bubble_id
        for place in viewer.standings
        if permissions.allows(viewer, Permission.BUBBLE_READ, bubble_id=place.bubble_id)
    ]
    owner_place = select(Membership.id).where(
        Membership.person_id == picture.owner_id, col(Membership.bubble_id).in_(shared), *memberships.are_current()
    )
    return picture.kept_at is not None and db.exec(owner_place).first() is not None
