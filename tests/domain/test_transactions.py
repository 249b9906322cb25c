"""A transaction that lost a race is tried once more, and then told as what it is: never as a fault."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import Session, col, select

from mycharlotte import db
from mycharlotte.domain.errors import Contended
from mycharlotte.models.people import Person
from tests.cast import Cast


def touch(session: Session, *people: Person, meet: Callable[[], None] = lambda: None) -> int:
    """Write to these people one after the other, in the order given."""
    for one in people:
        session.execute(sa.update(Person).where(col(Person.id) == one.id).values(version=col(Person.version) + 1))
        meet()
    return len(people)


def version(of: Person) -> int:
    """How often someone was written to."""
    with db.reading() as session:
        return session.exec(select(Person.version).where(Person.id == of.id)).one()


def is_postgresql() -> bool:
    """Tell on which engine the test runs."""
    return db.engine().dialect.name == "postgresql"


@pytest.mark.parametrize(
    "database", ["postgresql"], indirect=True
)  # SQLite has one writer: nobody waits for anybody who waits
async def test_of_two_that_wait_for_each_other_both_are_done(cast: Cast) -> None:
    met = threading.Event()
    line = threading.Barrier(2, action=met.set)

    def meet() -> None:  # once: each holds one of the two rows before it asks for the other
        if not met.is_set():
            line.wait()

    async def both(*people: Person) -> int:
        return await db.transact(touch, *people, meet=meet)

    assert await asyncio.gather(both(cast.camille, cast.paul), both(cast.paul, cast.camille)) == [2, 2]
    assert (version(cast.camille), version(cast.paul)) == (3, 3)


async def test_whoever_waits_too_long_twice_is_told_so(cast: Cast) -> None:
    event.listen(db.engine(), "connect", _wait_little)
    db.engine().dispose()
    tries: list[Any] = []

    def verb(session: Session) -> int:
        tries.append(session)
        return touch(session, cast.paul)

    with ThreadPoolExecutor(1) as threads, db.transaction() as busy:
        touch(busy, cast.paul)
        with pytest.raises(Contended):
            await asyncio.wrap_future(threads.submit(asyncio.run, db.transact(verb)))
    assert len(tries) == 2
    assert version(cast.paul) == 2


def _wait_little(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("SET lock_timeout = '50ms'" if is_postgresql() else "PRAGMA busy_timeout = 50")
    cursor.close()
    if is_postgresql():
        connection.commit()


async def test_what_is_wrong_stays_wrong_and_is_tried_once(cast: Cast) -> None:
    tries: list[int] = []

    def verb(session: Session) -> None:
        tries.append(1)
        session.execute(sa.text("SELECT nothing FROM nowhere"))

    with pytest.raises((OperationalError, ProgrammingError)):
        await db.transact(verb)
    assert tries == [1]
