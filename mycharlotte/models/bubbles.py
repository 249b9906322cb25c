"""Bubbles, and who belongs to them."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc


class Role(StrEnum):
    """What someone is in a bubble."""

    PATIENT = "patient"
    COMPANION = "companion"


class Bubble(SQLModel, table=True):
    """A care group."""

    __tablename__ = "bubbles"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    name: str = Field(max_length=120)
    created_at: datetime = Field(default_factory=now, **utc())


class Membership(SQLModel, table=True):
    """One person's place in one bubble; an admin is a member who also runs it."""

    __tablename__ = "memberships"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (sa.UniqueConstraint("bubble_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    bubble_id: int = Field(foreign_key="bubbles.id")
    person_id: int = Field(foreign_key="people.id", index=True)
    role: Role = Field(sa_type=sa.String(16))
    is_admin: bool = Field(default=False)
    created_at: datetime = Field(default_factory=now, **utc())
