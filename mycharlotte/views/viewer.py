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
    """The person signed in, through which session, with what rights.

    `by_previous_token`: their session was renewed a moment ago, and they came with the token it had before. They may go
    on for the few seconds a tab takes to follow; what was proved with the new token is not theirs.
    """

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
    by_previous_token: bool = False
