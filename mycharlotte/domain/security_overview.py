"""Where one's account stands: the page « Sécurité », its card in the settings, the step of the guide."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import backup_codes, confirmation, permissions
from mycharlotte.domain.permissions import Permission
from mycharlotte.domain.sessions import IDLE
from mycharlotte.models.access import KnownDevice
from mycharlotte.models.access import Session as SignedIn
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import AuthenticatorApp, Passkey
from mycharlotte.views.security import SecurityView
from mycharlotte.views.viewer import Viewer


def show(db: Session, *, viewer: Viewer, now: datetime) -> SecurityView:
    """Show the viewer's own account."""
    permissions.require(viewer, Permission.OWN_PROFILE_READ)
    mine = viewer.person_id
    person = db.exec(select(Person).where(Person.id == mine)).one()
    app = db.exec(
        select(AuthenticatorApp).where(
            AuthenticatorApp.person_id == mine, col(AuthenticatorApp.activated_at).is_not(None)
        )
    ).first()
    return SecurityView(
        email=person.email,
        password_changed_at=person.password_changed_at.isoformat(),
        backup_codes_left=backup_codes.left(db, person_id=mine),
        are_backup_codes_proved=person.backup_codes_proved_at is not None,
        is_app_active=app is not None,
        app_last_used_at=app.last_used_at.isoformat() if app and app.last_used_at else "",
        passkeys=_count(db, Passkey, Passkey.person_id == mine),
        other_sessions=_count(
            db,
            SignedIn,
            SignedIn.person_id == mine,
            SignedIn.id != viewer.session_id,
            col(SignedIn.ended_at).is_(None),
            SignedIn.expires_at > now,
            SignedIn.last_seen_at > now - IDLE,
        ),
        trusted_devices=_count(
            db,
            KnownDevice,
            KnownDevice.person_id == mine,
            col(KnownDevice.trusted_until) > now,
            KnownDevice.trusted_version == person.security_version,
        ),
        is_proof_fresh=confirmation.is_fresh(viewer, now),
    )


def is_strengthened(db: Session, *, person: Person) -> bool:
    """Tell whether there is more than a mailed code: an app, a passkey, or backup codes proved to be kept."""
    own = (AuthenticatorApp.person_id == person.id, col(AuthenticatorApp.activated_at).is_not(None))
    return bool(
        (person.backup_codes_proved_at and backup_codes.left(db, person_id=person.id or 0))
        or _count(db, AuthenticatorApp, *own)
        or _count(db, Passkey, Passkey.person_id == person.id)
    )


def _count(db: Session, what: type, *which: object) -> int:
    return db.exec(select(sa.func.count()).select_from(what).where(*which)).one()  # type: ignore[arg-type]
