"""Consultation types of a bubble (seed R20–R21, decision D10): what its companions offer, run by its admins.

    create → update, move… → retire ⇄ restore             create, update: `domain/consultation_editing.py`

Nothing is ever deleted: a retired type stays for the appointments made with it. Whoever changes the types of a bubble
waits for whoever does at the same moment: names stay unique among those on offer, and positions dense.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from mycharlotte.domain import audit, bubbles, consultation_givers, memberships, names, permissions
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.audit import Action
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.consultations import ConsultationType, TypeCompanion
from mycharlotte.views.consultation_types import ConsultationTypes, ConsultationTypeView, GivenTypes
from mycharlotte.views.viewer import Standing, Viewer

MANAGE = Permission.CONSULTATION_TYPES_MANAGE
FOLDED_AT_MOST = 160


class Direction(StrEnum):
    """Where a type goes in the order of its bubble."""

    UP = "up"
    DOWN = "down"


class TypeRetired(Refused):
    """The type was retired since the page was opened."""


class NameTakenSince(Refused):
    """A retired type cannot come back under a name that another one took meanwhile."""


def show(db: Session, *, viewer: Viewer, bubble_ref: str) -> ConsultationTypes:
    """List the types of a bubble, for those who run it.

    Raises:
        NotFound, NotAllowed.
    """
    bubble = bubbles.find(db, viewer=viewer, bubble_ref=bubble_ref, permission=MANAGE)
    givers = consultation_givers.briefly(db, bubble_id=id_of(bubble))
    retired = db.exec(
        select(ConsultationType)
        .where(ConsultationType.bubble_id == bubble.id, col(ConsultationType.retired_at).is_not(None))
        .order_by(col(ConsultationType.retired_at).desc(), col(ConsultationType.id).desc())
    )
    return ConsultationTypes(
        offered=tuple(_view(one, *givers.get(id_of(one), ((), 0))) for one in offered(db, bubble)),
        retired=tuple(_view(one, *givers.get(id_of(one), ((), 0))) for one in retired),
    )


def given_by(db: Session, *, viewer: Viewer) -> tuple[GivenTypes, ...]:
    """List what the viewer gives, in each bubble where they are a companion, or that they run."""
    places = db.exec(
        select(Bubble, Membership)
        .join(Membership, col(Membership.bubble_id) == col(Bubble.id))
        .where(Membership.person_id == viewer.person_id, *memberships.are_current())
    )
    found: list[GivenTypes] = []
    for bubble, place in sorted(places, key=lambda pair: (names.folded(pair[0].name), pair[0].id)):
        rights = permissions.of(Standing(place.bubble_id, place.role, place.is_admin))
        gives, may_manage = Permission.COMPANION_SPACE in rights, MANAGE in rights
        if gives or may_manage:
            types = [_view(one) for one in given_in(db, bubble, viewer)] if gives else []
            found.append(GivenTypes(bubble.ref, bubble.name, may_manage, tuple(types)))
    return tuple(found)


def move(db: Session, *, by: Viewer, bubble_ref: str, type_ref: str, direction: Direction, now: datetime) -> None:
    """Move a type on offer one place up or down; at the end of the list, it stays where it is.

    Raises:
        NotFound, NotAllowed, TypeRetired.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=MANAGE, lock=True)
    kept = of(db, bubble=bubble, type_ref=type_ref)
    if kept.retired_at:
        raise TypeRetired
    order = offered(db, bubble)
    place = order.index(kept)
    towards = place + (1 if direction is Direction.DOWN else -1)
    if not 0 <= towards < len(order):
        return
    order[place], order[towards] = order[towards], order[place]
    _number(db, order)
    tell(db, Action.TYPES_ORDERED, by=by, bubble=bubble, type_ref=kept.ref, now=now)


