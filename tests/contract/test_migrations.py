"""The migrations make exactly the tables that the code knows, can be undone, and follow one another in one line."""

from collections.abc import Iterator
from pathlib import Path

import alembic.command
import alembic.config
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from mycharlotte import db, models
from tests.servers.postgresql import fresh_database

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Connection]:
    """A connection to a database without a table, on both engines."""
    if request.param == "sqlite":
        yield from _connected(f"sqlite:///{tmp_path / 'empty.db'}")
        return
    with fresh_database(request.getfixturevalue("postgresql_url")) as url:
        yield from _connected(url.replace("postgresql://", "postgresql+psycopg://"))


def _connected(url: str) -> Iterator[sa.Connection]:
    engine = db.make_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def config(connection: sa.Connection | None = None) -> alembic.config.Config:
    """The configuration of Alembic, on this connection."""
    made = alembic.config.Config(str(ROOT / "alembic.ini"))
    made.set_main_option("script_location", str(ROOT / "alembic"))
    made.attributes["connection"] = connection
    return made


def tables(connection: sa.Connection) -> set[str]:
    """Name the tables that exist."""
    return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory.from_config(config())
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_up_down_and_up_again_gives_what_the_code_knows(empty: sa.Connection) -> None:
    for _ in range(2):
        alembic.command.upgrade(config(empty), "head")
        found = MigrationContext.configure(empty, opts={"compare_type": True, "target_metadata": models.metadata})
        assert compare_metadata(found, models.metadata) == []
        assert tables(empty) == set(models.metadata.tables)

        alembic.command.downgrade(config(empty), "base")
        assert tables(empty) == set()


def test_the_audit_log_starts_with_its_head(empty: sa.Connection) -> None:
    alembic.command.upgrade(config(empty), "head")
    assert empty.execute(sa.text("SELECT id, seq FROM audit_head")).all() == [(1, 0)]


def test_every_constraint_has_a_name() -> None:
    for table in models.metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, table.name


def test_every_instant_keeps_its_zone() -> None:
    for table in models.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, sa.DateTime):
                pytest.fail(f"{table.name}.{column.name} is a plain DateTime: use models.base.utc()")
