"""Remove what is over: nothing is kept longer than it serves (GDPR, article 5.1.e)."""

from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col, select

from mycharlotte import db
from mycharlotte.adapters.storage import Storage, StorageUnavailable
from mycharlotte.domain import batches, devices, outside_reading
from mycharlotte.jobs import old_invitations
from mycharlotte.models.access import KnownDevice, PasswordReset, SignInAttempt
from mycharlotte.models.access import Session as SignedIn
from mycharlotte.models.appointments import Change
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.outbox import Delivery, OutgoingMail
from mycharlotte.models.people import Person, Picture
from mycharlotte.models.second_steps import AuthenticatorApp, BackupCode, RescueCode

log = structlog.get_logger()

TRACES_LIFE = timedelta(days=30)
# How an admin checked who someone was: kept as long as it may be asked why that person was let in.
RESCUE_LIFE = timedelta(days=365)
# What could be undone for three minutes: what it was before serves nobody any more.
UNDONE_NO_MORE_LIFE = timedelta(days=1)
UNUSED_APP_LIFE = timedelta(days=1)
UNKEPT_PICTURE_LIFE = timedelta(days=1)


def remove_what_is_over(storage: Storage) -> None:
    """Remove old traces of access and mail, what opens nothing any more, and pictures that nobody saved."""
    with db.transaction() as session:
        remove_traces(session, before=now() - TRACES_LIFE)
        remove_dead_secrets(session, now=now())
        old_invitations.remove_old_links(session, now=now())
        batches.forget_old(session, now=now())
        outside_reading.forget_past(session, now=now())
        session.exec(sa.delete(Change).where(col(Change.until) < now() - UNDONE_NO_MORE_LIFE))
    try:
        while _remove_one_picture(storage, before=now() - UNKEPT_PICTURE_LIFE):
            pass
    except StorageUnavailable as error:
        log.warning("pictures_not_removed", why=type(error).__name__)


def remove_traces(session: Session, *, before: datetime) -> None:
    """Remove attempts to sign in, sessions and mails that were over by then; the audit log keeps what must be known."""
    session.exec(sa.delete(SignInAttempt).where(col(SignInAttempt.expires_at) < before))
    session.exec(sa.delete(SignedIn).where(col(SignedIn.expires_at) < before))
    session.exec(sa.delete(PasswordReset).where(col(PasswordReset.expires_at) < before))
    session.exec(
        sa.delete(OutgoingMail).where(
            col(OutgoingMail.created_at) < before,
            col(OutgoingMail.state) != Delivery.WAITING,
            ~old_invitations.are_told_of(before=before),
        )
    )


def remove_dead_secrets(session: Session, *, now: datetime) -> None:
    """Remove devices not seen for a year, replaced backup codes, apps never activated, rescue codes of old.

    A replaced code is known for a while: whoever tries one is told that it was replaced.
    """
    session.exec(sa.delete(KnownDevice).where(col(KnownDevice.last_used_at) < now - devices.LIFE))
    session.exec(sa.delete(BackupCode).where(col(BackupCode.replaced_at) < now - TRACES_LIFE))
    session.exec(
        sa.delete(AuthenticatorApp).where(
            col(AuthenticatorApp.activated_at).is_(None), col(AuthenticatorApp.created_at) < now - UNUSED_APP_LIFE
        )
    )
    session.exec(sa.delete(RescueCode).where(col(RescueCode.expires_at) < now - RESCUE_LIFE))


def _remove_one_picture(storage: Storage, *, before: datetime) -> bool:
    """Remove an unkept picture: its objects within the transaction that removes its row.

    While it is locked nobody can save it; if an object cannot be removed, the row stays for the next round.
    """
    in_use = sa.union_all(
        *(select(wearer.picture_ref).where(col(wearer.picture_ref).is_not(None)) for wearer in (Person, Bubble))
    )
    unkept = (
        select(Picture)
        .where(col(Picture.kept_at).is_(None), col(Picture.created_at) < before, col(Picture.ref).not_in(in_use))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    with db.transaction() as session:
        picture = session.exec(unkept).first()
        if picture is None:
            return False
        session.delete(picture)
        session.flush()
        storage.delete(picture.large_key)
        storage.delete(picture.small_key)
    return True
