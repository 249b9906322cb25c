"""Where one's account stands: the page « Sécurité », its card in the settings, the step of the guide."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import backup_codes, confirmation, permissions, sessions
from mycharlotte.domain.permissions import Permission
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
            db, SignedIn, SignedIn.person_id == mine, SignedIn.id != viewer.session_id, *sessions.are_open(now)
        ),
        is_proof_fresh=confirmation.is_fresh(viewer, now),
    )


def is_strengthened(account: SecurityView) -> bool:
    """Tell whether there is more than a mailed code: an app, a passkey, or backup codes proved to be kept."""
    has_codes = account.are_backup_codes_proved and account.backup_codes_left > 0
    return account.is_app_active or account.passkeys > 0 or has_codes


def _count(db: Session, what: type, *which: object) -> int:
    return db.exec(select(sa.func.count()).select_from(what).where(*which)).one()  # type: ignore[arg-type]
