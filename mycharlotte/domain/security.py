"""What every change of the password or of a second step brings with it.

One rule for all (ASVS 5.0, 7.4.3; decision D4): the other sessions end, trusted devices are trusted no more, links,
rescue codes and half-finished sign-ins are worthless, the person gets a mail that asks « ce n'est pas vous ? ».
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import outbox, sessions, tokens
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import KnownDevice, PasswordReset, SignInAttempt
from mycharlotte.models.base import id_of
from mycharlotte.models.calendars import CalendarLink
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import RescueCode
from mycharlotte.views.viewer import Viewer


class Change(StrEnum):
    """What a person is told by mail. Each has its words in `letters/account_change`."""

    PASSWORD_CHANGED = "password-changed"
    PASSWORD_RESET = "password-reset"
    BACKUP_CODES_GENERATED = "backup-codes-generated"
    BACKUP_CODE_USED = "backup-code-used"
    APP_ADDED = "app-added"
    APP_REMOVED = "app-removed"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    DEVICE_TRUSTED = "device-trusted"
    RESCUE_ISSUED = "rescue-issued"
    RESCUE_USED = "rescue-used"
    TRIES_USED_UP = "tries-used-up"
    CALENDAR_LINK_MADE = "calendar-link-made"
    CALENDAR_LINK_RENEWED = "calendar-link-renewed"


def lock(db: Session, person_id: int) -> Person:
    """Return a person, whose row is locked: changes of one account wait for one another."""
    query = select(Person).where(Person.id == person_id).with_for_update()
    return db.exec(query.execution_options(populate_existing=True)).one()


def changed(
    db: Session, change: Change, *, person: Person, origin: Origin, keep: str = "", now: datetime, **values: str
) -> None:
    """Apply the rule after a change; the session whose reference is `keep` goes on."""
    person.security_version += 1
    db.add(person)
    sessions.end_all(db, person_id=id_of(person), but=keep, now=now)
    db.exec(
        sa.update(KnownDevice)
        .where(col(KnownDevice.person_id) == person.id)
        .values(trusted_at=None, trusted_until=None, trusted_version=0)
    )
    if change in {Change.PASSWORD_CHANGED, Change.PASSWORD_RESET}:
        _forget_devices(db, person, but=origin.device_token)
    db.exec(
        sa.update(SignInAttempt)
        .where(col(SignInAttempt.person_id) == person.id, col(SignInAttempt.expires_at) > now)
        .values(expires_at=now, code_mac=b"", challenge=b"")
    )
    end_links(db, person_id=id_of(person), now=now)
    db.exec(
        sa.update(RescueCode)
        .where(
            col(RescueCode.person_id) == person.id, col(RescueCode.expires_at) > now, col(RescueCode.used_at).is_(None)
        )
        .values(expires_at=now)
    )
    tell(db, change, person=person, origin=origin, now=now, **_agendas_left_open(db, person), **values)


def _agendas_left_open(db: Session, person: Person) -> dict[str, str]:
    """Calendar links go on: they are renewed on purpose, one by one, and the mail says so to those who have any."""
    theirs = (CalendarLink.person_id == person.id, col(CalendarLink.revoked_at).is_(None))
    return {"calendar_links": "yes"} if db.exec(select(CalendarLink.id).where(*theirs).limit(1)).first() else {}


def _forget_devices(db: Session, person: Person, *, but: str) -> None:
    """Know no other device any more: whoever had the password before is told of as a newcomer."""
    others = col(KnownDevice.token_hash) != tokens.digest(but)
    db.exec(sa.delete(KnownDevice).where(col(KnownDevice.person_id) == person.id, others))


def end_links(db: Session, *, person_id: int, now: datetime) -> None:
    """Make the mailed links of a forgotten password worthless."""
    db.exec(
        sa.update(PasswordReset)
        .where(col(PasswordReset.person_id) == person_id, col(PasswordReset.expires_at) > now)
        .values(expires_at=now)
    )


def changed_by(
    db: Session, change: Change, *, by: Viewer, person: Person, origin: Origin, now: datetime, **values: str
) -> str:
    """Apply the rule to what the person changed themselves, and return their session's new token.

    Raises:
        SignedOut: their session ended meanwhile; nothing is then done.
    """
    changed(db, change, person=person, origin=origin, keep=by.session_ref, now=now, **values)
    return sessions.renew(db, by=by, now=now)


def tell(db: Session, change: Change, *, person: Person, origin: Origin, now: datetime, **values: str) -> None:
    """Mail the person what was done with their account, and let their open pages know."""
    outbox.post(
        db,
        "account_change",
        to=person,
        values={"change": change, "device": origin.device, "at": now.isoformat(), **values},
        now=now,
    )
    announce(db, Topic.SECURITY, person.ref)
