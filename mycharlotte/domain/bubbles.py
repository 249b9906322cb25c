"""Bubbles, as those who belong to them find them."""

import re

from sqlmodel import Session, select

from mycharlotte.domain import memberships, permissions, portraits
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.views.bubbles import BubbleHead
from mycharlotte.views.viewer import Standing, Viewer

REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,32}")


def find(db: Session, *, viewer: Viewer, bubble_ref: str, permission: Permission, lock: bool = False) -> Bubble:
    """Return a bubble, for a member who may do something there.

    Their place is read again: what the viewer carries may be some seconds old. `lock` makes those who change who runs
    or belongs to the bubble wait for one another.

    Raises:
        NotFound: no such bubble, or none of the viewer's; NotAllowed: a member without that right.
    """
    return _entered(db, viewer, bubble_ref, permission, lock=lock)[0]


def head(db: Session, *, viewer: Viewer, bubble_ref: str) -> BubbleHead:
    """Show what stands at the top of every page of a bubble.

    Raises:
        NotFound.
    """
    bubble, place = _entered(db, viewer, bubble_ref, Permission.BUBBLE_READ)
    rights = permissions.of(_standing(place))
    return BubbleHead(
        ref=bubble.ref,
        name=bubble.name,
        picture_url=portraits.url(bubble.picture_ref or "", portraits.Size.SMALL),
        role=place.role,
        is_admin=place.is_admin,
        may_run=Permission.INVITATIONS_MANAGE in rights,
        may_list_patients=Permission.PATIENTS_LIST in rights,
    )


def _entered(
    db: Session, viewer: Viewer, bubble_ref: str, permission: Permission, *, lock: bool = False
) -> tuple[Bubble, Membership]:
    if not REFERENCE.fullmatch(bubble_ref):  # PostgreSQL cannot even be asked about a null character
        raise NotFound
    query = select(Bubble).where(Bubble.ref == bubble_ref)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    bubble = db.exec(query).first()
    place = bubble and memberships.current(db, bubble_id=bubble.id or 0, person_id=viewer.person_id)
    if bubble is None or place is None:
        raise NotFound
    if permission not in permissions.of(_standing(place)):
        raise NotAllowed
    return bubble, place


def _standing(place: Membership) -> Standing:
    return Standing(place.bubble_id, place.role, place.is_admin)
