"""Who is looking. Made for every event; holds identifiers, so it never goes in a state's variables."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Standing:
    """One place in a bubble."""

    bubble_id: int
    role: str
    is_admin: bool


@dataclass(frozen=True)
class Viewer:
    """The person signed in, through which session, with what rights."""

    person_id: int
    ref: str
    session_id: int
    session_ref: str
    first_name: str
    last_name: str
    email: str
    language: str
    timezone: str
    picture_ref: str
    is_platform_admin: bool
    standings: tuple[Standing, ...]
    last_seen_at: datetime
    proved_at: datetime
    expires_at: datetime
