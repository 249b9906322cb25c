"""Invitations to join a bubble: offers, the links that lead to them, the accounts that begin with them, lists."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mycharlotte.models.base import new_ref, now, utc
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Language


class Invitation(SQLModel, table=True):
    """An offer to one address, for one role (decision D7).

    `pending_email` is the address while the offer may still be accepted, and empty afterwards: one offer at a time.
    `is_admin` is for the first admin of a new bubble. `mail_ref` names the last mail that carried a link. `folded` is
    the name and the address as they are searched.
    """

    __tablename__ = "invitations"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (
        sa.UniqueConstraint("bubble_id", "pending_email"),
        sa.Index("ix_invitations_bubble_id_created_at", "bubble_id", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    bubble_id: int = Field(foreign_key="bubbles.id")
    email: str = Field(max_length=254)
    pending_email: str | None = Field(default=None, max_length=254, nullable=True)
    role: Role = Field(sa_type=sa.String(16))
    is_admin: bool = Field(default=False)
    first_name: str = Field(default="", max_length=100)
    last_name: str = Field(default="", max_length=100)
    folded: str = Field(default="", max_length=500)
    message: str = Field(default="", max_length=1000)
    language: Language = Field(default=Language.FRENCH, sa_type=sa.String(2))
    invited_by_id: int = Field(foreign_key="people.id", index=True)
    batch_id: int | None = Field(default=None, foreign_key="invitation_batches.id", nullable=True, index=True)
    mail_ref: str = Field(default="", max_length=32, index=True)
    created_at: datetime = Field(default_factory=now, **utc())
    sent_at: datetime = Field(default_factory=now, **utc(index=True))
    expires_at: datetime = Field(**utc())
    reminded_at: datetime | None = Field(default=None, **utc(nullable=True))
    opened_at: datetime | None = Field(default=None, **utc(nullable=True))
    accepted_at: datetime | None = Field(default=None, **utc(nullable=True))
    accepted_by_id: int | None = Field(default=None, foreign_key="people.id", nullable=True)
    declined_at: datetime | None = Field(default=None, **utc(nullable=True))
    revoked_at: datetime | None = Field(default=None, **utc(nullable=True))


class InvitationLink(SQLModel, table=True):
    """A link to an invitation: each mail, each copy has its own. All serve until the invitation is answered or over."""

    __tablename__ = "invitation_links"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    invitation_id: int = Field(foreign_key="invitations.id", index=True)
    token_hash: bytes = Field(unique=True, max_length=32)
    created_at: datetime = Field(default_factory=now, **utc())


class SignUp(SQLModel, table=True):
    """An account asked for with an invitation: the person exists once the code mailed to the address is typed.

    When the address already has an account, no code is ever right, and the mail says to sign in instead.
    """

    __tablename__ = "sign_ups"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    token_hash: bytes = Field(unique=True, max_length=32)
    invitation_id: int = Field(foreign_key="invitations.id", index=True)
    email: str = Field(max_length=254, index=True)
    first_name: str = Field(max_length=100)
    last_name: str = Field(max_length=100)
    language: Language = Field(default=Language.FRENCH, sa_type=sa.String(2))
    password_hash: str = Field(max_length=100)
    code_mac: bytes = Field(default=b"", max_length=32)
    code_sent_at: datetime | None = Field(default=None, **utc(nullable=True))
    code_expires_at: datetime | None = Field(default=None, **utc(nullable=True))
    code_tries: int = Field(default=0)
    mail_ref: str = Field(default="", max_length=32)
    created_at: datetime = Field(default_factory=now, **utc())
    expires_at: datetime = Field(**utc(index=True))
    finished_at: datetime | None = Field(default=None, **utc(nullable=True))


class BatchState(StrEnum):
    """Where a list stands."""

    PREVIEW = "preview"
    SENDING = "sending"
    DONE = "done"
    DROPPED = "dropped"


class InvitationBatch(SQLModel, table=True):
    """Many invitations read from one file. `total` counts its rows, `good` those to be sent, `sent` those that were."""

    __tablename__ = "invitation_batches"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=32)
    bubble_id: int = Field(foreign_key="bubbles.id", index=True)
    by_id: int = Field(foreign_key="people.id")
    state: BatchState = Field(default=BatchState.PREVIEW, sa_type=sa.String(16))
    total: int = Field(default=0)
    good: int = Field(default=0)
    sent: int = Field(default=0)
    created_at: datetime = Field(default_factory=now, **utc())
    started_at: datetime | None = Field(default=None, **utc(nullable=True))
    done_at: datetime | None = Field(default=None, **utc(nullable=True))


class BatchRow(SQLModel, table=True):
    """One row of the file, as it was read. `refusal` names why it is not sent; it is sent once it has an invitation."""

    __tablename__ = "invitation_rows"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)
    __table_args__ = (sa.UniqueConstraint("batch_id", "line"),)

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="invitation_batches.id")
    line: int
    email: str = Field(default="", max_length=300)
    role: str = Field(default="", max_length=100)
    first_name: str = Field(default="", max_length=200)
    last_name: str = Field(default="", max_length=200)
    message: str = Field(default="", max_length=2000)
    language: str = Field(default="", max_length=20)
    refusal: str = Field(default="", max_length=40)
    invitation_id: int | None = Field(default=None, foreign_key="invitations.id", nullable=True)
