"""Another password: changed by whoever knows the present one, or by whoever holds a mailed link (decision D5).

change:  confirmation.credential → (both are checked in threads) → change | confirmation.refuse
forgotten:  ask → (the link) → opened → (the new one is hashed in a thread) → reset → the second step, as always
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mycharlotte.domain import audit, devices, limits, outbox, security, sign_in, tokens
from mycharlotte.domain.confirmation import WrongPassword
from mycharlotte.domain.errors import Refused, TooManyTries
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.sign_in import Credential, Entry
from mycharlotte.models.access import PasswordReset
from mycharlotte.models.base import id_of
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

LINK_LIFE = timedelta(minutes=30)


class LinkOver(Refused):
    """The link was used, replaced by a newer one, is older than thirty minutes, or never was."""


@dataclass(frozen=True)
class Opened:
    """Whom a link is for: what their new password must not be, and the hash of the present one."""

    person_id: int
    password_hash: str
    about: tuple[str, ...]


def change(db: Session, *, by: Viewer, password_hash: str, instead_of: str, origin: Origin, now: datetime) -> str:
    """Change the viewer's password, which was checked against `instead_of`; return their session's new token.

    Raises:
        WrongPassword: when it was changed in between.
    """
    person = security.lock(db, by.person_id)
    if person.password_hash != instead_of:
        raise WrongPassword(field="current_password")
    person.password_hash, person.password_changed_at = password_hash, now
    audit.record(db, audit.Action.PASSWORD_CHANGED, by=by, object_ref=by.ref, now=now, origin=origin)
    return security.changed_by(db, security.Change.PASSWORD_CHANGED, by=by, person=person, origin=origin, now=now)


def ask(db: Session, *, email: str, link: str, origin: Origin, now: datetime) -> None:
    """Mail a link to whoever has this address; nobody learns whether someone does.

    `link` is the address that takes the token at its end. The newest link kills the older ones.

    Raises:
        TooManyTries: for this block of addresses. For one account, nothing more is sent, and nothing is said.
    """
    limits.spend(Limit.RESET_BY_BLOCK, origin.address_block)
    query = select(Person).where(Person.email == email, col(Person.suspended_at).is_(None))
    person = db.exec(query.with_for_update()).first()
    audit.record(
        db,
        audit.Action.PASSWORD_RESET_ASKED,
        object_ref=person.ref if person else "",
        now=now,
        origin=origin,
    )
    if person is None:
        return
    try:
        if devices.known(db, person=person, token=origin.device_token):
            limits.spend(Limit.RESET_BY_KNOWN_DEVICE, person.ref, origin.device_token)
        else:
            limits.spend(Limit.RESET_BY_ACCOUNT, person.ref)
    except TooManyTries:
        return
    for before in db.exec(
        select(PasswordReset).where(PasswordReset.person_id == person.id, PasswordReset.expires_at > now)
    ):
        before.expires_at = now
        outbox.withdraw(db, before.mail_ref)
    token = tokens.new()
    mail = outbox.post(
        db,
        "password_reset",
        to=person,
        values={"link": link + token, "device": origin.device, "at": now.isoformat()},
        useless_after=now + LINK_LIFE,
        now=now,
    )
    db.add(
        PasswordReset(
            token_hash=tokens.digest(token),
            person_id=id_of(person),
            mail_ref=mail.ref,
            created_at=now,
            expires_at=now + LINK_LIFE,
        )
    )


def opened(db: Session, *, token: str, now: datetime) -> Opened:
    """Return whom a link is for, however often it is opened: mail scanners open links too.

    Raises:
        LinkOver.
    """
    _, person = _link(db, token, now)
    return Opened(id_of(person), person.password_hash, (person.email, person.first_name, person.last_name))


def reset(
    db: Session, *, token: str, password_hash: str, next_path: str = "", origin: Origin, now: datetime
) -> str | Entry:
    """Give the person another password, and go on to the second step, which no link replaces (ASVS 5.0, 6.4.3).

    Raises:
        LinkOver, TooManyTries.
    """
    link, person = _link(db, token, now)
    person = security.lock(db, id_of(person))
    db.refresh(link)  # another may have used it while we waited
    if link.used_at or now >= link.expires_at:
        raise LinkOver
    link.used_at = now
    person.password_hash, person.password_changed_at = password_hash, now
    db.add(link)
    audit.record(db, audit.Action.PASSWORD_RESET, actor_ref=person.ref, object_ref=person.ref, now=now, origin=origin)
    security.changed(db, security.Change.PASSWORD_RESET, person=person, origin=origin, now=now)
    db.flush()
    found = Credential(id_of(person), password_hash)
    return sign_in.begin(db, found=found, origin=origin, next_path=next_path, now=now)


def _link(db: Session, token: str, now: datetime) -> tuple[PasswordReset, Person]:
    link = db.exec(select(PasswordReset).where(PasswordReset.token_hash == tokens.digest(token))).first()
    if link is None or link.used_at or now >= link.expires_at:
        raise LinkOver
    person = db.exec(select(Person).where(Person.id == link.person_id)).one()
    if person.suspended_at:
        raise LinkOver
    return link, person
