"""Bubbles, who belongs to them, and who follows whom there."""

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
    """A care group, with its general information (decision D9). `phone` is in E.164; `version` counts edits."""

    __tablename__ = "bubbles"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    name: str = Field(max_length=120)
    description: str = Field(default="", max_length=2000)
    welcome: str = Field(default="", max_length=2000)
    address: str = Field(default="", max_length=300)
    phone: str = Field(default="", max_length=20)
    email: str = Field(default="", max_length=254)
    website: str = Field(default="", max_length=300)
    picture_ref: str | None = Field(default=None, max_length=32)
    version: int = Field(default=1)
    created_at: datetime = Field(default_factory=now, **utc())


class Membership(SQLModel, table=True):
    """One person's place in one bubble; an admin is a member who also runs it.

    A place that ended keeps its row: whoever comes back finds it. `folded_name` is the member's name as it is sorted
    and searched, last name first; `visited_at` is when they first looked at the bubble's page.
    """

    __tablename__ = "memberships"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (
        sa.UniqueConstraint("bubble_id", "person_id"),
        # Without the places that ended: those of the present are counted and listed from the index alone.
        sa.Index(
            "ix_memberships_bubble_id_role_folded_name",
            "bubble_id",
            "role",
            "folded_name",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    bubble_id: int = Field(foreign_key="bubbles.id")
    person_id: int = Field(foreign_key="people.id", index=True)
    role: Role = Field(sa_type=sa.String(16))
    is_admin: bool = Field(default=False)
    folded_name: str = Field(default="", max_length=400)
    created_at: datetime = Field(default_factory=now, **utc())
    visited_at: datetime | None = Field(default=None, **utc(nullable=True))
    ended_at: datetime | None = Field(default=None, **utc(nullable=True))


class Assignment(SQLModel, table=True):
    """A patient dedicated to a companion, in a bubble (decision D12)."""

    __tablename__ = "assignments"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (sa.UniqueConstraint("bubble_id", "companion_id", "patient_id"),)

    id: int | None = Field(default=None, primary_key=True)
    bubble_id: int = Field(foreign_key="bubbles.id")
    companion_id: int = Field(foreign_key="people.id", index=True)
    patient_id: int = Field(foreign_key="people.id", index=True)
    created_at: datetime = Field(default_factory=now, **utc())
