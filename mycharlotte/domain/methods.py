"""Which second steps a person has (seed R42)."""

from datetime import datetime

from sqlmodel import Session, select

from mycharlotte.domain import authenticator, backup_codes, rescue
from mycharlotte.models.access import Method
from mycharlotte.models.base import id_of
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import Passkey


def of(db: Session, *, person: Person, last: str = "", now: datetime) -> list[Method]:
    """List them, the one used last on this device first, then the quickest ones; the mailed code is always there."""
    person_id = id_of(person)
    has = {
        Method.PASSKEY: db.exec(select(Passkey.id).where(Passkey.person_id == person_id)).first() is not None,
        Method.APP: authenticator.is_active(db, person_id=person_id),
        Method.MAIL: True,
        Method.BACKUP: backup_codes.left(db, person_id=person_id) > 0,
        Method.RESCUE: rescue.is_open(db, person_id=person_id, now=now),
    }
    found = [method for method, is_there in has.items() if is_there]
    return sorted(found, key=lambda method: method != last)
