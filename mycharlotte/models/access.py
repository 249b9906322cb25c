"""How people get in: attempts to sign in, sessions, links of forgotten passwords, and the devices an account knows.

Secrets that travel in cookies or mails are 256 random bits or a keyed code; only their hashes are stored.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc


class Method(StrEnum):
    """The second steps."""

    MAIL = "mail"
    APP = "app"
    PASSKEY = "passkey"
    BACKUP = "backup"
    RESCUE = "rescue"


class SignInAttempt(SQLModel, table=True):
    """A password that was right, waiting for the second step by `method`.

    `code_mac` is empty once a newer code replaced it; `code_tries` counts the tries on that code, `tries` those of the
    other methods. `challenge` is what a passkey must sign, once.
    """

    __tablename__ = "sign_in_attempts"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    token_hash: bytes = Field(unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    next_path: str = Field(default="", max_length=500)
    method: Method = Field(default=Method.MAIL, sa_type=sa.String(16))
    tries: int = Field(default=0)
    challenge: bytes = Field(default=b"", max_length=64)
    created_at: datetime = Field(default_factory=now, **utc())
    expires_at: datetime = Field(**utc(index=True))
    code_mac: bytes = Field(default=b"", max_length=32)
    code_sent_at: datetime | None = Field(default=None, **utc(nullable=True))
    code_expires_at: datetime | None = Field(default=None, **utc(nullable=True))
    code_tries: int = Field(default=0)
    mail_ref: str = Field(default="", max_length=32)
    finished_at: datetime | None = Field(default=None, **utc(nullable=True))


class Session(SQLModel, table=True):
    """Someone signed in on a device: idle for 30 minutes or 12 hours old, it is over.

    `proved_at` is when they last proved who they are; the token then changes, and the previous one still opens for the
    few seconds that the other tabs take to follow. `challenge` is what a passkey must sign, once, until
    `challenge_until`.
    """

    __tablename__ = "sessions"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    token_hash: bytes = Field(unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    device: str = Field(default="", max_length=200)
    address_block: str = Field(default="", max_length=64)
    method: str = Field(default="", max_length=16)
    proved_at: datetime = Field(default_factory=now, **utc())
    previous_hash: bytes | None = Field(default=None, max_length=32, nullable=True, unique=True)
    previous_until: datetime | None = Field(default=None, **utc(nullable=True))
    challenge: bytes = Field(default=b"", max_length=64)
    challenge_until: datetime | None = Field(default=None, **utc(nullable=True))
    created_at: datetime = Field(default_factory=now, **utc())
    last_seen_at: datetime = Field(default_factory=now, **utc())
    expires_at: datetime = Field(**utc(index=True))
    ended_at: datetime | None = Field(default=None, **utc(nullable=True))


class KnownDevice(SQLModel, table=True):
    """A browser that once completed both steps: it lets its owner in when others have used up the account's tries.

    Until `trusted_until`, while the person's `security_version` is still `trusted_version`, it stands for the second
    step; never for the password. `last_method` is the second step used here last.
    """

    __tablename__ = "known_devices"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (sa.UniqueConstraint("token_hash", "person_id"),)  # several people may share a browser

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    token_hash: bytes = Field(max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    device: str = Field(default="", max_length=200)
    address_block: str = Field(default="", max_length=64)
    last_method: str = Field(default="", max_length=16)
    trusted_at: datetime | None = Field(default=None, **utc(nullable=True))
    trusted_until: datetime | None = Field(default=None, **utc(nullable=True))
    trusted_version: int = Field(default=0)
    created_at: datetime = Field(default_factory=now, **utc())
    last_used_at: datetime = Field(default_factory=now, **utc(index=True))


class PasswordReset(SQLModel, table=True):
    """The link of a forgotten password: opened as often as one likes, used once."""

    __tablename__ = "password_resets"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    token_hash: bytes = Field(unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    mail_ref: str = Field(default="", max_length=32)
    created_at: datetime = Field(default_factory=now, **utc())
    expires_at: datetime = Field(**utc(index=True))
    used_at: datetime | None = Field(default=None, **utc(nullable=True))
