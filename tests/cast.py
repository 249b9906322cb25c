"""The cast, in a database of its own for each test: the people of the demo (`mycharlotte/seed.py`)."""

from dataclasses import dataclass

from sqlmodel import select

from mycharlotte import db, seed
from mycharlotte.domain import sessions
from mycharlotte.domain.origin import Origin
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

PASSWORD = seed.PASSWORD


@dataclass(frozen=True)
class Cast:
    """**A**gathe administers, **C**amille accompanies, **P**aul is a patient, **Z**elda is a stranger."""

    agathe: Person
    camille: Person
    paul: Person
    zelda: Person


def gather() -> Cast:
    """Put the cast in the database in use."""
    seed.run()
    with db.reading() as session:
        by_name = {person.first_name.lower(): person for person in session.exec(select(Person))}
    return Cast(**by_name)


def sign_in(person: Person) -> tuple[Viewer, str]:
    """Open a session without the two steps; return who is signed in, and the session's token."""
    with db.transaction() as session:
        token = sessions.start(session, person=person, origin=Origin("Firefox, Linux", ""), now=now())
    with db.reading() as session:
        viewer = sessions.resume(session, token=token, now=now())
    assert viewer
    return viewer, token