def retire(db: Session, *, by: Viewer, bubble_ref: str, type_ref: str, now: datetime) -> None:
    """Take a type off offer; the appointments made with it keep it. Done twice, it is done once.

    Raises:
        NotFound, NotAllowed.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=MANAGE, lock=True)
    kept = of(db, bubble=bubble, type_ref=type_ref)
    if kept.retired_at:
        return
    kept.retired_at, kept.active_name = now, None
    db.add(kept)
    db.flush()
    _number(db, offered(db, bubble))
    tell(db, Action.TYPE_RETIRED, by=by, bubble=bubble, type_ref=kept.ref, now=now)


def restore(db: Session, *, by: Viewer, bubble_ref: str, type_ref: str, now: datetime) -> None:
    """Put a retired type back on offer, last of the list. Done twice, it is done once.

    Raises:
        NotFound, NotAllowed, NameTakenSince.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=MANAGE, lock=True)
    kept = of(db, bubble=bubble, type_ref=type_ref)
    if kept.retired_at is None:
        return
    order = offered(db, bubble)
    if folded(kept.name) in {one.active_name for one in order}:
        raise NameTakenSince
    kept.retired_at, kept.active_name, kept.position = None, folded(kept.name), len(order)
    db.add(kept)
    tell(db, Action.TYPE_RESTORED, by=by, bubble=bubble, type_ref=kept.ref, now=now)


def of(db: Session, *, bubble: Bubble, type_ref: str) -> ConsultationType:
    """Return a type of a bubble, on offer or retired.

    Raises:
        NotFound.
    """
    # PostgreSQL cannot even be asked about a null character.
    mine = (ConsultationType.bubble_id == bubble.id, ConsultationType.ref == type_ref)
    found = db.exec(select(ConsultationType).where(*mine)).first() if type_ref.isprintable() else None
    if found is None:
        raise NotFound
    return found


def offered(db: Session, bubble: Bubble) -> list[ConsultationType]:
    """Return the types that a bubble offers, in their order."""
    return list(
        db.exec(
            select(ConsultationType)
            .where(ConsultationType.bubble_id == bubble.id, col(ConsultationType.retired_at).is_(None))
            .order_by(col(ConsultationType.position), col(ConsultationType.id))
        )
    )


def given_in(db: Session, bubble: Bubble, viewer: Viewer) -> list[ConsultationType]:
    """Return the types that a companion of a bubble gives there, in their order."""
    chosen = select(TypeCompanion.type_id).where(TypeCompanion.person_id == viewer.person_id)
    mine = set(db.exec(chosen))
    return [one for one in offered(db, bubble) if one.is_given_by_all or one.id in mine]


def folded(name: str) -> str:
    """Return a name as no two types on offer share it."""
    return names.folded(name)[:FOLDED_AT_MOST]  # one letter may fold to eighteen


def tell(
    db: Session, action: Action, *, by: Viewer, bubble: Bubble, type_ref: str, now: datetime, fields: str = ""
) -> None:
    """Remember a change of a type, and let those who look at its bubble know."""
    audit.record(db, action, by=by, object_ref=type_ref, now=now, bubble=bubble.ref, fields=fields)
    announce(db, Topic.CONSULTATION_TYPES, bubble.ref)


def _number(db: Session, order: Sequence[ConsultationType]) -> None:
    for position, one in enumerate(order):
        one.position = position
        db.add(one)


def _view(kept: ConsultationType, givers: tuple[str, ...] = (), others: int = 0) -> ConsultationTypeView:
    return ConsultationTypeView(
        ref=kept.ref,
        name=kept.name,
        colour=kept.colour,
        minutes=kept.minutes,
        mode=kept.mode,
        booking=kept.booking,
        is_given_by_all=kept.is_given_by_all,
        givers=givers,
        others=others,
        earliest_days=kept.earliest_days,
        latest_minutes=kept.latest_minutes,
        buffer_before=kept.buffer_before,
        buffer_after=kept.buffer_after,
        cancel_minutes=kept.cancel_minutes,
        move_minutes=kept.move_minutes,
        instructions=kept.instructions,
    )
