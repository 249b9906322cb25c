"""The browsers an account is known to use, and those trusted for thirty days.

A known device completed both steps once: its owner gets in when strangers have used up the account's tries. A trusted
one stands for the second step, never for the password, until anything changes in the account's security.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import audit, outbox, permissions, security, tokens
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.access import KnownDevice
from mycharlotte.models.base import id_of
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

LIFE = timedelta(days=365)
TRUST = timedelta(days=30)


@dataclass(frozen=True)
class TrustedDevice:
    """A device that stands for the second step `until` then; `network` is the block of addresses it was used from."""

    ref: str
    device: str
    network: str
    until: datetime
    used_at: datetime
    is_this: bool


class NotTrusted(Refused):
    """That device is trusted no more, or it is not theirs to know that it is."""


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
    """Return the device's token; a device seen for the first time gets one, and its owner a mail.

    A browser that several people share keeps its one token, which stands for each of them apart.
    """
    token, device = origin.device_token, known(db, person=person, token=origin.device_token)
    if device is None:
        is_first = db.exec(select(KnownDevice.id).where(KnownDevice.person_id == person.id)).first() is None
        token = token if _is_ours(db, token) else tokens.new()
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


def show(db: Session, *, viewer: Viewer, origin: Origin, now: datetime) -> tuple[TrustedDevice, ...]:
    """List the viewer's trusted devices: the one they look through, then the others, the latest used first."""
    permissions.require(viewer, Permission.OWN_PROFILE_READ)
    found = db.exec(select(KnownDevice).where(*_trusted(viewer, now)).order_by(col(KnownDevice.last_used_at).desc()))
    here = tokens.digest(origin.device_token)
    devices = [
        TrustedDevice(
            ref=device.ref,
            device=device.device,
            network=device.address_block,
            until=device.trusted_until or now,
            used_at=device.last_used_at,
            is_this=device.token_hash == here,
        )
        for device in found
    ]
    return tuple(sorted(devices, key=lambda device: not device.is_this))


def distrust(db: Session, *, by: Viewer, device_ref: str, origin: Origin, now: datetime) -> None:
    """Ask for the second step again on a device of the viewer's; it stays known.

    Raises:
        NotTrusted: it is trusted no more, or it is somebody else's.
    """
    permissions.require(by, Permission.OWN_PROFILE_EDIT)
    changed = db.execute(
        sa.update(KnownDevice)
        .where(*_trusted(by, now), col(KnownDevice.ref) == device_ref)
        .values(trusted_at=None, trusted_until=None, trusted_version=0)
        .returning(col(KnownDevice.ref))
    ).first()
    if changed is None:
        raise NotTrusted
    audit.record(db, audit.Action.DEVICE_DISTRUSTED, by=by, object_ref=device_ref, origin=origin, now=now)
    announce(db, Topic.SECURITY, by.ref)


def _is_ours(db: Session, token: str) -> bool:
    """Tell whether we gave this token: one that was made up names no device."""
    return bool(token) and bool(
        db.exec(select(KnownDevice.id).where(KnownDevice.token_hash == tokens.digest(token))).first()
    )


def _trusted(viewer: Viewer, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """What is true of the rows of someone's trusted devices; the same rule as `is_trusted`."""
    version = sa.select(col(Person.security_version)).where(col(Person.id) == viewer.person_id).scalar_subquery()
    return (
        col(KnownDevice.person_id) == viewer.person_id,
        col(KnownDevice.trusted_until) > now,
        col(KnownDevice.trusted_version) == version,
    )
