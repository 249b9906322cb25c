"""Mails waiting to leave: written in the transaction of what they tell, sent afterwards."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc


class Delivery(StrEnum):
    """Where a mail stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class OutgoingMail(SQLModel, table=True):
    """A mail to send. `sealed` holds its values encrypted until it leaves; `letter` names its text.

    `is_bulk`: one of many that leave together; those that somebody waits for go first.
    """

    __tablename__ = "outgoing_mails"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    letter: str = Field(max_length=64)
    language: str = Field(max_length=2)
    person_id: int | None = Field(default=None, foreign_key="people.id", nullable=True, index=True)
    to_address: str = Field(max_length=254)
    sealed: bytes = Field(default=b"")
    is_bulk: bool = Field(default=False)
    state: Delivery = Field(default=Delivery.WAITING, sa_type=sa.String(16))
    tries: int = Field(default=0)
    next_try_at: datetime = Field(default_factory=now, **utc(index=True))
    useless_after: datetime | None = Field(default=None, **utc(nullable=True))
    created_at: datetime = Field(default_factory=now, **utc())
    sent_at: datetime | None = Field(default=None, **utc(nullable=True))
    last_error: str = Field(default="", max_length=200)
