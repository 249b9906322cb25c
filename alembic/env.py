"""How migrations reach the database: the application's engine and its one metadata."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString

from mycharlotte import models
from mycharlotte.config import settings
from mycharlotte.db import make_engine
from mycharlotte.models.base import UTCDateTime


def run() -> None:
    """Run the migrations on the connection handed over, or on the database of the settings."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    url = context.config.get_main_option("sqlalchemy.url") or settings().sqlalchemy_url
    engine = make_engine(url)
    with engine.connect() as connection:
        _migrate(connection)
        connection.commit()
    engine.dispose()


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our column types as plain ones: a migration must not change when the code does."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
