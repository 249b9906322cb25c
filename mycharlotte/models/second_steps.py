"""What a person can answer after the password, besides a mailed code: backup codes, an app, passkeys, a rescue code."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc


class BackupCode(SQLModel, table=True):
    """One code of a set of eight. `selector`, its beginning, finds the row; `secret_hash` is bcrypt's, of the rest."""

    __tablename__ = "backup_codes"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    selector: str = Field(max_length=4)
    secret_hash: str = Field(max_length=100)
    created_at: datetime = Field(default_factory=now, **utc())
    used_at: datetime | None = Field(default=None, **utc(nullable=True))
    replaced_at: datetime | None = Field(default=None, **utc(nullable=True))


class AuthenticatorApp(SQLModel, table=True):
    """One's app (RFC 6238). `sealed` is its secret, encrypted; no step up to `last_step` is accepted any more.

    Until it is activated, `created_at` is when its key was last shown.
    """

    __tablename__ = "authenticator_apps"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", unique=True)
    sealed: bytes
    last_step: int = Field(default=0)
    created_at: datetime = Field(default_factory=now, **utc())
    activated_at: datetime | None = Field(default=None, **utc(nullable=True))
    last_used_at: datetime | None = Field(default=None, **utc(nullable=True))


class Passkey(SQLModel, table=True):
    """A passkey (WebAuthn Level 3). `credential_id` and `public_key` are the authenticator's bytes."""

    __tablename__ = "passkeys"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    credential_id: bytes = Field(unique=True, max_length=1023)
    public_key: bytes = Field(max_length=1024)
    sign_count: int = Field(default=0, sa_type=sa.BigInteger)  # unsigned, of 32 bits
    transports: str = Field(default="", max_length=100)
    name: str = Field(max_length=60)
    created_at: datetime = Field(default_factory=now, **utc())
    last_used_at: datetime | None = Field(default=None, **utc(nullable=True))


class RescueCode(SQLModel, table=True):
    """A code that an admin gave to someone who has lost every other second step: once, within the hour."""

    __tablename__ = "rescue_codes"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    issued_by_id: int = Field(foreign_key="people.id")
    code_mac: bytes = Field(max_length=32)
    identity_check: str = Field(max_length=500)
    created_at: datetime = Field(default_factory=now, **utc())
    expires_at: datetime = Field(**utc(index=True))
    used_at: datetime | None = Field(default=None, **utc(nullable=True))
