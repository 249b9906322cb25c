"""One's passkeys: listed, added, named, removed. What a device makes and signs is checked by `passkeys`.

prepare → (the device makes a passkey) → add
"""

from datetime import datetime

from sqlmodel import Session, select

from mycharlotte.domain import audit, confirmation, names, passkeys, permissions, security
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.passkeys import Site
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.second_steps import Passkey
from mycharlotte.views.viewer import Viewer

AT_MOST = 10
NAME_AT_MOST = 60


class PasskeyKnown(Refused):
    """This device has a passkey here already."""

    field = "passkey"
    keeps_what_was_stored = True


class TooManyPasskeys(Refused):
    """Ten are enough: remove one first."""

    field = "passkey"


class PasskeyNameTooLong(Refused):
    """A name has sixty characters at most."""

    field = "name"


def mine(db: Session, *, viewer: Viewer) -> list[Passkey]:
    """List the viewer's own, the oldest first."""
    permissions.require(viewer, Permission.OWN_PROFILE_READ)
    return passkeys.of_person(db, person_id=viewer.person_id)


def prepare(db: Session, *, by: Viewer, name: str, site: Site, now: datetime) -> str:
    """Return what the browser needs to make a passkey that `add` will accept under this name (JSON).

    The name is read first: a passkey that is refused once made stays on the device.

    Raises:
        ProofNeeded, NameRefused, PasskeyNameTooLong, TooManyPasskeys.
    """
    confirmation.require(by, now)
    _name(name)
    kept = _room(db, by)
    return passkeys.to_make(by=by, mine=kept, challenge=passkeys.note_challenge(db, by=by, now=now), site=site)


def add(db: Session, *, by: Viewer, credential: str, name: str, site: Site, origin: Origin, now: datetime) -> str:
    """Keep the passkey that the browser made, and return the session's new token.

    Raises:
        ProofNeeded, NameRefused, PasskeyNameTooLong, TooManyPasskeys, PasskeyNotAdded, PasskeyKnown.
    """
    confirmation.require(by, now)
    named = _name(name)
    person = security.lock(db, by.person_id)
    _room(db, by)
    challenge = passkeys.take_challenge(db, by=by, now=now)
    made = passkeys.read_made(credential, challenge=challenge, site=site)
    if db.exec(select(Passkey.id).where(Passkey.credential_id == made.credential_id)).first():
        raise PasskeyKnown
    passkey = Passkey(
        person_id=by.person_id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=made.transports,
        name=named,
        created_at=now,
    )
    db.add(passkey)
    audit.record(db, audit.Action.PASSKEY_ADDED, by=by, object_ref=passkey.ref, name=named, now=now, origin=origin)
    return security.changed_by(
        db, security.Change.PASSKEY_ADDED, by=by, person=person, origin=origin, now=now, name=named
    )


def rename(
    db: Session, *, by: Viewer, passkey_ref: str, name: str, field: str = "name", origin: Origin, now: datetime
) -> None:
    """Call a passkey otherwise; what is refused about the name is said beside `field`.

    Raises:
        NotFound, NameRefused, PasskeyNameTooLong.
    """
    passkey = _own(db, by, passkey_ref)
    if (named := _name(name, field)) == passkey.name:
        return
    passkey.name = named
    db.add(passkey)
    audit.record(db, audit.Action.PASSKEY_RENAMED, by=by, object_ref=passkey.ref, name=named, now=now, origin=origin)


def remove(db: Session, *, by: Viewer, passkey_ref: str, origin: Origin, now: datetime) -> str:
    """Forget a passkey, and return the session's new token.

    Raises:
        ProofNeeded, NotFound.
    """
    confirmation.require(by, now)
    person = security.lock(db, by.person_id)
    passkey = _own(db, by, passkey_ref)
    named = passkey.name
    db.delete(passkey)
    audit.record(db, audit.Action.PASSKEY_REMOVED, by=by, object_ref=passkey.ref, name=named, now=now, origin=origin)
    return security.changed_by(
        db, security.Change.PASSKEY_REMOVED, by=by, person=person, origin=origin, now=now, name=named
    )


def _room(db: Session, by: Viewer) -> list[Passkey]:
    kept = passkeys.of_person(db, person_id=by.person_id)
    if len(kept) >= AT_MOST:
        raise TooManyPasskeys
    return kept


def _own(db: Session, by: Viewer, passkey_ref: str) -> Passkey:
    found = db.exec(select(Passkey).where(Passkey.ref == passkey_ref, Passkey.person_id == by.person_id)).first()
    if found is None:
        raise NotFound
    return found


def _name(typed: str, field: str = "name") -> str:
    """Return a name worth keeping; sixty characters is what is said, rather than the hundred of people's names."""
    try:
        name = names.parse(typed, field=field)
    except names.NameTooLong:
        raise PasskeyNameTooLong(field=field) from None
    if len(name) > NAME_AT_MOST:
        raise PasskeyNameTooLong(field=field)
    return name
