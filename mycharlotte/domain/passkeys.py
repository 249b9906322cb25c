"""Passkeys (WebAuthn Level 3) as a second step: a phone, a computer or a key signs a challenge, for this site alone.

Each challenge is drawn here, kept with the session (to add one, to confirm who one is) or with the attempt to sign in,
and works once. Whose passkeys there are: `keyring`.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import webauthn
from sqlmodel import Session, col, select
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mycharlotte.domain.codes import CodeRefused
from mycharlotte.domain.errors import Refused
from mycharlotte.models.access import Session as SignedIn
from mycharlotte.models.base import id_of
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import Passkey
from mycharlotte.views.viewer import Viewer

CHALLENGE_BYTES = 32
CHALLENGE_LIFE = timedelta(minutes=5)
CREDENTIAL_ID_AT_MOST = 1023  # bytes (WebAuthn Level 3, §7.1, step 25)
TIMEOUT_MS = 120_000


class PasskeyRefused(CodeRefused):
    """What the device signed does not hold: another site, another challenge, a key that is not the person's."""

    field = "passkey"


class PasskeyNotAdded(Refused):
    """What the device made is not a passkey for this site, or came too late. Its challenge is spent."""

    field = "passkey"
    keeps_what_was_stored = True


@dataclass(frozen=True)
class Site:
    """What a passkey is bound to: the host's name, the exact origin of the pages, and how we are called."""

    id: str
    origin: str
    name: str = "MyCharlotte"


@dataclass(frozen=True)
class Made:
    """A passkey that a device just made. `transports`, joined by commas, are the ways the browser reaches it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: str


def of_person(db: Session, *, person_id: int) -> list[Passkey]:
    """List a person's passkeys, the oldest first."""
    return list(db.exec(select(Passkey).where(Passkey.person_id == person_id).order_by(col(Passkey.id))))


def new_challenge() -> bytes:
    """Draw what a passkey must sign."""
    return secrets.token_bytes(CHALLENGE_BYTES)


def note_challenge(db: Session, *, by: Viewer, now: datetime) -> bytes:
    """Draw a challenge for the viewer's session, instead of any before, and return it."""
    session = _session_of(db, by)
    session.challenge, session.challenge_until = new_challenge(), now + CHALLENGE_LIFE
    db.add(session)
    return session.challenge


def take_challenge(db: Session, *, by: Viewer, now: datetime) -> bytes:
    """Return the challenge of the viewer's session, which it then no longer has; nothing when it is too old."""
    session = _session_of(db, by)
    challenge, until = session.challenge, session.challenge_until
    session.challenge, session.challenge_until = b"", None
    db.add(session)
    return challenge if until and now < until else b""


def to_make(*, by: Viewer, mine: list[Passkey], challenge: bytes, site: Site) -> str:
    """Return what the browser needs to make a passkey, on a device that has none of `mine` (JSON)."""
    options = webauthn.generate_registration_options(
        rp_id=site.id,
        rp_name=site.name,
        user_id=by.ref.encode(),
        user_name=by.email,
        user_display_name=f"{by.first_name} {by.last_name}".strip() or by.email,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=[_descriptor(passkey) for passkey in mine],
    )
    return webauthn.options_to_json(options)


def read_made(credential: str, *, challenge: bytes, site: Site) -> Made:
    """Check what a browser says its device made (JSON).

    Raises:
        PasskeyNotAdded.
    """
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
        )
        transports = json.loads(credential)["response"].get("transports") or []
        known = [transport.value for transport in AuthenticatorTransport if transport.value in transports]
    except Exception:  # noqa: BLE001 - bytes from outside meet a library: whatever it raises, they are not a passkey
        raise PasskeyNotAdded from None
    # When there is no challenge any more, nothing can have been made for it, not even by signing nothing.
    if not challenge or len(made.credential_id) > CREDENTIAL_ID_AT_MOST:
        raise PasskeyNotAdded
    return Made(made.credential_id, made.credential_public_key, made.sign_count, ",".join(known))


def challenge_to_confirm(db: Session, *, by: Viewer, site: Site, now: datetime) -> str:
    """Return what the browser needs to confirm who one is with a passkey (JSON)."""
    challenge = note_challenge(db, by=by, now=now)
    return to_sign(db, person_id=by.person_id, challenge=challenge, site=site, is_alone=True)


def to_sign(db: Session, *, person_id: int, challenge: bytes, site: Site, is_alone: bool = False) -> str:
    """Return what the browser needs to sign a challenge with one of the person's passkeys (JSON).

    One that is asked for alone, without the password, must make sure of its owner (code, finger, face).
    """
    wanted = UserVerificationRequirement.REQUIRED if is_alone else UserVerificationRequirement.PREFERRED
    options = webauthn.generate_authentication_options(
        rp_id=site.id,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        allow_credentials=[_descriptor(passkey) for passkey in of_person(db, person_id=person_id)],
        user_verification=wanted,
    )
    return webauthn.options_to_json(options)


def verify(
    db: Session,
    *,
    person: Person,
    credential: str,
    challenge: bytes,
    site: Site,
    is_alone: bool = False,
    now: datetime,
) -> None:
    """Accept a challenge signed by one of the person's passkeys. Whoever calls makes sure that it works once.

    A sign count that goes back tells of a copy (WebAuthn Level 3, §6.1.1): that passkey is refused.

    Raises:
        PasskeyRefused.
    """
    try:
        answer = parse_authentication_credential_json(credential)
    except Exception:  # noqa: BLE001 - as above
        raise PasskeyRefused from None
    passkey = db.exec(
        select(Passkey).where(Passkey.credential_id == answer.raw_id, Passkey.person_id == id_of(person))
    ).first()
    if passkey is None or not challenge:
        raise PasskeyRefused
    try:
        signed = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=is_alone,
        )
    except Exception:  # noqa: BLE001 - as above
        raise PasskeyRefused from None
    passkey.sign_count, passkey.last_used_at = signed.new_sign_count, now
    db.add(passkey)


def _session_of(db: Session, by: Viewer) -> SignedIn:
    return db.exec(select(SignedIn).where(SignedIn.id == by.session_id).with_for_update()).one()


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(word) for word in passkey.transports.split(",") if word]
    return PublicKeyCredentialDescriptor(id=passkey.credential_id, transports=transports or None)
