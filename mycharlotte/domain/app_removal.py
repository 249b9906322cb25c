"""Removing the authenticator app (decision D4): with the password, checked just before, and a code, used up here.

The code is one of the app, or a backup code for whoever has lost the phone:

    with_app_code        backup_codes.to_prove → (a slow hash in a thread) → with_backup_code
"""

from datetime import datetime

from sqlmodel import Session

from mycharlotte.domain import authenticator, backup_codes, codes, confirmation, proofs, security
from mycharlotte.domain.codes import CodeRefused
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import Method
from mycharlotte.views.viewer import Viewer


class NeitherCode(CodeRefused):
    """Neither six digits nor ten letters and digits; nothing is used up."""


def with_app_code(db: Session, *, by: Viewer, code: str, origin: Origin, now: datetime) -> str:
    """Remove the app with one of its codes; return the session's new token.

    Raises:
        NeitherCode, NoApp, TooManyTries, WrongAppCode, AppCodeUsed, ClockIsWrong.
    """
    if not codes.is_digits(codes.bare(code)):
        raise NeitherCode
    proofs.check_app(db, by=by, code=code, origin=origin, now=now)
    return authenticator.remove(db, by=by, origin=origin, now=now)


def with_backup_code(
    db: Session, *, by: Viewer, candidate: backup_codes.Candidate, is_right: bool, origin: Origin, now: datetime
) -> str:
    """Use a backup code up and remove the app, or neither; return the session's new token.

    Raises:
        NoApp, WrongBackupCode, BackupCodeUsed, BackupCodeReplaced.
    """
    person = security.lock(db, by.person_id)
    try:
        backup_codes.burn(db, person=person, candidate=candidate, is_right=is_right, origin=origin, now=now)
    except CodeRefused:
        confirmation.remember_refusal(db, by=by, origin=origin, method=Method.BACKUP, now=now)
        raise
    return authenticator.remove(db, by=by, origin=origin, now=now)
