"""What companions offer in a bubble: consultation types (decision D10)."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc


class Mode(StrEnum):
    """Where a consultation happens."""

    ON_SITE = "on-site"
    AT_HOME = "at-home"
    PHONE = "phone"
    VIDEO = "video"


class Booking(StrEnum):
    """Who may book, besides the companions who give it and the bubble's admins."""

    PATIENTS = "patients"
    DEDICATED = "dedicated"
    NOBODY = "nobody"


class ConsultationType(SQLModel, table=True):
    """A kind of appointment: lengths and notices in minutes, `earliest_days` in days.

    `cancel_minutes` and `move_minutes` are how long before the start a patient may still do so; None: never alone.
    `active_name` is the folded name while the type is offered, and empty once it is retired: two on offer never share
    a name. A retired type stays, for the appointments that were made with it.
    """

    __tablename__ = "consultation_types"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (sa.UniqueConstraint("bubble_id", "active_name"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    bubble_id: int = Field(foreign_key="bubbles.id", index=True)
    name: str = Field(max_length=80)
    active_name: str | None = Field(default=None, max_length=160, nullable=True)
    colour: str = Field(max_length=16)
    minutes: int
    mode: Mode = Field(sa_type=sa.String(16))
    booking: Booking = Field(default=Booking.PATIENTS, sa_type=sa.String(16))
    is_given_by_all: bool = Field(default=True)
    earliest_days: int = Field(default=60)
    latest_minutes: int = Field(default=24 * 60)
    buffer_before: int = Field(default=0)
    buffer_after: int = Field(default=0)
    cancel_minutes: int | None = Field(default=None, nullable=True)
    move_minutes: int | None = Field(default=None, nullable=True)
    instructions: str = Field(default="", max_length=1000)
    position: int = Field(default=0)
    version: int = Field(default=1)
    created_at: datetime = Field(default_factory=now, **utc())
    retired_at: datetime | None = Field(default=None, **utc(nullable=True))


class TypeCompanion(SQLModel, table=True):
    """A companion who gives a consultation type that not all companions give."""

    __tablename__ = "consultation_type_companions"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    type_id: int = Field(foreign_key="consultation_types.id", primary_key=True)
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
