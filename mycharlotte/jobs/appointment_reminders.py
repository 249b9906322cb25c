"""Remind people of their appointments, every few minutes: each in a transaction of its own."""

from mycharlotte import db
from mycharlotte.domain import appointment_reminders
from mycharlotte.models.base import now


def remind_of_appointments(site: str) -> None:
    """Write to all those due. `site` is the origin that links lead to."""
    with db.reading() as session:
        due = appointment_reminders.due(session, now=now())
    for person_id, kind in due:
        with db.transaction() as session:
            appointment_reminders.remind(session, person_id=person_id, kind=kind, site=site, now=now())
