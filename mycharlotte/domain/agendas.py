"""What everyone's agenda has of its own: a version, which grows with each change of what it shows, and choices."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.models.calendars import Agenda
from mycharlotte.models.people import Person


def touch(db: Session, person_ids: Iterable[int]) -> None:
    """Let those who read these agendas know that they changed: open tabs, and calendar applications."""
    for person_id in sorted(set(person_ids)):
        grown = sa.update(Agenda).where(col(Agenda.person_id) == person_id).values(version=col(Agenda.version) + 1)
        if not db.execute(grown.returning(col(Agenda.person_id))).first():
            of(db, person_id).version += 1
        announce(db, Topic.AGENDA, db.exec(select(Person.ref).where(Person.id == person_id)).one())


def of(db: Session, person_id: int) -> Agenda:
    """Return someone's agenda, made when they had none yet; two who make it at once get the same one."""
    mine = select(Agenda).where(Agenda.person_id == person_id)
    if found := db.exec(mine).first():
        return found
    try:
        with db.begin_nested():
            db.add(Agenda(person_id=person_id))
    except IntegrityError:
        pass
    return db.exec(mine).one()
