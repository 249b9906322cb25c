"""What tests of invitations share: a bubble, those who run it, and whom they invite.

invitation = invite(cast.agathe)                      sent now, to someone@example.org
look(invitation).opened_at
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from mycharlotte import db, seed
from mycharlotte.domain import invitations, outbox
from mycharlotte.domain.offers import Offer
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.invitations import Invitation
from mycharlotte.models.outbox import OutgoingMail
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests import cast as characters

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LINK = "https://espace.example.org/auth/invitation?jeton="


def viewer(person: Person) -> Viewer:
    """Sign someone in."""
    return characters.sign_in(person)[0]


def bubble_ref() -> str:
    """The bubble of the cast."""
    with db.reading() as session:
        return session.exec(select(Bubble.ref).where(Bubble.name == seed.BUBBLE)).one()


def another_bubble(admin: Person) -> str:
    """Make a bubble that someone runs."""
    with db.transaction() as session:
        bubble = Bubble(name="Bulle du Chêne")
        session.add(bubble)
        session.flush()
        session.add(Membership(bubble_id=bubble.id or 0, person_id=admin.id or 0, role=Role.COMPANION, is_admin=True))
        return bubble.ref


def send(by: Viewer, email: str = "someone@example.org", *, now: datetime = NOW, **values: Any) -> tuple[str, str]:
    """Invite someone, and return the invitation's reference with the token to copy."""
    bubble = values.pop("bubble_ref", None)
    bubble = bubble_ref() if bubble is None else bubble
    offer = Offer(email, values.pop("role", Role.PATIENT), **values)
    with db.transaction() as session:
        invitation, token = invitations.send(session, by=by, bubble_ref=bubble, offer=offer, link=LINK, now=now)
        return invitation.ref, token


def invite(by: Viewer, email: str = "someone@example.org", **values: Any) -> str:
    """Invite someone, and return the invitation's reference."""
    return send(by, email, **values)[0]


def look(ref: str) -> Invitation:
    """Read an invitation."""
    with db.reading() as session:
        return session.exec(select(Invitation).where(Invitation.ref == ref)).one()


def change(ref: str, **values: Any) -> None:
    """Let something happen to an invitation."""
    with db.transaction() as session:
        session.exec(sa.update(Invitation).where(col(Invitation.ref) == ref).values(**values))


def mails_to(email: str = "someone@example.org") -> list[OutgoingMail]:
    """The mails to an address, the oldest first."""
    with db.reading() as session:
        query = select(OutgoingMail).where(OutgoingMail.to_address == email).order_by(col(OutgoingMail.id))
        return list(session.exec(query))


def give_up_the_mail_of(ref: str) -> None:
    """Let the mail server refuse the last mail of an invitation for good."""
    with db.transaction() as session:
        outbox.mark_failed(session, look(ref).mail_ref, why="550 no such user")


def step_down(person: Person) -> None:
    """Let an admin be one no more."""
    with db.transaction() as session:
        session.exec(sa.update(Membership).where(col(Membership.person_id) == person.id).values(is_admin=False))
