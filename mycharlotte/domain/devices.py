"""The browsers an account is known to use, and those trusted for thirty days.

A known device completed both steps once: its owner gets in when strangers have used up the account's tries. A trusted
one stands for the second step, never for the password, until anything changes in the account's security.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from mycharlotte.domain import audit, outbox, security, tokens
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import KnownDevice
from mycharlotte.models.base import id_of
from mycharlotte.models.people import Person

LIFE = timedelta(days=365)
TRUST = timedelta(days=30)


def known(db: Session, *, person: Person, token: str) -> KnownDevice | None:
    """Return the device that a token names, if it is this person's."""
    if not token:
        return None
    return db.exec(
        select(KnownDevice).where(KnownDevice.token_hash == tokens.digest(token), KnownDevice.person_id == person.id)
    ).first()


def is_trusted(device: KnownDevice | None, *, person: Person, now: datetime) -> bool:
    """Tell whether a device stands for the second step."""
    return bool(
        device
        and device.trusted_until
        and now < device.trusted_until
        and device.trusted_version == person.security_version
    )


def remember(
    db: Session, *, person: Person, origin: Origin, method: str, is_to_be_trusted: bool = False, now: datetime
) -> str:
    """Return the device's token; a device seen for the first time gets one, and its owner a mail."""
    token, device = origin.device_token, known(db, person=person, token=origin.device_token)
    if device is None:
        is_first = db.exec(select(KnownDevice.id).where(KnownDevice.person_id == person.id)).first() is None
        token = tokens.new()
        device = KnownDevice(token_hash=tokens.digest(token), person_id=id_of(person), created_at=now)
        if not is_first:
            outbox.post(db, "new_device", to=person, values={"device": origin.device, "at": now.isoformat()}, now=now)
    device.last_used_at, device.device, device.address_block = now, origin.device[:200], origin.address_block
    device.last_method = method or device.last_method
    if is_to_be_trusted:
        device.trusted_at, device.trusted_until = now, now + TRUST
        device.trusted_version = person.security_version
        audit.record(
            db,
            audit.Action.DEVICE_TRUSTED,
            actor_ref=person.ref,
            object_ref=device.ref,
            now=now,
            origin=origin,
        )
        security.tell(db, security.Change.DEVICE_TRUSTED, person=person, origin=origin, now=now)
    db.add(device)
    return token
