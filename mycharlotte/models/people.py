"""People, and the pictures they give of themselves."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc


class Language(StrEnum):
    """The languages of the interface and of mails."""

    FRENCH = "fr"
    ENGLISH = "en"


class Person(SQLModel, table=True):
    """Someone with an account. `email` is kept in lower case and unique; `phone` in E.164; `version` counts edits.

    `security_version` grows with every change of the password or of a second step. `backup_codes_proved_at` is when a
    code of the present set was typed back.
    """

    __tablename__ = "people"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    email: str = Field(unique=True, max_length=254)
    first_name: str = Field(default="", max_length=100)
    last_name: str = Field(default="", max_length=100)
    phone: str = Field(default="", max_length=20)
    language: Language = Field(default=Language.FRENCH, sa_type=sa.String(2))
    timezone: str = Field(default="Europe/Paris", max_length=64)
    password_hash: str = Field(default="", max_length=100)
    password_changed_at: datetime = Field(default_factory=now, **utc())
    security_version: int = Field(default=1)
    backup_codes_proved_at: datetime | None = Field(default=None, **utc(nullable=True))
    picture_ref: str | None = Field(default=None, max_length=32)
    is_platform_admin: bool = Field(default=False)
    version: int = Field(default=1)
    created_at: datetime = Field(default_factory=now, **utc())
    suspended_at: datetime | None = Field(default=None, **utc(nullable=True))


class Picture(SQLModel, table=True):
    """A cropped picture in two sizes, each an encrypted object; `kept_at` is empty until it is saved."""

    __tablename__ = "pictures"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    owner_id: int = Field(foreign_key="people.id", index=True)
    large_key: str = Field(max_length=80)
    large_wrapped: bytes
    large_etag: str = Field(max_length=80)
    small_key: str = Field(max_length=80)
    small_wrapped: bytes
    small_etag: str = Field(max_length=80)
    created_at: datetime = Field(default_factory=now, **utc(index=True))
    kept_at: datetime | None = Field(default=None, **utc(nullable=True))
