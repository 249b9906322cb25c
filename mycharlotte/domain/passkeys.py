"""Passkeys (WebAuthn Level 3) as a second step: a phone, a computer or a key signs a challenge, for this site alone.

Each challenge is drawn here, kept with the session (to add one, to confirm who one is) or with the attempt to sign in,
and works once.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import webauthn
from sqlmodel import Session, col, select
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mycharlotte.domain import audit, confirmation, names, security
from mycharlotte.domain.codes import CodeRefused
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import Session as SignedIn
from mycharlotte.models.base import id_of
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import Passkey
from mycharlotte.views.viewer import Viewer

AT_MOST = 10
NAME_AT_MOST = 60
CHALLENGE_BYTES = 32
CHALLENGE_LIFE = timedelta(minutes=5)
TIMEOUT_MS = 120_000
# What a library that reads bytes from outside may raise on bytes that make no sense.
_UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, IndexError, AttributeError)


class PasskeyRefused(CodeRefused):
    """What the device signed does not hold: another site, another challenge, a key that is not the person's."""

    field = "passkey"


class PasskeyNotAdded(Refused):
    """What the device made is not a passkey for this site, or came too late. Its challenge is spent."""

    field = "passkey"
    keeps_what_was_stored = True


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


@dataclass(frozen=True)
class Site:
    """What a passkey is bound to: the host's name, the exact origin of the pages, and how we are called."""

    id: str
    origin: str
    name: str = "MyCharlotte"


def challenge_to_add(db: Session, *, by: Viewer, site: Site, now: datetime) -> str:
    """Return what the browser needs to make a passkey (JSON).

    Raises:
        ProofNeeded, TooManyPasskeys.
    """
    confirmation.require(by, now)
    mine = of_person(db, person_id=by.person_id)
    if len(mine) >= AT_MOST:
        raise TooManyPasskeys
    options = webauthn.generate_registration_options(
        rp_id=site.id,
        rp_name=site.name,
        user_id=by.ref.encode(),
        user_name=by.email,
        user_display_name=f"{by.first_name} {by.last_name}".strip() or by.email,
        challenge=_note_challenge(db, by, now),
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=[_descriptor(passkey) for passkey in mine],
    )
    return webauthn.options_to_json(options)


def add(db: Session, *, by: Viewer, credential: str, name: str, site: Site, origin: Origin, now: datetime) -> None:
    """Keep the passkey that the browser made.

    Raises:
        ProofNeeded, NameRefused, PasskeyNameTooLong, PasskeyNotAdded, PasskeyKnown, TooManyPasskeys.
    """
    confirmation.require(by, now)
    named = _name(name)
    person = security.lock(db, by.person_id)
    if len(of_person(db, person_id=by.person_id)) >= AT_MOST:
        raise TooManyPasskeys
    challenge = take_challenge(db, by=by, now=now)
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
        )
        transports = json.loads(credential)["response"].get("transports") or []
        told = ",".join(known.value for known in AuthenticatorTransport if known.value in transports)
    except _UNREADABLE:
        raise PasskeyNotAdded from None
    if db.exec(select(Passkey.id).where(Passkey.credential_id == made.credential_id)).first():
        raise PasskeyKnown
    passkey = Passkey(
        person_id=by.person_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=told,
        name=named,
        created_at=now,
    )
    db.add(passkey)
    audit.record(db, audit.Action.PASSKEY_ADDED, by=by, object_ref=passkey.ref, now=now, origin=origin)
    security.changed(
        db, security.Change.PASSKEY_ADDED, person=person, origin=origin, keep=by.session_ref, now=now, name=named
    )


def rename(db: Session, *, by: Viewer, passkey_ref: str, name: str, now: datetime) -> None:
    """Call a passkey otherwise.

    Raises:
        NotFound, NameRefused, PasskeyNameTooLong.
    """
    passkey = _mine(db, by, passkey_ref)
    passkey.name = _name(name)
    db.add(passkey)
    audit.record(db, audit.Action.PASSKEY_RENAMED, by=by, object_ref=passkey.ref, now=now)


