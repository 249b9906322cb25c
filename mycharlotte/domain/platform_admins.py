"""Whoever runs the platform: created from the command line, the first time nobody is there to invite them."""

from datetime import datetime

from sqlmodel import Session, select

from mycharlotte.domain import audit
from mycharlotte.domain.errors import Refused
from mycharlotte.models.people import Language, Person


class AddressTaken(Refused):
    """Somebody has an account with this address. Only whoever has the machine is told so."""

    field = "email"


def require_free(db: Session, *, email: str) -> None:
    """Refuse an address that somebody has.

    Raises:
        AddressTaken.
    """
    if db.exec(select(Person.id).where(Person.email == email)).first():
        raise AddressTaken


def create(
    db: Session,
    *,
    email: str,
    first_name: str,
    last_name: str,
    password_hash: str,
    now: datetime,
    language: Language = Language.FRENCH,
) -> Person:
    """Create a platform admin, who then signs in as everyone does: a code is mailed to their address.

    Raises:
        AddressTaken.
    """
    require_free(db, email=email)
    person = Person(
        email=email,
        first_name=first_name,
        last_name=last_name,
        language=language,
        password_hash=password_hash,
        password_changed_at=now,
        is_platform_admin=True,
        created_at=now,
    )
    db.add(person)
    db.flush()
    audit.record(db, audit.Action.PERSON_CREATED, object_ref=person.ref, now=now, is_platform_admin=True)
    return person
