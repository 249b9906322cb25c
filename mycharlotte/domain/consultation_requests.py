"""A companion asks the admins of a bubble to change a consultation type (seed R21): choices alone, no words of theirs.

Without free text, nothing of anyone's health can be in the mail.
"""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from mycharlotte.domain import audit, bubbles, consultation_types, limits, memberships, outbox
from mycharlotte.domain.audit import Action
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer


class Change(StrEnum):
    """What is to change."""

    NAME = "name"
    MINUTES = "minutes"
    PLACE = "place"
    GIVERS = "givers"
    RULES = "rules"
    OTHER = "other"


class ChangeNotChosen(Refused):
    """None of the changes that the form offers."""

    field = "change"


class TypeNotGiven(Refused):
    """Not a type that the viewer gives now: retired, or given by others since."""

    field = "type"


class NobodyToAsk(Refused):
    """No one else runs the bubble."""


def send(db: Session, *, by: Viewer, bubble_ref: str, type_ref: str, change: str, link: str, now: datetime) -> int:
    """Write to every admin of a bubble, and return to how many. `link` is the address that its reference is added to.

    An empty `type_ref` is about a type that is not among those the viewer gives.

    Raises:
        NotFound, NotAllowed, TypeNotGiven, ChangeNotChosen, NobodyToAsk, TooManyTries.
    """
    bubble = bubbles.find(db, viewer=by, bubble_ref=bubble_ref, permission=Permission.COMPANION_SPACE)
    name = _name(db, bubble, by, type_ref) if type_ref else ""
    if change not in set(Change):
        raise ChangeNotChosen
    if not (admins := _admins(db, bubble, but=by)):
        raise NobodyToAsk
    limits.spend(Limit.TYPE_CHANGE_BY_PERSON, by.ref)
    values = {
        "by": f"{by.first_name} {by.last_name}".strip(),
        "email": by.email,
        "bubble": bubble.name,
        "type": name,
        "change": change,
        "link": link + bubble.ref,
    }
    for admin in admins:
        outbox.post(db, "type_change_asked", to=admin, values=values, now=now)
    audit.record(
        db,
        Action.TYPE_CHANGE_ASKED,
        by=by,
        object_ref=type_ref or bubble.ref,
        now=now,
        bubble=bubble.ref,
        change=change,
    )
    return len(admins)


def _name(db: Session, bubble: Bubble, by: Viewer, type_ref: str) -> str:
    given = {one.ref: one.name for one in consultation_types.given_in(db, bubble, by)}
    if type_ref not in given:
        raise TypeNotGiven
    return given[type_ref]


def _admins(db: Session, bubble: Bubble, *, but: Viewer) -> list[Person]:
    return list(
        db.exec(
            select(Person)
            .join(Membership, col(Membership.person_id) == col(Person.id))
            .where(
                Membership.bubble_id == bubble.id,
                col(Membership.is_admin),
                *memberships.are_current(),
                col(Person.suspended_at).is_(None),
                Person.id != but.person_id,
            )
            .order_by(col(Person.id))
        )
    )
