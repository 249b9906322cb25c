"""What a verb lets others know once its transaction is committed: a topic, never a content.

Whoever listens reads again with their own rights.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session


class Topic(StrEnum):
    """What may have changed."""

    PROFILE = "profile"
    SECURITY = "security"
    SESSION_ENDED = "session-ended"
    SESSION_RENEWED = "session-renewed"
    STANDING = "standing"  # of a person: a place in a bubble came, changed or went
    BUBBLE = "bubble"
    MEMBERS = "members"
    INVITATIONS = "invitations"
    CONSULTATION_TYPES = "consultation-types"
    AGENDA = "agenda"  # of a person: appointments, hours, absences, offers, calendars, choices
    OUTSIDE_CALENDARS = "outside-calendars"  # of a person: one was read, or could not be
    CALENDAR_WAITING = "calendar-waiting"  # a calendar of elsewhere is to be read
    SLOT_FREED = "slot-freed"  # somebody who waits may be offered one
    LIST_WAITING = "list-waiting"  # of a list of invitations: it is to be sent
    MAIL_WAITING = "mail-waiting"
    MAIL_MOVED = "mail-moved"


@dataclass(frozen=True)
class Announcement:
    """Something about `about` (a public reference) changed."""

    topic: Topic
    about: str


def announce(db: Session, topic: Topic, about: str) -> None:
    """Let listeners know after the commit; nothing is told when the transaction rolls back."""
    db.info.setdefault("announcements", []).append(Announcement(topic, about))


def of(db: Session) -> list[Announcement]:
    """Return what was announced in this session."""
    return list(dict.fromkeys(db.info.get("announcements", [])))
