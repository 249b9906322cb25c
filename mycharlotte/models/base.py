"""What every table shares: names of constraints, times in UTC, references that cannot be guessed."""

import secrets
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

# Named constraints: migrations can drop them on every database, and a violated one can be told as a refusal.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = SQLModel.metadata


class UTCDateTime(sa.TypeDecorator[datetime]):
    """An instant. Refuses a naive datetime on the way in and gives an aware one, in UTC, on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Turn the instant to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "A stored time needs its zone."
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Give SQLite's naive values their zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def new_ref() -> str:
    """A public reference: 96 random bits in 16 URL-safe characters. Nothing public is ever sequential."""
    return secrets.token_urlsafe(12)


def utc(**column: Any) -> dict[str, Any]:
    """Field arguments of an instant: `at: datetime = Field(**utc())`."""
    return {"sa_type": UTCDateTime, **column}


def id_of(row: Any) -> int:
    """Return the identifier of a stored row.

    Raises:
        ValueError: when it was never stored.
    """
    if row.id is None:
        msg = "This row is not stored yet."
        raise ValueError(msg)
    return row.id
