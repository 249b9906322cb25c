"""The audit log: written in the transaction of what it remembers, each entry sealing the one before.

`mac = HMAC(key, mac of the entry before ‖ this entry)`: whoever changes, removes or swaps entries without the key
breaks the chain at that place. The head row is sealed with another key, over the place and the mac of the last entry:
a tail cannot be cut and the head set back. Details hold references, choices, a device and a block of addresses; never a
password, a code, an e-mail address or a health fact.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from mycharlotte.domain import keys
from mycharlotte.domain.origin import Origin
from mycharlotte.models.audit import AuditEntry, AuditHead
from mycharlotte.models.base import metadata
from mycharlotte.models.base import now as present
from mycharlotte.views.viewer import Viewer

_entries, _head = (metadata.tables[str(model.__tablename__)] for model in (AuditEntry, AuditHead))
_PLACE = sa.select(_head.c.seq).with_for_update()
_MAC = sa.select(_entries.c.mac).where(_entries.c.seq == sa.bindparam("seq"))
_ADD = sa.insert(_entries)
_ADVANCE = sa.update(_head)
_CHAIN = sa.select(_entries).order_by(_entries.c.seq)


class Action(StrEnum):
    """What can happen: noun, then verb."""

    PERSON_CREATED = "person:created"
    SIGN_IN_REFUSED = "sign-in:refused"
    SIGN_IN_BEGUN = "sign-in:begun"
    CODE_SENT = "sign-in:code-sent"
    CODE_REFUSED = "sign-in:code-refused"
    SIGNED_IN = "session:started"
    SIGNED_OUT = "session:ended"
    PROFILE_UPDATED = "profile:updated"
    PICTURE_ADDED = "picture:added"
    LANGUAGE_CHOSEN = "language:chosen"
    PASSWORD_CHANGED = "password:changed"
    PASSWORD_RESET_ASKED = "password:reset-asked"
    PASSWORD_RESET = "password:reset"
    CONFIRMED = "session:confirmed"
    CONFIRMATION_REFUSED = "session:confirmation-refused"
    SESSION_REVOKED = "session:revoked"
    DEVICE_TRUSTED = "device:trusted"
    DEVICE_DISTRUSTED = "device:distrusted"
    BACKUP_CODES_GENERATED = "backup-codes:generated"
    BACKUP_CODES_PROVED = "backup-codes:proved"
    BACKUP_CODE_USED = "backup-codes:used"
    APP_ADDED = "app:added"
    APP_REMOVED = "app:removed"
    PASSKEY_ADDED = "passkey:added"
    PASSKEY_RENAMED = "passkey:renamed"
    PASSKEY_REMOVED = "passkey:removed"
    RESCUE_ISSUED = "rescue:issued"
    RESCUE_USED = "rescue:used"
    JOURNAL_DOWNLOADED = "journal:downloaded"
    BUBBLE_CREATED = "bubble:created"
    BUBBLE_UPDATED = "bubble:updated"
    MEMBER_JOINED = "member:joined"
    MEMBER_REMOVED = "member:removed"
    MEMBER_LEFT = "member:left"
    ADMIN_NAMED = "member:admin-named"
    ADMIN_REMOVED = "member:admin-removed"
    PATIENT_ASSIGNED = "patient:assigned"
    PATIENT_UNASSIGNED = "patient:unassigned"
    INVITED = "invitation:sent"
    INVITED_AGAIN = "invitation:sent-again"
    INVITATION_EXTENDED = "invitation:extended"
    INVITATION_REVOKED = "invitation:revoked"
    INVITATION_LINK_MADE = "invitation:link-made"
    INVITATION_ACCEPTED = "invitation:accepted"
    INVITATION_DECLINED = "invitation:declined"
    SIGN_UP_BEGUN = "sign-up:begun"
    BATCH_READ = "invitation-list:read"
    BATCH_STARTED = "invitation-list:started"
    BATCH_DOWNLOADED = "invitation-list:downloaded"
    TYPE_CREATED = "consultation-type:created"
    TYPE_UPDATED = "consultation-type:updated"
    TYPE_RETIRED = "consultation-type:retired"
    TYPE_RESTORED = "consultation-type:restored"
    TYPES_ORDERED = "consultation-type:ordered"
    TYPE_CHANGE_ASKED = "consultation-type:change-asked"
    APPOINTMENT_BOOKED = "appointment:booked"
    APPOINTMENT_MOVED = "appointment:moved"
    APPOINTMENT_CANCELLED = "appointment:cancelled"
    APPOINTMENT_UNDONE = "appointment:undone"
    APPOINTMENT_UPDATED = "appointment:updated"
    APPOINTMENT_NOTED = "appointment:noted"
    OUTCOME_TOLD = "appointment:outcome-told"
    SERIES_BOOKED = "appointment-series:booked"
    SERIES_CHANGED = "appointment-series:changed"
    SERIES_CANCELLED = "appointment-series:cancelled"
    HOURS_UPDATED = "hours:updated"
    ABSENCE_ADDED = "absence:added"
    ABSENCE_UPDATED = "absence:updated"
    ABSENCE_REMOVED = "absence:removed"
    WAIT_BEGUN = "waiting-list:joined"
    WAIT_ENDED = "waiting-list:left"
    SLOT_OFFERED = "waiting-list:slot-offered"
    OFFER_SETTLED = "waiting-list:offer-settled"
    CALENDAR_LINK_MADE = "calendar-link:made"
    CALENDAR_LINK_RENEWED = "calendar-link:renewed"
    CALENDAR_LINK_UPDATED = "calendar-link:updated"
    CALENDAR_LINK_REVOKED = "calendar-link:revoked"
    OUTSIDE_CALENDAR_ADDED = "outside-calendar:added"
    OUTSIDE_CALENDAR_REMOVED = "outside-calendar:removed"
    REMINDERS_CHOSEN = "reminders:chosen"
    TIME_ZONE_CHOSEN = "time-zone:chosen"


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"


def record(
    db: Session,
    action: Action,
    *,
    by: Viewer | None = None,
    actor_ref: str = "",
    object_ref: str = "",
    outcome: Outcome = Outcome.DONE,
    origin: Origin | None = None,
    now: datetime | None = None,
    **details: str | int | bool,
) -> None:
    """Remember that something happened; kept or forgotten with the transaction it is part of.

    `actor_ref` names someone who is not signed in yet; otherwise `by` tells who and in which session. `origin` tells
    one's journal where it was done: a device in words, a block of addresses.
    """
    if origin:
        details |= {"device": origin.device, "network": origin.address_block}
    db.info.setdefault("audit", []).append(
        {
            "at": now or present(),
            "actor_ref": by.ref if by else actor_ref,
            "session_ref": by.session_ref if by else "",
            "action": action,
            "object_ref": object_ref,
            "outcome": outcome,
            "details": json.dumps(details, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
        }
    )


def seal(db: Session) -> None:
    """Write what was recorded, at the very end of the transaction.

    The head row is what every writer waits for: taken last, it is held for an instant, and never while waiting for
    another lock.
    """
    if not (recorded := db.info.pop("audit", [])):
        return
    db.flush()
    # Plain statements, written once: through the unit of work, these rows took as long as all the rest of a save.
    execute = db.connection().execute
    seq = execute(_PLACE).scalar_one()
    mac = execute(_MAC, {"seq": seq}).scalar() or b""
    for entry in recorded:
        seq += 1
        entry["seq"] = seq
        entry["mac"] = mac = _seal(mac, entry)
    execute(_ADD, recorded)
    execute(_ADVANCE, {"seq": seq, "mac": _seal_head(seq, mac)})


def first_break(db: Session) -> int | None:
    """Return the place of the first entry that is not as it was written, or None when the chain is whole.

    A missing tail is told as the place after the last entry.
    """
    expected, previous = 1, b""
    for entry in db.connection().execute(_CHAIN).mappings():
        if entry["seq"] != expected or not hmac.compare_digest(entry["mac"], _seal(previous, entry)):
            return expected
        expected, previous = expected + 1, entry["mac"]
    last = expected - 1
    head = db.exec(select(AuditHead.seq, AuditHead.mac)).first()
    return None if head == (last, _seal_head(last, previous) if last else b"") else expected


def _seal(previous: bytes, entry: Mapping[Any, Any]) -> bytes:
    texts = ("actor_ref", "session_ref", "action", "object_ref", "outcome", "details")
    content = [entry["seq"], entry["at"].isoformat(timespec="microseconds"), *(str(entry[name]) for name in texts)]
    message = previous + json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.digest(keys.of("audit"), message, "sha256")


def _seal_head(seq: int, mac: bytes) -> bytes:
    return hmac.digest(keys.of("audit-head"), seq.to_bytes(8) + mac, "sha256")
