"""A bubble of one's own in a running application, so that what one test uses up is nobody else's.

bubble = new_bubble(application)
bubble.admin, bubble.companion, bubble.patient        # addresses
"""

import uuid
from dataclasses import dataclass

from sqlmodel import select

from mycharlotte import db
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.people import Person
from tests.servers.application import Application


@dataclass(frozen=True)
class Members:
    """Who is in it, by their addresses; `patient_name` is nobody else's."""

    admin: str
    companion: str
    patient: str
    patient_name: str


def new_bubble(application: Application) -> Members:
    """Make a bubble with an admin, a companion and a patient, all newcomers."""
    name = f"Paule{uuid.uuid4().hex[:6]}"
    made = Members(application.newcomer("Aude"), application.newcomer("Cléo"), application.newcomer(name), name)
    roles = {made.admin: Role.COMPANION, made.companion: Role.COMPANION, made.patient: Role.PATIENT}
    with application.in_use(), db.transaction() as session:
        bubble = Bubble(name=f"Bulle {name}")
        session.add(bubble)
        session.flush()
        for email, role in roles.items():
            person_id = session.exec(select(Person.id).where(Person.email == email)).one() or 0
            session.add(
                Membership(bubble_id=id_of(bubble), person_id=person_id, role=role, is_admin=email == made.admin)
            )
    return made
