"""The consultation types of the cast's bubble, for tests about what it offers."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import consultation_editing, consultation_types
from mycharlotte.domain.consultation_types import Direction
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.views.consultation_types import ConsultationTypes, ConsultationTypeView, Draft, Editable
from tests.cast import sign_in
from tests.domain.neighbours import bubble

VERBS: dict[str, tuple[Callable[..., None], dict[str, Any]]] = {
    "move": (consultation_types.move, {"direction": Direction.UP}),
    "retire": (consultation_types.retire, {}),
    "restore": (consultation_types.restore, {}),
}


def create(
    who: Person, name: str = "Suivi", *, of: Bubble | None = None, givers: Iterable[Person] = (), **typed: str
) -> str:
    """Put a type on offer as someone, given by all unless some are named; return its reference."""
    return save_new(who, replace(chosen(Draft(name=name, minutes="45"), givers), **typed), of=of)


def save_new(who: Person, draft: Draft, *, of: Bubble | None = None) -> str:
    """Send the form of a new type as someone; return its reference."""
    with db.transaction() as session:
        return consultation_editing.create(
            session, by=sign_in(who)[0], bubble_ref=(of or bubble()).ref, draft=draft, now=now()
        )


def edit(who: Person, ref: str) -> Editable:
    """Open the form of a type as someone."""
    with db.reading() as session:
        return consultation_editing.show(session, viewer=sign_in(who)[0], bubble_ref=bubble().ref, type_ref=ref)


def update(who: Person, ref: str, *, version: int = 0, givers: Iterable[Person] = (), **typed: str) -> None:
    """Save a type as someone, with what is in its form but for what is typed; by default, as it is now."""
    opened = edit(who, ref)
    save(who, ref, replace(chosen(opened.draft, givers), **typed), version=version or opened.version)


def save(who: Person, ref: str, draft: Draft | None = None, *, version: int = 1) -> None:
    """Send the form of a type as someone."""
    with db.transaction() as session:
        consultation_editing.update(
            session,
            by=sign_in(who)[0],
            bubble_ref=bubble().ref,
            type_ref=ref,
            draft=draft or Draft(name="Suivi", minutes="45"),
            version=version,
            now=now(),
        )


def rename(who: Person, ref: str, name: str) -> None:
    """Give a type another name."""
    update(who, ref, name=name)


def chosen(draft: Draft, givers: Iterable[Person]) -> Draft:
    """Choose who gives it; nobody: leave it as it is."""
    refs = ",".join(giver.ref for giver in givers)
    return replace(draft, givers="chosen", companions=refs) if refs else draft


def do(verb: str, who: Person, ref: str, *, of: str = "") -> None:
    """Do one of `VERBS` to a type as someone, in the bubble of that reference."""
    function, choices = VERBS[verb]
    with db.transaction() as session:
        function(session, by=sign_in(who)[0], bubble_ref=of or bubble().ref, type_ref=ref, now=now(), **choices)


def leave(who: Person) -> None:
    """End someone's place in the cast's bubble."""
    with db.transaction() as session:
        mine = (Membership.person_id == who.id, Membership.bubble_id == bubble().id)
        session.exec(select(Membership).where(*mine)).one().ended_at = now()


def show(who: Person) -> ConsultationTypes:
    """List the types of the cast's bubble as someone."""
    with db.reading() as session:
        return consultation_types.show(session, viewer=sign_in(who)[0], bubble_ref=bubble().ref)


def offered(who: Person) -> tuple[ConsultationTypeView, ...]:
    """Return those on offer."""
    return show(who).offered


def positions() -> list[int]:
    """Return the positions of those on offer, sorted."""
    with db.reading() as session:
        found = session.exec(
            select(ConsultationType.position).where(
                ConsultationType.bubble_id == bubble().id, col(ConsultationType.retired_at).is_(None)
            )
        )
        return sorted(found)
