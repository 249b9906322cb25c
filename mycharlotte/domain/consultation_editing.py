"""A consultation type, made and changed by the admins of its bubble: two at once never undo each other unseen."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, func, select

from mycharlotte.domain import bubbles, consultation_drafts, consultation_givers, consultation_types
from mycharlotte.domain.audit import Action
from mycharlotte.domain.consultation_drafts import Wanted
from mycharlotte.domain.consultation_types import MANAGE, TypeRetired, folded
from mycharlotte.domain.errors import Refused, Stale
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.views.consultation_types import Draft, Editable
from mycharlotte.views.viewer import Viewer

TYPES_AT_MOST = 200


class TooManyTypes(Refused):
    """The bubble has `TYPES_AT_MOST` types, on offer or retired."""


def show(db: Session, *, viewer: Viewer, bubble_ref: str, type_ref: str) -> Editable:
    """Return a type as its form needs it.

    Raises:
        NotFound, NotAllowed.
    """
    bubble = bubbles.find(db, viewer=viewer, bubble_ref=bubble_ref, permission=MANAGE)
    kept = consultation_types.of(db, bubble=bubble, type_ref=type_ref)
    chosen = tuple(consultation_givers.of_type(db, kept).values())
    return Editable(
        ref=kept.ref,
        draft=consultation_drafts.of(kept, givers=chosen),
        chosen=chosen,
        version=kept.version,
        is_retired=kept.retired_at is not None,
    )


def create(db: Session, *, by: Viewer, bubble_ref: str, draft: Draft, now: datetime) -> str:
    """Put a new type on offer, last of the bubble's, and return its reference.

    Raises:
        NotFound, NotAllowed, TooManyTypes; SeveralRefused or a refusal of `consultation_drafts`: what was typed cannot
        be kept.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=MANAGE, lock=True)
    offered = consultation_types.offered(db, bubble)
    wanted = _parse(db, bubble, draft, others=offered)
    if db.exec(select(func.count()).where(ConsultationType.bubble_id == bubble.id)).one() >= TYPES_AT_MOST:
        raise TooManyTypes
    made = ConsultationType(
        bubble_id=id_of(bubble),
        **wanted.columns,
        active_name=folded(wanted.columns["name"]),
        position=len(offered),
        created_at=now,
    )
    db.add(made)
    db.flush()
    consultation_givers.choose(db, made, wanted.giver_ids)
    consultation_types.tell(db, Action.TYPE_CREATED, by=by, bubble=bubble, type_ref=made.ref, now=now)
    return made.ref


def update(
    db: Session, *, by: Viewer, bubble_ref: str, type_ref: str, draft: Draft, version: int, now: datetime
) -> None:
    """Save a type. `version` is the one that the form was filled from.

    Raises:
        NotFound, NotAllowed, TypeRetired; SeveralRefused or a refusal of `consultation_drafts`: what was typed cannot
        be kept; Stale: someone saved meanwhile: `theirs` maps what differs to what they saved, the detail `mine` to
        what was typed here (see `_answers`).
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=MANAGE, lock=True)
    kept = consultation_types.of(db, bubble=bubble, type_ref=type_ref)
    if kept.retired_at:
        raise TypeRetired
    others = [one for one in consultation_types.offered(db, bubble) if one is not kept]
    wanted = _parse(db, bubble, draft, others=others)
    givers = consultation_givers.of_type(db, kept)
    changed = {name for name, value in wanted.columns.items() if getattr(kept, name) != value}
    if wanted.giver_ids != givers.keys():
        changed.add("givers")
    if not changed:
        return
    if kept.version != version:
        raise _stale(db, kept, wanted)
    for name in changed - {"givers"}:
        setattr(kept, name, wanted.columns[name])
    kept.active_name, kept.version = folded(kept.name), kept.version + 1
    db.add(kept)
    if "givers" in changed:
        consultation_givers.choose(db, kept, wanted.giver_ids)
    fields = " ".join(sorted(changed))
    consultation_types.tell(db, Action.TYPE_UPDATED, by=by, bubble=bubble, type_ref=kept.ref, now=now, fields=fields)


def _parse(db: Session, bubble: Bubble, draft: Draft, *, others: Iterable[ConsultationType]) -> Wanted:
    refs = draft.companions.split(",") if draft.givers != "all" else ()
    return consultation_drafts.parse(
        draft,
        taken={one.active_name or "" for one in others},
        companions=consultation_givers.named(db, bubble_id=id_of(bubble), refs=refs),
    )


def _stale(db: Session, kept: ConsultationType, wanted: Wanted) -> Stale:
    saved = {name: getattr(kept, name) for name in wanted.columns}
    theirs = _answers(saved, (giver.name for giver in consultation_givers.of_type(db, kept).values()))
    mine = _answers(wanted.columns, consultation_givers.names_of(db, wanted.giver_ids))
    differing = [name for name in theirs if theirs[name] != mine[name]]
    return Stale(theirs={name: theirs[name] for name in differing}, mine={name: mine[name] for name in differing})


def _answers(columns: Mapping[str, Any], givers: Iterable[str]) -> dict[str, str]:
    """Write the values of columns as text, and names in place of who gives it: nothing for all, or for never alone."""
    texts = {name: "" if value is None else str(value) for name, value in columns.items() if name != "is_given_by_all"}
    return texts | {"givers": ", ".join(givers)}
