"""The audit log: who did what, to what, when. Each entry seals the one before it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from mycharlotte.models.base import now, utc


class AuditEntry(SQLModel, table=True):
    """One thing that happened. `mac` is keyed over this entry and the `mac` of the one before."""

    __tablename__ = "audit_entries"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(default_factory=now, **utc(index=True))
    actor_ref: str = Field(default="", max_length=32, index=True)
    session_ref: str = Field(default="", max_length=32)
    action: str = Field(max_length=64, index=True)
    object_ref: str = Field(default="", max_length=32, index=True)
    outcome: str = Field(default="done", max_length=16)
    details: str = Field(default="{}")
    mac: bytes = Field(max_length=32)


class AuditHead(SQLModel, table=True):
    """The last link of the chain, in a row that writers lock: a cut tail shows, no two entries share a place."""

    __tablename__ = "audit_head"  # pyright: ignore[reportAssignmentType]  (SQLModel types it as a declared_attr)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(default=0)
    mac: bytes = Field(default=b"", max_length=32)
