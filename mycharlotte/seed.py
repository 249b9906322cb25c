"""The demo's people: the same cast as the tests, and around them a bubble that lives. Refuses a real installation."""

from dataclasses import dataclass, field

from sqlmodel import Session, select

from mycharlotte import db, demo_agenda, demo_types
from mycharlotte.config import Mode
from mycharlotte.domain import audit, memberships, passwords
from mycharlotte.models.base import id_of, now
from mycharlotte.models.bubbles import Assignment, Bubble, Role
from mycharlotte.models.people import Language, Person
from mycharlotte.startup import prepare

PASSWORD = "Lilas-Violette-2026"  # noqa: S105  (shown on the demo's first page)
BUBBLE = "Bulle des Lilas"


@dataclass(frozen=True)
class Character:
    """One of the cast. `part` is what the first page says of them; `role` is empty for someone outside the bubble."""

    first_name: str
    last_name: str
    email: str
    part: str
    role: Role | None = None
    is_admin: bool = False
    phone: str = ""
    language: Language = Language.FRENCH
    is_shown: bool = field(default=True)


CAMILLE = Character("Camille", "Moreau", "camille@demo.mycharlotte.fr", "companion", Role.COMPANION)
AGATHE = Character("Agathe", "Lefèvre", "agathe@demo.mycharlotte.fr", "admin", Role.COMPANION, is_admin=True)
PAUL = Character("Paul", "Girard", "paul@demo.mycharlotte.fr", "patient", Role.PATIENT)
ZELDA = Character("Zelda", "Stone", "zelda@demo.mycharlotte.fr", "stranger", language=Language.ENGLISH, is_shown=False)
CAST = (CAMILLE, AGATHE, PAUL, ZELDA)

# Those who make the demo's bubble worth a look; tests do without.
KARIM = Character("Karim", "Benali", "karim@demo.mycharlotte.fr", "", Role.COMPANION, is_shown=False)
LINH = Character("Linh", "Tran", "linh@demo.mycharlotte.fr", "", Role.COMPANION, is_shown=False)
LOUISE = Character("Louise", "Petit", "louise@demo.mycharlotte.fr", "", Role.PATIENT, is_shown=False)
MOUSSA = Character("Moussa", "Traoré", "moussa@demo.mycharlotte.fr", "", Role.PATIENT, is_shown=False)
JEANNE = Character("Jeanne", "d’Ornano-Le Goff", "jeanne@demo.mycharlotte.fr", "", Role.PATIENT, is_shown=False)
NEIGHBOURS = (KARIM, LINH, LOUISE, MOUSSA, JEANNE)
DEDICATED = ((PAUL, CAMILLE), (LOUISE, CAMILLE), (LOUISE, KARIM), (MOUSSA, LINH))


class NotADemo(SystemExit):
    """Demo people do not belong in a real installation."""


def run(*, with_neighbours: bool = False) -> None:
    """Create the cast and their bubble, once, and those around them if asked; what exists is left as it is.

    Raises:
        NotADemo: in production.
    """
    if prepare().mode is Mode.PRODUCTION:
        raise NotADemo("Demo people are never created in production.")
    with db.reading() as session:
        known = set(session.exec(select(Person.email)))
    wanted = (*CAST, *NEIGHBOURS) if with_neighbours else CAST
    if missing := [person for person in wanted if person.email not in known]:
        hashed = passwords.hashed(PASSWORD)
        with db.transaction() as session:
            bubble = session.exec(select(Bubble).where(Bubble.name == BUBBLE)).first() or _bubble(session)
            for character in missing:
                _create(session, character, bubble, hashed)
            if with_neighbours:
                _dedicate(session, bubble, {character.email for character in missing})
                demo_types.offer(session, bubble)
                demo_agenda.fill(session, bubble, now=now())


def _bubble(session: Session) -> Bubble:
    bubble = Bubble(name=BUBBLE)
    session.add(bubble)
    session.flush()
    return bubble


def _create(session: Session, character: Character, bubble: Bubble, password_hash: str) -> None:
    person = Person(
        email=character.email,
        first_name=character.first_name,
        last_name=character.last_name,
        phone=character.phone,
        language=character.language,
        password_hash=password_hash,
    )
    session.add(person)
    session.flush()
    audit.record(session, audit.Action.PERSON_CREATED, object_ref=person.ref)
    if character.role:
        memberships.join(
            session, bubble=bubble, person=person, role=character.role, is_admin=character.is_admin, now=now()
        )


def _dedicate(session: Session, bubble: Bubble, new: set[str]) -> None:
    """Dedicate patients to companions, where one of the two just came and the other is there."""
    people = {person.email: id_of(person) for person in session.exec(select(Person))}
    for patient, companion in DEDICATED:
        if {patient.email, companion.email} & new and {patient.email, companion.email} <= people.keys():
            session.add(
                Assignment(
                    bubble_id=id_of(bubble),
                    patient_id=people[patient.email],
                    companion_id=people[companion.email],
                )
            )
