"""What tests share: settings of their own, a fresh migrated database on each engine, the cast."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Before anything of ours is imported: its settings are read once.
SCRATCH = Path(tempfile.mkdtemp(prefix="mycharlotte-tests-"))
for name in [name for name in os.environ if name.startswith("MYCHARLOTTE_")]:
    del os.environ[name]
os.environ |= {"MYCHARLOTTE_MODE": "test", "MYCHARLOTTE_DATA_DIR": str(SCRATCH / "data")}
os.environ.setdefault("XDG_RUNTIME_DIR", str(SCRATCH))  # where the tests' PostgreSQL keeps its socket

import alembic.command
import alembic.config
import pytest
from sqlmodel import Session

from mycharlotte import db
from mycharlotte.domain import limits, passwords
from mycharlotte.startup import prepare
from mycharlotte.states import identity
from tests import cast as characters
from tests.servers.application import application, demonstration
from tests.servers.postgresql import empty, fresh_database, postgresql_url
from tests.servers.redis import redis_url
from tests.servers.s3 import s3_server

ROOT = Path(__file__).parent.parent
__all__ = ["application", "demonstration", "postgresql_url", "redis_url", "s3_server"]


def pytest_sessionstart() -> None:
    """Hand out keys; hash passwords at the least cost that bcrypt takes: tests sign in often."""
    passwords.COST = 4
    prepare()


def pytest_sessionfinish() -> None:
    """Leave nothing behind."""
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Nobody has tried anything yet."""
    limits.configure("memory://")
    identity._kept.clear()


@pytest.fixture(scope="session")
def migrated_sqlite() -> Path:
    """A migrated and empty SQLite file, to copy."""
    place = SCRATCH / "migrated.db"
    migrate(f"sqlite:///{place}")
    return place


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_url: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database, which each test leaves empty."""
    with fresh_database(postgresql_url) as url:
        migrate(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh migrated database, which the application uses for the time of a test; on both engines."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "test.db")
        yield from _in_use(f"sqlite:///{tmp_path / 'test.db'}")
        return
    url = request.getfixturevalue("migrated_postgresql")
    yield from _in_use(url)
    empty(url)


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[str]:
    """The same on SQLite alone, for what does not depend on the engine."""
    shutil.copy(migrated_sqlite, tmp_path / "test.db")
    yield from _in_use(f"sqlite:///{tmp_path / 'test.db'}")


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    """A transaction on that database, committed at the end of the test."""
    with db.transaction() as open_session:
        yield open_session


@pytest.fixture
def cast(database: str) -> characters.Cast:
    """Agathe, Camille, Paul and Zelda, on both engines."""
    return characters.gather()


def migrate(url: str, to: str = "head") -> None:
    """Bring a database to a schema."""
    config = alembic.config.Config(str(ROOT / "alembic.ini"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%").replace("postgresql://", "postgresql+psycopg://"))
    alembic.command.upgrade(config, to)


def _in_use(url: str) -> Iterator[str]:
    url = url.replace("postgresql://", "postgresql+psycopg://")
    db.connect(url)
    yield url
    db.disconnect()
