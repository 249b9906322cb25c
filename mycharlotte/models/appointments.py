"""Appointments, the series they may come from, what each side was told of them, and what can still be undone."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc
from mycharlotte.models.consultations import Mode


class State(StrEnum):
    """Where an appointment stands (decision D8). « À venir » and « à renseigner » are both PLANNED: the clock tells."""

    PLANNED = "planned"
    HONOURED = "honoured"
    CANCELLED_BY_PATIENT = "cancelled-by-patient"
    CANCELLED_BY_COMPANION = "cancelled-by-companion"
    NO_SHOW = "no-show"


class Deed(StrEnum):
    """What was done to appointments, all at once, and can be undone for a while."""

    BOOKED = "booked"
    MOVED = "moved"
    UPDATED = "updated"  # where, or how, people meet
    CANCELLED = "cancelled"


CANCELLED = (State.CANCELLED_BY_PATIENT, State.CANCELLED_BY_COMPANION)
_HELD = sa.text(f"state NOT IN ({', '.join(repr(str(state)) for state in CANCELLED)})")


def _never_twice(side: str) -> ExcludeConstraint:
    """Nobody has two appointments at once: PostgreSQL itself refuses. An integer range needs no extension.

    It may look once all of several that move are at their new times: on its way, one may pass where another still is.
    """
    return ExcludeConstraint(
        (sa.text(f"int4range({side}, {side}, '[]')"), "&&"),
        (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
        where=_HELD,
        using="gist",
        deferrable=True,
        initially="IMMEDIATE",
        name=f"ex_appointments_{side}",
    ).ddl_if(dialect="postgresql")


class Series(SQLModel, table=True):
    """A rule that appointments were planned by: each is a row of its own, and may since have gone its own way.

    Rules are never rewritten: what moves from a day on gets another, of the same `course`, which is the series that
    people speak of (`docs/decisions/0016-series.md`).

    `starts_on` and `minute` (of the day) are on the wall clock of `timezone`, which holds across clock changes. It ends
    after `times`, or at `until`, the last day included.
    """

    __tablename__ = "appointment_series"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    course: str = Field(default_factory=new_ref, index=True, max_length=32)
    every_weeks: int
    starts_on: date
    minute: int
    timezone: str = Field(max_length=64)
    times: int | None = Field(default=None, nullable=True)
    until: date | None = Field(default=None, nullable=True)
    created_at: datetime = Field(default_factory=now, **utc())


class Appointment(SQLModel, table=True):
    """A patient meets a companion. Buffers, in minutes, are those of the type when it was booked.

    `planned_on` is the day that its series planned it for; `place` an address, a phone number (E.164) or the address of
    a video call, as `mode` tells. `note_sealed` is the companion's private note, `reason_sealed` why it was cancelled.
    `version` counts edits; `sequence` those that calendars must know of (RFC 5545, 3.8.7.4).
    """

    __tablename__ = "appointments"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="lasts"),
        sa.Index("ix_appointments_companion_id_starts_at", "companion_id", "starts_at"),
        sa.Index("ix_appointments_patient_id_starts_at", "patient_id", "starts_at"),
        sa.Index("ix_appointments_bubble_id_starts_at", "bubble_id", "starts_at"),
        # Those to come, and those whose outcome is to be told: not the thousands that are over.
        sa.Index(
            "ix_appointments_planned",
            "companion_id",
            "starts_at",
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        ),
        _never_twice("companion_id"),
        _never_twice("patient_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    bubble_id: int = Field(foreign_key="bubbles.id")
    type_id: int = Field(foreign_key="consultation_types.id", index=True)
    companion_id: int = Field(foreign_key="people.id")
    patient_id: int = Field(foreign_key="people.id")
    series_id: int | None = Field(default=None, foreign_key="appointment_series.id", nullable=True, index=True)
    planned_on: date | None = Field(default=None, nullable=True)
    starts_at: datetime = Field(**utc(index=True))
    ends_at: datetime = Field(**utc())
    buffer_before: int = Field(default=0)
    buffer_after: int = Field(default=0)
    mode: Mode = Field(sa_type=sa.String(16))
    place: str = Field(default="", max_length=300)
    state: State = Field(default=State.PLANNED, sa_type=sa.String(24))
    note_sealed: bytes = Field(default=b"")
    reason_sealed: bytes = Field(default=b"")
    booked_by_id: int = Field(foreign_key="people.id")
    version: int = Field(default=1)
    sequence: int = Field(default=0)
    created_at: datetime = Field(default_factory=now, **utc())
    updated_at: datetime = Field(default_factory=now, **utc())
    cancelled_at: datetime | None = Field(default=None, **utc(nullable=True))


class Told(SQLModel, table=True):
    """What one side was last told of an appointment, and when to look whether that is still true.

    `starts_at` is empty until they were told of it at all; `mode` and `place` are as they knew them then. When `due_at`
    comes, what differs from the appointment is told, and nothing when it was undone meanwhile.
    """

    __tablename__ = "appointments_told"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    appointment_id: int = Field(foreign_key="appointments.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
    starts_at: datetime | None = Field(default=None, **utc(nullable=True))
    ends_at: datetime | None = Field(default=None, **utc(nullable=True))
    is_cancelled: bool = Field(default=False)
    mode: Mode = Field(default=Mode.ON_SITE, sa_type=sa.String(16))
    place: str = Field(default="", max_length=300)
    due_at: datetime | None = Field(default=None, **utc(nullable=True, index=True))


class Change(SQLModel, table=True):
    """Something done to one or several appointments at once, which whoever did it may undo until `until`."""

    __tablename__ = "appointment_changes"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    by_id: int = Field(foreign_key="people.id", index=True)
    deed: Deed = Field(sa_type=sa.String(16))
    made_at: datetime = Field(default_factory=now, **utc())
    until: datetime = Field(**utc(index=True))
    undone_at: datetime | None = Field(default=None, **utc(nullable=True))


class ChangedAppointment(SQLModel, table=True):
    """One appointment of a change, as it was before; `starts_at` is empty when it did not exist.

    `version` is the one that the change gave it: undone only while nobody changed it since.
    """

    __tablename__ = "changed_appointments"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    change_id: int = Field(foreign_key="appointment_changes.id", primary_key=True, ondelete="CASCADE")
    appointment_id: int = Field(foreign_key="appointments.id", primary_key=True, index=True, ondelete="CASCADE")
    version: int
    starts_at: datetime | None = Field(default=None, **utc(nullable=True))
    ends_at: datetime | None = Field(default=None, **utc(nullable=True))
    state: State = Field(default=State.PLANNED, sa_type=sa.String(24))
    mode: Mode = Field(sa_type=sa.String(16))
    place: str = Field(default="", max_length=300)
    series_id: int | None = Field(default=None, foreign_key="appointment_series.id", nullable=True)
    planned_on: date | None = Field(default=None, nullable=True)


class Remembered(SQLModel, table=True):
    """A reminder of an appointment that left: nobody is reminded twice of the same thing."""

    __tablename__ = "appointment_reminders"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    appointment_id: int = Field(foreign_key="appointments.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="people.id", primary_key=True)
    kind: str = Field(primary_key=True, max_length=16)
    starts_at: datetime = Field(**utc())
    sent_at: datetime = Field(default_factory=now, **utc())
