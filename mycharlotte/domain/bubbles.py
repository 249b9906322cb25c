"""Bubbles, as those who belong to them find them."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from mycharlotte.domain import memberships, permissions, portraits
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.views.bubbles import BubbleHead
from mycharlotte.views.viewer import Standing, Viewer

REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True)
class Entered:
    """A bubble that someone belongs to, their place there, and what it gives them the right to."""

    bubble: Bubble
    place: Membership
    rights: frozenset[Permission]


def find(db: Session, *, viewer: Viewer, bubble_ref: str, permission: Permission, lock: bool = False) -> Bubble:
    """Return a bubble, for a member who may do something there.

    Their place is read again: what the viewer carries may be some seconds old. `lock` makes those who change who runs
    or belongs to the bubble wait for one another.

    Raises:
        NotFound: no such bubble, or none of the viewer's; NotAllowed: a member without that right.
    """
    return enter(db, viewer=viewer, bubble_ref=bubble_ref, permission=permission, lock=lock).bubble


def enter(db: Session, *, viewer: Viewer, bubble_ref: str, permission: Permission, lock: bool = False) -> Entered:
    """The same, with the viewer's place and rights there.

    Raises:
        NotFound, NotAllowed.
    """
    if not REFERENCE.fullmatch(bubble_ref):  # PostgreSQL cannot even be asked about a null character
        raise NotFound
    query = select(Bubble).where(Bubble.ref == bubble_ref)
    if lock:
        # What refers to the bubble, as an appointment that is being stored, need not wait.
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    bubble = db.exec(query).first()
    place = bubble and memberships.current(db, bubble_id=bubble.id or 0, person_id=viewer.person_id)
    if bubble is None or place is None:
        raise NotFound
    rights = permissions.of(Standing(place.bubble_id, place.role, place.is_admin))
    if permission not in rights:
        raise NotAllowed
    return Entered(bubble, place, rights)


def head(db: Session, *, viewer: Viewer, bubble_ref: str) -> BubbleHead:
    """Show what stands at the top of every page of a bubble.

    Raises:
        NotFound.
    """
    here = enter(db, viewer=viewer, bubble_ref=bubble_ref, permission=Permission.BUBBLE_READ)
    return BubbleHead(
        ref=here.bubble.ref,
        name=here.bubble.name,
        picture_url=portraits.url(here.bubble.picture_ref or "", portraits.Size.SMALL),
        role=here.place.role,
        is_admin=here.place.is_admin,
        is_visited=here.place.visited_at is not None,
        may_run=Permission.INVITATIONS_MANAGE in here.rights,
        may_list_patients=Permission.PATIENTS_LIST in here.rights,
    )


def visit(db: Session, *, by: Viewer, bubble_ref: str, now: datetime) -> None:
    """Note that the viewer looked at the page of their bubble: the first time alone counts (seed R5).

    Raises:
        NotFound.
    """
    place = enter(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.BUBBLE_READ).place
    if place.visited_at is None:
        place.visited_at = now
        db.add(place)
        announce(db, Topic.STANDING, by.ref)
