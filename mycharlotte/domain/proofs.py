"""Proving again who one is with a second step rather than the password (see `confirmation`)."""

from datetime import datetime

from sqlmodel import Session

from mycharlotte.domain import authenticator, codes, confirmation, limits, passkeys, security
from mycharlotte.domain.codes import CodeMalformed, CodeRefused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import Method
from mycharlotte.views.viewer import Viewer


def with_app(db: Session, *, by: Viewer, code: str, origin: Origin, now: datetime) -> str:
    """Confirm with a code of the app, and return the session's new token.

    Raises:
        TooManyTries, NoApp, and the refusals of codes.
    """
    check_app(db, by=by, code=code, origin=origin, now=now)
    return confirmation.confirm(db, by=by, origin=origin, method=Method.APP, now=now)


def check_app(db: Session, *, by: Viewer, code: str, origin: Origin, now: datetime) -> None:
    """Accept a code of the viewer's app, once; a wrong one is remembered.

    Raises:
        TooManyTries, NoApp, and the refusals of codes.
    """
    if not codes.is_digits(codes.bare(code)):
        raise CodeMalformed
    limits.spend(Limit.PROOF_BY_PERSON, by.ref)
    person = security.lock(db, by.person_id)
    limits.check(Limit.CODE_WRONG_BY_ACCOUNT, str(person.id))  # a stolen session must not guess faster than a stranger
    try:
        authenticator.verify(db, person=person, code=codes.bare(code), now=now)
    except CodeRefused:
        limits.spend(Limit.CODE_WRONG_BY_ACCOUNT, str(person.id))
        confirmation.remember_refusal(db, by=by, origin=origin, method=Method.APP, now=now)
        raise


def with_passkey(
    db: Session, *, by: Viewer, credential: str, site: passkeys.Site, origin: Origin, now: datetime
) -> str:
    """Confirm with what a passkey signed, and return the session's new token. A challenge is worth one try.

    Raises:
        TooManyTries, PasskeyRefused.
    """
    limits.spend(Limit.PROOF_BY_PERSON, by.ref)
    person = security.lock(db, by.person_id)
    challenge = passkeys.take_challenge(db, by=by, now=now)
    try:
        passkeys.verify(
            db, person=person, credential=credential, challenge=challenge, site=site, is_alone=True, now=now
        )
    except CodeRefused:
        confirmation.remember_refusal(db, by=by, origin=origin, method=Method.PASSKEY, now=now)
        raise
    return confirmation.confirm(db, by=by, origin=origin, method=Method.PASSKEY, now=now)