def remove(db: Session, *, by: Viewer, passkey_ref: str, origin: Origin, now: datetime) -> None:
    """Forget a passkey.

    Raises:
        ProofNeeded, NotFound.
    """
    confirmation.require(by, now)
    person = security.lock(db, by.person_id)
    passkey = _mine(db, by, passkey_ref)
    db.delete(passkey)
    audit.record(db, audit.Action.PASSKEY_REMOVED, by=by, object_ref=passkey.ref, now=now, origin=origin)
    security.changed(
        db,
        security.Change.PASSKEY_REMOVED,
        person=person,
        origin=origin,
        keep=by.session_ref,
        now=now,
        name=passkey.name,
    )


def of_person(db: Session, *, person_id: int) -> list[Passkey]:
    """List a person's passkeys, the oldest first."""
    return list(db.exec(select(Passkey).where(Passkey.person_id == person_id).order_by(col(Passkey.id))))


def new_challenge() -> bytes:
    """Draw what a passkey must sign."""
    return secrets.token_bytes(CHALLENGE_BYTES)


def challenge_to_confirm(db: Session, *, by: Viewer, site: Site, now: datetime) -> str:
    """Return what the browser needs to confirm who one is with a passkey (JSON)."""
    return to_sign(db, person_id=by.person_id, challenge=_note_challenge(db, by, now), site=site)


def to_sign(db: Session, *, person_id: int, challenge: bytes, site: Site) -> str:
    """Return what the browser needs to sign a challenge with one of the person's passkeys (JSON)."""
    options = webauthn.generate_authentication_options(
        rp_id=site.id,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        allow_credentials=[_descriptor(passkey) for passkey in of_person(db, person_id=person_id)],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return webauthn.options_to_json(options)


def verify(db: Session, *, person: Person, credential: str, challenge: bytes, site: Site, now: datetime) -> None:
    """Accept a challenge signed by one of the person's passkeys. Whoever calls makes sure that it works once.

    Raises:
        PasskeyRefused.
    """
    try:
        credential_id = base64url_to_bytes(json.loads(credential)["id"])
        passkey = db.exec(
            select(Passkey).where(Passkey.credential_id == credential_id, Passkey.person_id == id_of(person))
        ).first()
        if passkey is None or not challenge:
            raise PasskeyRefused
        signed = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except _UNREADABLE:
        raise PasskeyRefused from None
    passkey.sign_count, passkey.last_used_at = signed.new_sign_count, now
    db.add(passkey)


def take_challenge(db: Session, *, by: Viewer, now: datetime) -> bytes:
    """Return the challenge of the viewer's session, which it then no longer has; nothing when it is too old."""
    session = db.exec(select(SignedIn).where(SignedIn.id == by.session_id).with_for_update()).one()
    challenge, until = session.challenge, session.challenge_until
    session.challenge, session.challenge_until = b"", None
    db.add(session)
    return challenge if until and now < until else b""


def _note_challenge(db: Session, by: Viewer, now: datetime) -> bytes:
    session = db.exec(select(SignedIn).where(SignedIn.id == by.session_id).with_for_update()).one()
    session.challenge, session.challenge_until = new_challenge(), now + CHALLENGE_LIFE
    db.add(session)
    return session.challenge


def _mine(db: Session, by: Viewer, passkey_ref: str) -> Passkey:
    found = db.exec(select(Passkey).where(Passkey.ref == passkey_ref, Passkey.person_id == by.person_id)).first()
    if found is None:
        raise NotFound
    return found


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(word) for word in passkey.transports.split(",") if word]
    return PublicKeyCredentialDescriptor(id=passkey.credential_id, transports=transports or None)


def _name(typed: str) -> str:
    name = names.parse(typed, field="name")
    if len(name) > NAME_AT_MOST:
        raise PasskeyNameTooLong
    return name
