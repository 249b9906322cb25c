"""Pictures of people and of bubbles: added, then kept when a profile or a bubble is saved (seed R10, R16, decision D9).

A picture that is kept is worn by one person, or by one bubble; that is who sees it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from mycharlotte.domain import audit, memberships, permissions
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import new_ref
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.people import Picture
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
    """Note a picture whose objects are stored, and return its reference. It is shown to others once saved."""
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


def keep(db: Session, *, by: Viewer, picture_ref: str, instead_of: str, now: datetime) -> None:
    """Give a picture that the viewer added to what they save: their profile, or a bubble.

    The one before (`instead_of`, or nothing) is left to the sweep.

    Raises:
        NotFound: for a picture that does not exist, or is somebody else's, or is worn already.
    """
    picture = _named(db, picture_ref, lock=True)
    if picture is None or picture.owner_id != by.person_id or picture.kept_at:
        raise NotFound(field="picture")
    picture.kept_at = now
    db.add(picture)
    if before := _named(db, instead_of, lock=True):
        before.kept_at = None
        db.add(before)


def find(db: Session, *, viewer: Viewer, picture_ref: str, size: str) -> StoredSize:
    """Return where one size of a picture is, for whoever may see it.

    A picture that nothing wears is its owner's alone. Someone's is also seen by those who share a bubble with them; a
    bubble's, by its members and by nobody else, not even by a former admin who added it.

    Raises:
        NotFound: when there is no such picture, or none that the viewer may see.
    """
    picture = _named(db, picture_ref)
    if picture is None or size not in set(Size) or not _may_see(db, viewer, picture):
        raise NotFound
    if size == Size.LARGE:
        return StoredSize(picture.large_key, picture.large_wrapped, picture.large_etag)
    return StoredSize(picture.small_key, picture.small_wrapped, picture.small_etag)


def _named(db: Session, picture_ref: str, *, lock: bool = False) -> Picture | None:
    if not REFERENCE.fullmatch(picture_ref):  # whatever a browser sends; a null character is an error of PostgreSQL
        return None
    query = select(Picture).where(Picture.ref == picture_ref)
    return db.exec(query.with_for_update() if lock else query).first()


def _may_see(db: Session, viewer: Viewer, picture: Picture) -> bool:
    if picture.kept_at is None:
        return picture.owner_id == viewer.person_id
    if bubble_id := db.exec(select(Bubble.id).where(Bubble.picture_ref == picture.ref)).first():
        return memberships.current(db, bubble_id=bubble_id, person_id=viewer.person_id) is not None
    return picture.owner_id == viewer.person_id or _share_a_bubble(db, viewer, picture.owner_id)


def _share_a_bubble(db: Session, viewer: Viewer, owner_id: int) -> bool:
    """Tell whether both are in a bubble where the viewer knows of the owner: patients do not know of patients."""

    def where(permission: Permission) -> list[int]:
        places = (place.bubble_id for place in viewer.standings)
        return [one for one in places if permissions.allows(viewer, permission, bubble_id=one)]

    accompanies = col(Membership.role) == Role.COMPANION
    owner_place = select(Membership.id).where(
        Membership.person_id == owner_id,
        col(Membership.bubble_id).in_(where(Permission.PATIENTS_LIST))
        | (col(Membership.bubble_id).in_(where(Permission.BUBBLE_READ)) & accompanies),
        *memberships.are_current(),
    )
    return db.exec(owner_place).first() is not None
