"""Remind, every hour, those who were invited some days ago and did not look."""

from mycharlotte import db
from mycharlotte.domain import invitation_reminders
from mycharlotte.models.base import now


def remind_the_invited(link: str) -> None:
    """Remind each of those due, in a transaction of its own. `link` is what a token is written after."""
    after: int | None = 0
    while after is not None:
        with db.transaction() as session:
            after = invitation_reminders.remind_next(session, after=after, link=link, now=now())
