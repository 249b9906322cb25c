"""The only ways to the database: `transaction` and `reading`, their forms for the event loop, and `glance`.

    with transaction() as db: ...                       jobs, commands, tests
    await transact(profiles.update, by=viewer, ...)     states and HTTP: the verb runs in a thread, with `db` first
    await glance(calendar_feeds.KNOCK, hash=...)        one row, asked for at every request of a door

Synchronous sessions in a few threads cost a third of the asynchronous ones on SQLite, and the same on PostgreSQL
(`docs/decisions/0003-synchronous-database.md`). What a verb announces is delivered after its commit, never before.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from mycharlotte.config import settings
from mycharlotte.domain import announcements, audit
from mycharlotte.domain.errors import Contended, Refused

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 8
# What a transaction that lost a race ends with, though nothing is wrong with it: PostgreSQL's serialization failure,
# deadlock and lock not available, SQLite's busy.
LOST_RACES = frozenset({"40001", "40P01", "55P03", "SQLITE_BUSY"})
SQLITE_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=5000", "synchronous=NORMAL")

_listeners: list[Callable[[announcements.Announcement], None]] = []


_engines: list[sa.Engine] = []
_glances: list[sa.PoolProxiedConnection] = []


def engine() -> sa.Engine:
    """Return the engine of this process: the one connected last, or that of the settings."""
    if not _engines:
        connect(settings().sqlalchemy_url)
    return _engines[0]


def connect(url: str) -> None:
    """Use this database from now on."""
    disconnect()
    _engines.append(make_engine(url))


def disconnect() -> None:
    """Let go of the database; the next transaction connects again."""
    while _glances:
        _glances.pop().close()
    _in_sql.cache_clear()
    while _engines:
        _engines.pop().dispose()


def make_engine(url: str) -> sa.Engine:
    """Make an engine whose transactions behave alike on SQLite and PostgreSQL."""
    # Errors of the database quote the parameters, which may be anything that was typed: never in a log.
    if url.startswith("sqlite"):
        if place := sa.make_url(url).database:
            Path(place).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = sa.create_engine(
            url,
            pool_size=THREADS,
            max_overflow=4,
            pool_use_lifo=True,  # the connection used last still holds its pages
            hide_parameters=True,
        )
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", _begin_sqlite)
        return made
    return sa.create_engine(
        url,
        pool_size=THREADS,
        max_overflow=4,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": "-c statement_timeout=5000 -c lock_timeout=2000 -c timezone=UTC"},
    )


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit when the block ends and then deliver what it announced; roll back when it raises.

    A refusal that keeps what was stored (a spent try) is raised after the commit.
    """
    refusal: Refused | None = None
    with Session(engine(), expire_on_commit=False) as db:
        with db.begin():
            try:
                yield db
            except Refused as raised:
                if not raised.keeps_what_was_stored:
                    raise
                refusal = raised
            audit.seal(db)
        told = announcements.of(db)
    for announcement in told:
        for listener in _listeners:
            listener(announcement)
    if refusal is not None:
        raise refusal


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads: SQLite readers do not wait for a writer."""
    with Session(engine(), expire_on_commit=False) as db:
        db.connection(execution_options={"read_only": True})
        yield db


async def transact(verb: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a verb in a transaction, in a thread; once more when it lost a race against others.

    Raises:
        Contended: twice over.
    """

    def once() -> T:
        with transaction() as db:
            return verb(db, *args, **kwargs)

    def run() -> T:
        for _ in range(2):
            try:
                return once()
            except OperationalError as error:
                if not _lost_a_race(error):
                    raise
        raise Contended

    # SQLite lets one transaction write at a time: the others would sleep in front of its lock, each keeping a thread
    # from those who only read.
    pool = _writer() if engine().dialect.name == "sqlite" else _threads()
    return await asyncio.get_running_loop().run_in_executor(pool, run)


async def read(verb: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a verb that only reads, in a thread of the pool."""

    def run() -> T:
        with reading() as db:
            return verb(db, *args, **kwargs)

    return await asyncio.get_running_loop().run_in_executor(_threads(), run)


async def glance(question: sa.Select[*tuple[Any, ...]], **values: bytes | str | int) -> Sequence[Any] | None:
    """Return the first row that answers, as the driver gives it: for questions asked at every request of a busy door.

    It selects numbers and texts alone, which need no reading. SQLite is asked on the spot, through a connection that is
    kept: an indexed row comes in 20 µs, where a session in a thread takes 400. A reader of SQLite waits for nobody.
    """
    text, named = _in_sql(question, engine())
    if engine().dialect.name == "sqlite":
        return _glancing().execute(text, [values.get(name, given) for name, given in named.items()]).fetchone()

    def ask() -> Sequence[Any] | None:
        with engine().connect() as connection:
            return connection.exec_driver_sql(text, {**named, **values}).first()

    return await asyncio.get_running_loop().run_in_executor(_threads(), ask)


def after_commit(listener: Callable[[announcements.Announcement], None]) -> Callable[[], None]:
    """Call `listener` with each announcement once its transaction is committed; the result takes it back.

    It is called in the thread of the transaction.
    """
    _listeners.append(listener)
    return partial(_listeners.remove, listener)


@lru_cache(maxsize=16)
def _in_sql(question: sa.Select[*tuple[Any, ...]], asked: sa.Engine) -> tuple[str, dict[str, Any]]:
    """The text of a question for a driver, and its values by name, in their order."""
    compiled = question.compile(asked, compile_kwargs={"render_postcompile": True})
    given = compiled.params
    return str(compiled), {name: given[name] for name in compiled.positiontup or given}


def _glancing() -> Any:
    """The connection that glances are taken through, in SQLite's own way: each statement is a transaction."""
    if not _glances:
        kept = engine().raw_connection()
        kept.detach()
        _glances.append(kept)
    return _glances[0].dbapi_connection


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="database")


@lru_cache(maxsize=1)
def _writer() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="writer")


def _lost_a_race(error: OperationalError) -> bool:
    """Tell whether the same transaction may do better in a moment."""
    return not LOST_RACES.isdisjoint(getattr(error.orig, name, "") for name in ("sqlstate", "sqlite_errorname"))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, below
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that starts by reading and writes later fails at once when another wrote in between:
    # taking the write lock first makes it wait its turn instead.
    read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
