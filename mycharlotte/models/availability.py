"""When companions receive: weekly hours, days that differ, absences. All on the wall clock of the companion's zone."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc


class Hours(SQLModel, table=True):
    """Hours of every week, in a bubble: `weekday` is 0 on Monday, minutes are of the day (1440 is midnight after).

    `place` is where, when people come; from `since` to `until`, the last day included, when they are given.
    """

    __tablename__ = "weekly_hours"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (sa.CheckConstraint("starts < ends", name="lasts"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    bubble_id: int = Field(foreign_key="bubbles.id", index=True)
    weekday: int
    starts: int
    ends: int
    place: str = Field(default="", max_length=300)
    since: date | None = Field(default=None, nullable=True)
    until: date | None = Field(default=None, nullable=True)
    created_at: datetime = Field(default_factory=now, **utc())


class ExceptionalDay(SQLModel, table=True):
    """A day whose hours, in a bubble, are these instead of those of the week; several rows are several spans.

    A row without `starts` closes the day.
    """

    __tablename__ = "exceptional_days"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (sa.CheckConstraint("starts < ends", name="lasts"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    bubble_id: int = Field(foreign_key="bubbles.id", index=True)
    day: date
    starts: int | None = Field(default=None, nullable=True)
    ends: int | None = Field(default=None, nullable=True)
    place: str = Field(default="", max_length=300)
    created_at: datetime = Field(default_factory=now, **utc())


class Absence(SQLModel, table=True):
    """A time when someone receives nobody, in any bubble; `label` is for them alone.

    `every_weeks` repeats it, on the wall clock, until the day `until` included, or for ever; 0: once.
    """

    __tablename__ = "absences"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    person_id: int = Field(foreign_key="people.id", index=True)
    starts_on: date
    starts: int
    ends_on: date
    ends: int
    every_weeks: int = Field(default=0)
    until: date | None = Field(default=None, nullable=True)
    label_sealed: bytes = Field(default=b"")
    created_at: datetime = Field(default_factory=now, **utc())
