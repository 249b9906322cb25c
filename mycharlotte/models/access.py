"""How people get in: attempts to sign in, sessions, and the devices an account is known to use.

Secrets that travel in cookies or mails are 256 random bits or a keyed code; only their hashes are stored.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc


class SignInAttempt(SQLModel, table=True):
    """A password that was right, waiting for the second step. `code_mac` is empty once a newer code replaced it."""

    __tablename__ = "sign_in_attempts"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    token_hash: bytes = Field(unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    next_path: str = Field(default="", max_length=500)
    created_at: datetime = Field(default_factory=now, **utc())
    expires_at: datetime = Field(**utc(index=True))
    code_mac: bytes = Field(default=b"", max_length=32)
    code_sent_at: datetime | None = Field(default=None, **utc(nullable=True))
    code_expires_at: datetime | None = Field(default=None, **utc(nullable=True))
    code_tries: int = Field(default=0)
    mail_ref: str = Field(default="", max_length=32)
    finished_at: datetime | None = Field(default=None, **utc(nullable=True))


class Session(SQLModel, table=True):
    """Someone signed in on a device: idle for 30 minutes or 12 hours old, it is over."""

    __tablename__ = "sessions"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    token_hash: bytes = Field(unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    device: str = Field(default="", max_length=200)
    address_block: str = Field(default="", max_length=64)
    created_at: datetime = Field(default_factory=now, **utc())
    last_seen_at: datetime = Field(default_factory=now, **utc())
    expires_at: datetime = Field(**utc(index=True))
    ended_at: datetime | None = Field(default=None, **utc(nullable=True))


class KnownDevice(SQLModel, table=True):
    """A browser that once completed both steps: it lets its owner in when others have used up the account's tries.

    It never replaces a step.
    """

    __tablename__ = "known_devices"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    token_hash: bytes = Field(unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    created_at: datetime = Field(default_factory=now, **utc())
    last_used_at: datetime = Field(default_factory=now, **utc())
