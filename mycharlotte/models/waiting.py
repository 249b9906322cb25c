"""Patients who wait for a slot to come free, and the slots that are offered to them in turn (« beyond » B4)."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc


class OfferState(StrEnum):
    """What became of a slot that was offered."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"


class Wait(SQLModel, table=True):
    """« Prévenez-moi si un créneau se libère »: for a type, with one companion or any, until the day `until` included.

    `live_key` says who waits for what while they do, and is empty after: nobody waits twice for the same thing.
    """

    __tablename__ = "waits"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    bubble_id: int = Field(foreign_key="bubbles.id", index=True)
    type_id: int = Field(foreign_key="consultation_types.id", index=True)
    patient_id: int = Field(foreign_key="people.id", index=True)
    companion_id: int | None = Field(default=None, foreign_key="people.id", nullable=True, index=True)
    live_key: str | None = Field(default=None, unique=True, max_length=64, nullable=True)
    until: date | None = Field(default=None, nullable=True)
    created_at: datetime = Field(default_factory=now, **utc())
    ended_at: datetime | None = Field(default=None, **utc(nullable=True))


class SlotOffer(SQLModel, table=True):
    """A slot held for one patient who waits, until `held_until`."""

    __tablename__ = "slot_offers"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (sa.Index("ix_slot_offers_companion_id_starts_at", "companion_id", "starts_at"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    wait_id: int = Field(foreign_key="waits.id", index=True)
    patient_id: int = Field(foreign_key="people.id", index=True)
    companion_id: int = Field(foreign_key="people.id")
    type_id: int = Field(foreign_key="consultation_types.id")
    starts_at: datetime = Field(**utc())
    ends_at: datetime = Field(**utc())
    state: OfferState = Field(default=OfferState.OPEN, sa_type=sa.String(16))
    offered_at: datetime = Field(default_factory=now, **utc())
    held_until: datetime = Field(**utc(index=True))
    settled_at: datetime | None = Field(default=None, **utc(nullable=True))
