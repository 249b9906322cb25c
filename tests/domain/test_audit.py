"""The audit log is kept with what it remembers, and whoever alters it is found, at the very place."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import audit
from mycharlotte.domain.errors import NotAllowed
from mycharlotte.models.audit import AuditEntry, AuditHead
from mycharlotte.models.base import now
from tests.cast import Cast, sign_in

ENTRIES = 5


def remember(count: int = ENTRIES) -> None:
    """Write entries, each in its transaction."""
    for number in range(count):
        with db.transaction() as session:
            audit.record(
                session, audit.Action.PROFILE_UPDATED, actor_ref="camille", object_ref=f"row{number}", n=number
            )


def entries() -> list[AuditEntry]:
    """Return the log, in order."""
    with db.reading() as session:
        return list(session.exec(select(AuditEntry).order_by(col(AuditEntry.seq))))


def first_break() -> int | None:
    """Check the chain."""
    with db.reading() as session:
        return audit.first_break(session)


def tamper(*statements: sa.Executable) -> None:
    """Write straight to the database, as someone who holds it and not the key."""
    with db.engine().begin() as connection:
        for statement in statements:
            connection.execute(statement)


def altered(seq: int, **values: object) -> sa.Executable:
    """Change an entry."""
    return sa.update(AuditEntry).where(col(AuditEntry.seq) == seq).values(**values)


@pytest.mark.usefixtures("database")
def test_a_log_that_nobody_altered_is_whole() -> None:
    assert first_break() is None
    remember()
    assert first_break() is None
    assert [entry.seq for entry in entries()] == [1, 2, 3, 4, 5]


def test_an_entry_says_who_did_what_to_what_through_which_session(cast: Cast) -> None:
    viewer, _ = sign_in(cast.camille)
    at = now()
    with db.transaction() as session:
        audit.record(session, audit.Action.LANGUAGE_CHOSEN, by=viewer, object_ref=viewer.ref, now=at, language="en")

    entry = entries()[-1]
    assert (entry.actor_ref, entry.session_ref, entry.object_ref) == (viewer.ref, viewer.session_ref, viewer.ref)
    assert (entry.action, entry.outcome, entry.at) == ("language:chosen", "done", at)
    assert entry.details == '{"language":"en"}'


@pytest.mark.usefixtures("database")
def test_what_is_rolled_back_leaves_no_trace_and_no_gap() -> None:
    remember(1)
    for failure in (ZeroDivisionError, NotAllowed):
        with suppress(failure), db.transaction() as session:
            audit.record(session, audit.Action.PROFILE_UPDATED)
            raise failure
    remember(1)
    assert [entry.seq for entry in entries()] == [1, 2]
    assert first_break() is None


@pytest.mark.usefixtures("database")
def test_several_entries_of_one_transaction_keep_their_order() -> None:
    with db.transaction() as session:
        for name in ("one", "two", "three"):
            audit.record(session, audit.Action.PROFILE_UPDATED, object_ref=name)
    assert [entry.object_ref for entry in entries()] == ["one", "two", "three"]
    assert first_break() is None


@pytest.mark.usefixtures("database")
def test_one_changed_byte_is_found_wherever_it_is() -> None:
    remember()
    third = entries()[2]
    changes = {
        "actor_ref": "camillf",
        "session_ref": "x",
        "action": "profile:updatee",
        "object_ref": "row1",
        "outcome": "refused",
        "details": '{"n":3}',
        "at": now(),
        "mac": bytes([third.mac[0] ^ 1]) + third.mac[1:],
    }
    assert set(changes) == set(AuditEntry.model_fields) - {"seq"}
    for name, value in changes.items():
        tamper(altered(3, **{name: value}))
        assert first_break() == 3, name
        tamper(altered(3, **{name: getattr(third, name)}))
        assert first_break() is None


def _swap(session_entries: list[AuditEntry]) -> list[sa.Executable]:
    second, fourth = session_entries[1], session_entries[3]
    content = [name for name in AuditEntry.model_fields if name != "seq"]
    return [
        altered(2, **{name: getattr(fourth, name) for name in content}),
        altered(4, **{name: getattr(second, name) for name in content}),
    ]


def _forge(_: list[AuditEntry]) -> list[sa.Executable]:
    values = {"at": now(), "action": "x", "mac": bytes(32), "actor_ref": "", "session_ref": "", "object_ref": ""}
    return [sa.insert(AuditEntry).values(seq=6, outcome="done", details="{}", **values)]


def _delete(*places: int) -> Callable[[list[AuditEntry]], list[sa.Executable]]:
    return lambda _: [sa.delete(AuditEntry).where(col(AuditEntry.seq).in_(places))]


@pytest.mark.usefixtures("sqlite")
@pytest.mark.parametrize(
    ("attack", "place"),
    [
        (_delete(3), 3),
        (_delete(1), 1),
        (_delete(1, 2, 3, 4, 5), 1),
        (_swap, 2),
        (_delete(5), 5),
        (_delete(4, 5), 4),
        (_forge, 6),
        (lambda _: [sa.delete(AuditHead)], 6),
        (lambda _: [sa.update(AuditHead).values(seq=4)], 6),
    ],
    ids=["one", "the first", "all", "two swapped", "the tail", "a long tail", "one added", "the head", "the count"],
)
def test_an_attack_is_found_at_its_place(attack: Callable[[list[AuditEntry]], list[sa.Executable]], place: int) -> None:
    remember()
    tamper(*attack(entries()))
    assert first_break() == place


@pytest.mark.usefixtures("database")
def test_a_tail_cut_with_the_head_set_back_is_found() -> None:
    remember()
    fourth = entries()[3]
    tamper(*_delete(5)([]), sa.update(AuditHead).values(seq=4, mac=fourth.mac))
    assert first_break() == 5


@pytest.mark.usefixtures("database")
def test_fifty_writers_at_once_make_one_chain() -> None:
    line = Barrier(50)

    def write(number: int) -> None:
        line.wait()
        with db.transaction() as session:
            audit.record(session, audit.Action.PROFILE_UPDATED, object_ref=f"writer{number}")

    with ThreadPoolExecutor(50) as threads:
        list(threads.map(write, range(50)))

    assert [entry.seq for entry in entries()] == list(range(1, 51))
    assert len({entry.object_ref for entry in entries()}) == 50
    assert first_break() is None
