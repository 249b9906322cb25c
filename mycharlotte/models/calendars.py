"""Agendas and other calendar applications: links that others read, calendars of elsewhere that we read."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc


class Detail(StrEnum):
    """How much a link tells of an appointment."""

    BUSY = "busy"
    INITIALS = "initials"
    FULL = "full"


class Agenda(SQLModel, table=True):
    """What someone's agenda keeps: choices of reminders, and `version`, which grows when what it shows changed."""

    __tablename__ = "agendas"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    person_id: int = Field(foreign_key="people.id", primary_key=True)
    version: int = Field(default=1)
    reminds_day_before: bool = Field(default=True)
    reminds_hour_before: bool = Field(default=False)


class CalendarLink(SQLModel, table=True):
    """A secret address where other applications read an agenda: that of a bubble, or of all when there is none.

    Only the hash of the secret is kept. `live_key` says whose and which agenda it is until it is revoked, and is empty
    after: there is one link for each.
    """

    __tablename__ = "calendar_links"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    bubble_id: int | None = Field(default=None, foreign_key="bubbles.id", nullable=True)
    live_key: str | None = Field(default=None, unique=True, max_length=48, nullable=True)
    secret_hash: bytes = Field(unique=True)
    detail: Detail = Field(default=Detail.BUSY, sa_type=sa.String(16))
    created_at: datetime = Field(default_factory=now, **utc())
    revoked_at: datetime | None = Field(default=None, **utc(nullable=True))
    last_read_at: datetime | None = Field(default=None, **utc(nullable=True))
    last_read_by: str = Field(default="", max_length=80)


class OutsideCalendar(SQLModel, table=True):
    """A calendar of elsewhere, read now and then: its times are busy. Its address is a secret of its owner: sealed.

    `failure` names what went wrong the last time; empty after a good read.
    """

    __tablename__ = "outside_calendars"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    name: str = Field(max_length=80)
    host: str = Field(max_length=253)
    address_sealed: bytes
    etag: str = Field(default="", max_length=200)
    created_at: datetime = Field(default_factory=now, **utc())
    next_try_at: datetime = Field(default_factory=now, **utc(index=True))
    tried_at: datetime | None = Field(default=None, **utc(nullable=True))
    read_at: datetime | None = Field(default=None, **utc(nullable=True))
    failure: str = Field(default="", max_length=32)
    failures: int = Field(default=0)


class BusyTime(SQLModel, table=True):
    """A time that a calendar of elsewhere takes. Nothing else of what it said is kept."""

    __tablename__ = "busy_times"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (sa.Index("ix_busy_times_person_id_starts_at", "person_id", "starts_at"),)

    id: int | None = Field(default=None, primary_key=True)
    calendar_id: int = Field(foreign_key="outside_calendars.id", index=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="people.id")
    starts_at: datetime = Field(**utc())
    ends_at: datetime = Field(**utc(index=True))
