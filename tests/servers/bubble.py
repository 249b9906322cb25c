"""A bubble of one's own in a running application, so that what one test uses up is nobody else's.

bubble = new_bubble(application)
bubble.admin, bubble.companion, bubble.patient        # addresses
"""

import uuid
from dataclasses import dataclass

from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import memberships
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Role
from mycharlotte.models.people import Person
from tests.servers.application import Application


@dataclass(frozen=True)
class Members:
    """Its reference, and who is in it, by their addresses; `patient_name` is nobody else's."""

    ref: str
    admin: str
    companion: str
    patient: str
    patient_name: str


def new_bubble(application: Application) -> Members:
    """Make a bubble with an admin, a companion and a patient, all newcomers."""
    name = f"Paule{uuid.uuid4().hex[:6]}"
    admin, companion, patient = (application.newcomer(first_name) for first_name in ("Aude", "Cléo", name))
    with application.in_use(), db.transaction() as session:
        bubble = Bubble(name=f"Bulle {name}")
        session.add(bubble)
        session.flush()
        for email in (admin, companion, patient):
            person = session.exec(select(Person).where(Person.email == email)).one()
            role = Role.PATIENT if email == patient else Role.COMPANION
            memberships.join(session, bubble=bubble, person=person, role=role, is_admin=email == admin, now=now())
    return Members(bubble.ref, admin, companion, patient, name)
