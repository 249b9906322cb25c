"""What the tests of sign-in do over and over: give a password, read the mail, give the code."""

import itertools
from datetime import datetime

from pyotp.totp import TOTP
from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import authenticator, backup_codes, codes, outbox, rescue, second_step, sign_in
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.second_step import Answer
from mycharlotte.domain.sign_in import Credential, Entry
from mycharlotte.models.access import SignInAttempt
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import now as present
from mycharlotte.models.outbox import OutgoingMail
from mycharlotte.models.people import Person
from mycharlotte.views.sign_in import SecondStepView
from tests import cast as characters

HOUSE = "192.0.2.0/24"
LAPTOP = Origin("Firefox, Linux", HOUSE)


def look_up(email: str, origin: Origin = LAPTOP) -> Credential:
    """Spend a try for an address."""
    with db.reading() as session:
        return sign_in.credential(session, email=email, origin=origin)


def begin(person: Person, *, origin: Origin = LAPTOP, next_path: str = "/", now: datetime | None = None) -> str:
    """Give the right password on a device that is not trusted; return the attempt's token."""
    begun = give_password(person, origin=origin, next_path=next_path, now=now)
    assert isinstance(begun, str)
    return begun


def give_password(
    person: Person, *, origin: Origin = LAPTOP, next_path: str = "/", now: datetime | None = None
) -> str | Entry:
    """Give the right password; return the attempt's token, or an entry on a trusted device."""
    with db.transaction() as session:
        kept = session.get_one(Person, person.id).password_hash
        return sign_in.begin(
            session,
            found=Credential(person.id or 0, kept),
            origin=origin,
            next_path=next_path,
            now=now or present(),
        )


def resend(token: str, *, origin: Origin = LAPTOP, now: datetime | None = None) -> None:
    """Ask for another code."""
    with db.transaction() as session:
        second_step.resend(session, token=token, origin=origin, now=now or present())


def show(token: str, *, origin: Origin = LAPTOP, now: datetime | None = None) -> SecondStepView:
    """Look at the second page."""
    with db.reading() as session:
        return second_step.show(session, token=token, origin=origin, now=now or present())


def choose(token: str, method: str, *, origin: Origin = LAPTOP, now: datetime | None = None) -> None:
    """Go on by another method."""
    with db.transaction() as session:
        second_step.choose(session, token=token, method=method, origin=origin, now=now or present())


def finish(
    token: str, code: str, *, origin: Origin = LAPTOP, is_to_be_trusted: bool = False, now: datetime | None = None
) -> Entry:
    """Give a code of a mail, of an app or of an admin."""
    answer = Answer(token, code, is_to_be_trusted)
    with db.transaction() as session:
        return second_step.answer(session, answer=answer, origin=origin, now=now or present())


def finish_with_backup(token: str, code: str, *, origin: Origin = LAPTOP, now: datetime | None = None) -> Entry:
    """Give a backup code, as the door does: a slow hash between two transactions."""
    answer = Answer(token, code)
    with db.transaction() as session:
        candidate = second_step.take(session, answer=answer, now=now or present())
    is_right = backup_codes.matches(codes.bare(code), candidate)
    with db.transaction() as session:
        return second_step.answer_backup(
            session, answer=answer, candidate=candidate, is_right=is_right, origin=origin, now=now or present()
        )


def enter(
    person: Person, *, origin: Origin = LAPTOP, is_to_be_trusted: bool = False, now: datetime | None = None
) -> Entry:
    """Take both steps, with a mailed code."""
    token = begin(person, origin=origin, now=now)
    return finish(token, code_sent_to(person), origin=origin, is_to_be_trusted=is_to_be_trusted, now=now)


def with_app(person: Person, *, at: datetime | None = None) -> TOTP:
    """Configure an app for someone, and return it."""
    at = at or present()
    viewer, _ = characters.sign_in(person)
    with db.transaction() as session:
        app = TOTP(s=authenticator.begin(session, by=viewer, now=at).key)
    with db.transaction() as session:
        authenticator.activate(session, by=viewer, code=app.at(at), origin=LAPTOP, now=at)
    return app


def with_backup_codes(person: Person) -> list[str]:
    """Generate codes for someone, and return them."""
    viewer, _ = characters.sign_in(person)
    with db.transaction() as session:
        taken = backup_codes.selectors(session, by=viewer, now=present())
    drawn = backup_codes.draw(taken)
    with db.transaction() as session:
        backup_codes.replace(session, by=viewer, hashed=backup_codes.hash_all(drawn), origin=LAPTOP, now=present())
    return drawn


def rescued(person: Person, by: Person) -> str:
    """Have an admin give someone a code."""
    viewer, _ = characters.sign_in(by)
    with db.transaction() as session:
        return rescue.issue(
            session,
            by=viewer,
            person_ref=person.ref,
            identity_check="Rappel au numéro connu, date de naissance donnée.",
            origin=LAPTOP,
            now=present(),
        )


def mails_to(person: Person, letter: str = "sign_in_code") -> list[OutgoingMail]:
    """Return the mails for someone, in the order they were written."""
    with db.reading() as session:
        query = select(OutgoingMail).where(OutgoingMail.person_id == person.id, OutgoingMail.letter == letter)
        return list(session.exec(query.order_by(col(OutgoingMail.id))))


def code_sent_to(person: Person) -> str:
    """Return the code of the last mail."""
    return outbox.values_of(mails_to(person)[-1])["code"]


def other_than(code: str) -> str:
    """Return a code of the right shape that is wrong."""
    return f"{(int(code) + 1) % 10**6:06}"


def attempt_of(person: Person) -> SignInAttempt:
    """Return someone's last attempt."""
    with db.reading() as session:
        query = select(SignInAttempt).where(SignInAttempt.person_id == person.id)
        found = session.exec(query.order_by(col(SignInAttempt.id).desc())).first()
    assert found, "nobody began to sign in"
    return found


def actions() -> list[str]:
    """Return what the audit log remembers, in order, without the creation of the cast."""
    with db.reading() as session:
        found = session.exec(select(AuditEntry.action).order_by(col(AuditEntry.seq)))
        return list(itertools.dropwhile({"person:created", "member:joined"}.__contains__, found))


def suspend(person: Person) -> None:
    """Suspend someone's account."""
    with db.transaction() as session:
        session.get_one(Person, person.id).suspended_at = present()
