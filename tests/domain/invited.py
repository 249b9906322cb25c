"""What the tests of invitations do over and over: invite someone, hold the link, ask for an account."""

from datetime import datetime

from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import acceptance, guests, invitations, offers, outbox, sessions, sign_ups
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.sign_in import Entry
from mycharlotte.domain.sign_ups import Wanted
from mycharlotte.models.base import now as present
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.invitations import Invitation, SignUp
from mycharlotte.models.outbox import OutgoingMail
from mycharlotte.models.people import Language, Person
from mycharlotte.views.guests import InvitationView
from mycharlotte.views.viewer import Viewer
from tests import cast as characters
from tests.domain.doorstep import LAPTOP

INES = "ines@example.org"
LINK = "https://espace.example.org/auth/invitation?jeton="
PASSWORD_HASH = "$2b$04$hashed"


def invite(
    by: Person, email: str = INES, *, role: Role = Role.PATIENT, is_admin: bool = False, now: datetime | None = None
) -> str:
    """Invite an address to the bubble of the cast; return the token of a link."""
    viewer, _ = characters.sign_in(by)
    with db.transaction() as session:
        bubble = session.exec(select(Bubble)).one()
        offer = offers.Offer(email, role, first_name="Inès", last_name="Da Silva", message="À bientôt")
        invitation = invitations.create(
            session, by=viewer, bubble=bubble, offer=offer, is_admin=is_admin, now=now or present()
        )
        return invitations.new_token(session, invitation, now=now or present())


def show(
    token: str, viewer: Viewer | None = None, *, origin: Origin = LAPTOP, now: datetime | None = None
) -> InvitationView:
    """Look at an invitation."""
    with db.reading() as session:
        return guests.show(session, token=token, viewer=viewer, origin=origin, now=now or present())


def mark_opened(token: str, viewer: Viewer | None = None, *, now: datetime | None = None) -> None:
    """Look at it for the first time."""
    with db.transaction() as session:
        guests.mark_opened(session, token=token, viewer=viewer, now=now or present())


def accept(token: str, by: Person | Viewer, *, now: datetime | None = None) -> str:
    """Join the bubble as someone who has an account."""
    viewer = by if isinstance(by, Viewer) else characters.sign_in(by)[0]
    with db.transaction() as session:
        return acceptance.accept(session, by=viewer, token=token, origin=LAPTOP, now=now or present())


def decline(token: str, *, now: datetime | None = None) -> None:
    """Say no."""
    with db.transaction() as session:
        acceptance.decline(session, token=token, origin=LAPTOP, now=now or present())


def ask(token: str, *, first_name: str = "Inès", origin: Origin = LAPTOP, now: datetime | None = None) -> str:
    """Ask for an account, the password being hashed already; return the token of what is asked."""
    wanted = Wanted(first_name, "Da Silva", Language.FRENCH)
    with db.transaction() as session:
        return sign_ups.ask(
            session,
            token=token,
            wanted=wanted,
            password_hash=PASSWORD_HASH,
            link=LINK,
            origin=origin,
            now=now or present(),
        )


def resend(token: str, *, now: datetime | None = None) -> None:
    """Ask for another code."""
    with db.transaction() as session:
        sign_ups.resend(session, token=token, link=LINK, origin=LAPTOP, now=now or present())


def answer(token: str, code: str, *, now: datetime | None = None) -> Entry:
    """Give the code."""
    with db.transaction() as session:
        return sign_ups.answer(session, token=token, code=code, origin=LAPTOP, now=now or present())


def who_is(entry: Entry) -> Viewer:
    """Return who a session was opened for."""
    with db.reading() as session:
        viewer = sessions.resume(session, token=entry.session_token, now=present())
    assert viewer
    return viewer


def mails_to(email: str) -> list[OutgoingMail]:
    """Return the mails to an address that no person has, in the order they were written."""
    with db.reading() as session:
        return list(
            session.exec(select(OutgoingMail).where(OutgoingMail.to_address == email).order_by(col(OutgoingMail.id)))
        )


def code_sent_to(email: str) -> str:
    """Return the code of the last mail."""
    return outbox.values_of(mails_to(email)[-1])["code"]


def invitation() -> Invitation:
    """Return the last invitation, as it is stored."""
    with db.reading() as session:
        return session.exec(select(Invitation).order_by(col(Invitation.id).desc())).first() or Invitation()  # type: ignore[call-arg]


def stored_sign_ups() -> list[SignUp]:
    """Return the accounts asked for."""
    with db.reading() as session:
        return list(session.exec(select(SignUp).order_by(col(SignUp.id))))


def people(email: str = INES) -> list[Person]:
    """Return who has an address."""
    with db.reading() as session:
        return list(session.exec(select(Person).where(Person.email == email)))


def places_of(email: str) -> list[Membership]:
    """Return the places someone has, or had."""
    with db.reading() as session:
        query = select(Membership).join(Person, col(Person.id) == col(Membership.person_id))
        return list(session.exec(query.where(Person.email == email)))


def change(**values: object) -> None:
    """Change what is stored of the last invitation: time passes, an admin acts."""
    with db.transaction() as session:
        row = session.get_one(Invitation, invitation().id)
        for name, value in values.items():
            setattr(row, name, value)


def no_longer_admin(person: Person) -> None:
    """Leave someone in the bubble, without the right to run it."""
    with db.transaction() as session:
        place = session.exec(select(Membership).where(Membership.person_id == person.id)).one()
        place.is_admin = False
