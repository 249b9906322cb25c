"""An account made with an invitation (decision D7): names and a password, then the code mailed to the address invited.

    check → (the password is hashed in a thread) → ask → show · resend → answer

Whether or not the address has an account already, everything is the same but the mail, which its owner alone reads:
with one, it says to sign in, and no code is ever right. Until the right code is typed, there is nobody.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from mycharlotte.domain import (
    acceptance,
    audit,
    codes,
    devices,
    guests,
    invitations,
    limits,
    mailed_codes,
    names,
    outbox,
    passwords,
    sessions,
    tokens,
)
from mycharlotte.domain.codes import CodeMalformed, CodeRefused
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.sign_in import ATTEMPT_LIFE, Entry
from mycharlotte.models.access import Method
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.invitations import Invitation, SignUp
from mycharlotte.models.people import Language, Person
from mycharlotte.views.guests import SignUpView


class SignUpOver(Refused):
    """No account was asked for lately in this browser, or it was made: start again."""


class AccountExists(Refused):
    """The right code, but an account was made for this address in the meantime."""

    keeps_what_was_stored = True


@dataclass(frozen=True)
class Wanted:
    """Who an account is for, as it will be kept."""

    first_name: str
    last_name: str
    language: Language = Language.FRENCH


def check(
    db: Session, *, token: str, names_typed: dict[str, str], password: str, language: str, origin: Origin, now: datetime
) -> Wanted:
    """Return what was typed in the form of an invitation, and spend a try: a slow hash comes next.

    Raises:
        InvitationOver, TooManyTries; NameRefused, PasswordWeak, or SeveralRefused of them.
    """
    invitation = guests.find_open(db, token=token, origin=origin, now=now)
    refusals: list[Refused] = []
    kept: dict[str, str] = {}
    for field in ("first_name", "last_name"):
        try:
            kept[field] = names.parse(names_typed.get(field, ""), field=field)
        except names.NameRefused as refused:
            refusals.append(refused)
    try:
        passwords.require_strength(password, about=(invitation.email, *kept.values()))
    except passwords.PasswordWeak as refused:
        refusals.append(refused)
    if refusals:
        raise SeveralRefused(refusals) if refusals[1:] else refusals[0]
    limits.spend(Limit.SIGN_UP_BY_INVITATION, invitation.ref)
    return Wanted(kept["first_name"], kept["last_name"], Language(language))


def ask(
    db: Session, *, token: str, wanted: Wanted, password_hash: str, link: str, origin: Origin, now: datetime
) -> str:
    """Remember the account asked for, mail its code, and return the token of what is asked.

    `token` is that of the invitation's link; `link`, the address that such a token is written after.

    Raises:
        InvitationOver, TooManyTries.
    """
    bubble, invitation = acceptance.lock(db, invitation_id=id_of(guests.find(db, token=token, origin=origin)))
    guests.require_open(db, invitation, now=now)
    own = tokens.new()
    sign_up = SignUp(
        token_hash=tokens.digest(own),
        invitation_id=id_of(invitation),
        email=invitation.email,
        first_name=wanted.first_name,
        last_name=wanted.last_name,
        language=wanted.language,
        password_hash=password_hash,
        created_at=now,
        expires_at=now + ATTEMPT_LIFE,
    )
    audit.record(db, audit.Action.SIGN_UP_BEGUN, object_ref=invitation.ref, now=now, origin=origin, bubble=bubble.ref)
    _mail(db, sign_up, invitation, link, origin, now)
    return own


def show(db: Session, *, token: str, of: str = "", now: datetime) -> SignUpView:
    """Show where an account asked for stands; `is_open` is false when there is none.

    With `of`, the token of an invitation: one asked for with that very invitation, or none.
    """
    query = select(SignUp).where(SignUp.token_hash == tokens.digest(token))
    if of:
        query = query.where(SignUp.invitation_id == guests.named_by(of))
    sign_up = db.exec(query).first()
    if sign_up is None or _is_over(sign_up, now):
        return SignUpView()
    return SignUpView(
        is_open=True,
        email=sign_up.email,
        seconds_to_resend=mailed_codes.seconds_to_resend(sign_up, now),
        is_mail_slow=mailed_codes.is_mail_slow(db, sign_up, now),
    )


def resend(db: Session, *, token: str, link: str, origin: Origin, now: datetime) -> None:
    """Mail another code, or say again that there is an account.

    Raises:
        SignUpOver, InvitationOver, ResendTooSoon, TooManyTries.
    """
    sign_up, _bubble, invitation = _open(db, token, now)
    mailed_codes.require_patience(sign_up, now=now)
    _mail(db, sign_up, invitation, link, origin, now)


def answer(db: Session, *, token: str, code: str, origin: Origin, now: datetime) -> Entry:
    """Compare the code; if it is the one, make the account, give the place and open a session: all, or nothing.

    Raises:
        SignUpOver, InvitationOver, TooManyTries, AccountExists, and the refusals of codes.
    """
    sign_up, bubble, invitation = _open(db, token, now)
    bare = codes.bare(code)
    if not codes.is_digits(bare):
        raise CodeMalformed
    limits.check(Limit.CODE_WRONG_BY_ACCOUNT, invitation.ref)
    db.add(sign_up)
    mailed_codes.spend_try(sign_up, now=now)
    try:
        mailed_codes.check(sign_up, bare)
    except CodeRefused:
        limits.spend(Limit.CODE_WRONG_BY_ACCOUNT, invitation.ref)
        audit.record(
            db,
            audit.Action.CODE_REFUSED,
            object_ref=invitation.ref,
            outcome=audit.Outcome.REFUSED,
            now=now,
            method=Method.MAIL,
            origin=origin,
        )
        raise
    person = _make(db, sign_up, origin, now)
    acceptance.take(db, bubble=bubble, invitation=invitation, person=person, origin=origin, now=now)
    device_token = devices.remember(db, person=person, origin=origin, method=Method.MAIL, now=now)
    return Entry(sessions.start(db, person=person, origin=origin, method=Method.MAIL, now=now), device_token, "")


def _make(db: Session, sign_up: SignUp, origin: Origin, now: datetime) -> Person:
    person = Person(
        email=sign_up.email,
        first_name=sign_up.first_name,
        last_name=sign_up.last_name,
        language=sign_up.language,
        password_hash=sign_up.password_hash,
        password_changed_at=now,
        created_at=now,
    )
    sign_up.finished_at, sign_up.code_mac, sign_up.password_hash = now, b"", ""
    try:
        with db.begin_nested():
            db.add(person)
    except IntegrityError:
        raise AccountExists from None
    audit.record(db, audit.Action.PERSON_CREATED, actor_ref=person.ref, object_ref=person.ref, now=now, origin=origin)
    return person


def _mail(db: Session, sign_up: SignUp, invitation: Invitation, link: str, origin: Origin, now: datetime) -> None:
    """Mail what only the owner of the address may know: a code, or that there is an account already.

    What was typed in the form is not in the mail: it would carry anyone's words to anyone's mailbox.
    """
    # Codes and tries are those of one invitation: whoever holds the link to another, sent by another bubble, neither
    # kills nor uses up those of its owner.
    limits.spend(Limit.SIGN_UP_MAIL_BY_ADDRESS, sign_up.email)
    of_it = (SignUp.invitation_id == invitation.id, SignUp.code_mac != b"")
    before = db.exec(select(SignUp).where(*of_it)).all()
    code = mailed_codes.renew(db, sign_up, before=before, owner=invitation.ref, origin=origin, now=now)
    has_account = db.exec(select(Person.id).where(Person.email == sign_up.email)).first() is not None
    values = {"first_name": invitation.first_name, "device": origin.device, "at": now.isoformat()}
    if has_account:
        sign_up.code_mac, sign_up.password_hash = secrets.token_bytes(32), ""  # no code is right
        values["link"] = link + invitations.new_token(db, invitation, now=now)
    else:
        values["code"] = code
    mail = outbox.post(
        db,
        "already_an_account" if has_account else "sign_up_code",
        to=sign_up.email,
        language=sign_up.language,
        values=values,
        useless_after=sign_up.code_expires_at,
        now=now,
    )
    sign_up.mail_ref = mail.ref
    db.add(sign_up)
    audit.record(db, audit.Action.CODE_SENT, object_ref=invitation.ref, now=now)


def _open(db: Session, token: str, now: datetime) -> tuple[SignUp, Bubble, Invitation]:
    """Return what waits for a code, and what it answers, locked: simultaneous tries wait for one another.

    Raises:
        SignUpOver, InvitationOver.
    """
    sign_up = db.exec(select(SignUp).where(SignUp.token_hash == tokens.digest(token))).first()
    if sign_up is None:
        raise SignUpOver
    bubble, invitation = acceptance.lock(db, invitation_id=sign_up.invitation_id)
    db.refresh(sign_up)  # what it was before the lock may be old by now
    guests.require_open(db, invitation, now=now)
    if _is_over(sign_up, now):
        raise SignUpOver
    return sign_up, bubble, invitation


def _is_over(sign_up: SignUp, now: datetime) -> bool:
    return sign_up.finished_at is not None or sign_up.expires_at <= now
