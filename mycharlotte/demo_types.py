"""What the companions of the demo's bubble offer: three types that show what a type can say."""

from typing import Any

from sqlmodel import Session, col, select

from mycharlotte.domain import audit, consultation_types
from mycharlotte.domain.audit import Action
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.consultations import Booking, ConsultationType, Mode, TypeCompanion
from mycharlotte.models.people import Person

HOUR, DAY = 60, 24 * 60
USUAL: dict[str, Any] = {"cancel_minutes": DAY, "move_minutes": DAY}
# Each type with the first names of those who give it; nobody: all companions.
OFFERED: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    (
        {"name": "Premier entretien", "colour": "plum", "minutes": 60, "mode": Mode.ON_SITE, "buffer_after": 15},
        (),
    ),
    (
        {
            "name": "Suivi diététique",
            "colour": "moss",
            "minutes": 45,
            "mode": Mode.VIDEO,
            "booking": Booking.DEDICATED,
            "latest_minutes": 12 * HOUR,
            "instructions": "Gardez votre carnet de repas à portée de main.",
        },
        ("Camille", "Linh"),
    ),
    (
        {
            "name": "Activité physique adaptée",
            "colour": "sea",
            "minutes": 60,
            "mode": Mode.AT_HOME,
            "earliest_days": 30,
            "latest_minutes": 3 * DAY,
            "buffer_before": 30,
            "buffer_after": 30,
            "cancel_minutes": 2 * DAY,
            "move_minutes": None,
            "instructions": "Prévoyez une tenue souple et une bouteille d’eau.",
        },
        ("Karim",),
    ),
)


def offer(db: Session, bubble: Bubble) -> None:
    """Put them on offer in a bubble that has no type at all."""
    if db.exec(select(ConsultationType.id).where(ConsultationType.bubble_id == bubble.id)).first():
        return
    members = db.exec(
        select(Person.first_name, Person.id)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.bubble_id == bubble.id)
    )
    people = {first_name: person_id or 0 for first_name, person_id in members}
    for position, (columns, givers) in enumerate(OFFERED):
        made = ConsultationType(
            **(USUAL | columns),
            bubble_id=id_of(bubble),
            active_name=consultation_types.folded(columns["name"]),
            is_given_by_all=not givers,
            position=position,
        )
        db.add(made)
        db.flush()
        db.add_all(TypeCompanion(type_id=id_of(made), person_id=people[giver]) for giver in givers)
        audit.record(db, Action.TYPE_CREATED, object_ref=made.ref, bubble=bubble.ref)
