"""The authenticator app (seed R38–R41): TOTP, RFC 6238, SHA-1, 6 digits, 30 seconds, one step of drift either way.

No step is accepted twice, nor one before the last accepted: a code read over a shoulder is worth nothing. The secret
(160 bits, RFC 4226 §4) is encrypted at rest, for one person alone.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from pyotp.hotp import HOTP
from pyotp.totp import TOTP
from sqlmodel import Session, col, select

from mycharlotte.domain import audit, codes, keys, sealing, security
from mycharlotte.domain.codes import CodeMalformed, CodeRefused
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.origin import Origin
from mycharlotte.models.base import id_of
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import AuthenticatorApp
from mycharlotte.views.viewer import Viewer

ISSUER = "MyCharlotte"
SECRET_BYTES = 20
STEP_SECONDS = 30
DRIFT = 1
# A clock that is wrong by up to half an hour is told as such: further, a code is just a wrong one.
CLOCK_STEPS = 60
SETUP_LIFE = timedelta(minutes=10)
PURPOSE = "authenticator-app"


class AppAlreadyActive(Refused):
    """One app at a time: remove the other first."""


class NoApp(Refused):
    """No app is configured."""


class SetupOver(Refused):
    """The key was shown more than ten minutes ago, or never."""

    field = "code"


class WrongAppCode(CodeRefused):
    """Not a code of this app, now."""


class AppCodeUsed(CodeRefused):
    """This code, or a later one, opened already."""


class ClockIsWrong(CodeRefused):
    """The right code of another time: the phone's clock is `minutes` ahead (or behind, when negative)."""

    def __init__(self, *, minutes: int) -> None:
        super().__init__(minutes=minutes)
        self.minutes = minutes


@dataclass(frozen=True)
class Setup:
    """What an app must know: `key` in base 32, and the address that a QR code holds (Key URI Format)."""

    key: str
    uri: str


def begin(db: Session, *, by: Viewer, now: datetime) -> Setup:
    """Return the key to put in an app: the same for ten minutes, so that coming back to the page changes nothing.

    Raises:
        AppAlreadyActive.
    """
    person = security.lock(db, by.person_id)
    app = _app(db, by.person_id)
    if app and app.activated_at:
        raise AppAlreadyActive
    if app is None or now >= app.created_at + SETUP_LIFE:
        secret = secrets.token_bytes(SECRET_BYTES)
        app = app or AuthenticatorApp(person_id=by.person_id, sealed=b"")
        app.sealed = sealing.seal(secret, key=keys.of(PURPOSE), context=_context(person))
        app.created_at, app.last_step = now, 0
        db.add(app)
    key = _key(app, person)
    return Setup(key, TOTP(s=key).provisioning_uri(name=person.email, issuer_name=ISSUER))


def activate(db: Session, *, by: Viewer, code: str, origin: Origin, now: datetime) -> None:
    """Make the app a second step, once a code shows that it has the key. The password was checked just before.

    Raises:
        AppAlreadyActive, SetupOver, CodeMalformed, WrongAppCode, ClockIsWrong.
    """
    person = security.lock(db, by.person_id)
    app = _app(db, by.person_id)
    if app and app.activated_at:
        raise AppAlreadyActive
    if app is None or now >= app.created_at + SETUP_LIFE:
        raise SetupOver
    _accept(db, app, person, code, now)
    app.activated_at = now
    db.add(app)
    audit.record(db, audit.Action.APP_ADDED, by=by, object_ref=app.ref, now=now, origin=origin)
    security.changed(db, security.Change.APP_ADDED, person=person, origin=origin, keep=by.session_ref, now=now)


def remove(db: Session, *, by: Viewer, origin: Origin, now: datetime) -> None:
    """Forget the app (decision D4): the password and a code were checked just before.

    Raises:
        NoApp.
    """
    person = security.lock(db, by.person_id)
    app = _app(db, by.person_id)
    if app is None or app.activated_at is None:
        raise NoApp
    db.delete(app)
    audit.record(db, audit.Action.APP_REMOVED, by=by, object_ref=app.ref, now=now, origin=origin)
    security.changed(db, security.Change.APP_REMOVED, person=person, origin=origin, keep=by.session_ref, now=now)


def is_active(db: Session, *, person_id: int) -> bool:
    """Tell whether the person has an app."""
    return bool(
        db.exec(
            select(AuthenticatorApp.id).where(
                AuthenticatorApp.person_id == person_id, col(AuthenticatorApp.activated_at).is_not(None)
            )
        ).first()
    )


def verify(db: Session, *, person: Person, code: str, now: datetime) -> None:
    """Accept a bare code of the person's app, once.

    Raises:
        NoApp, CodeMalformed, WrongAppCode, AppCodeUsed, ClockIsWrong.
    """
    app = _app(db, id_of(person))
    if app is None or app.activated_at is None:
        raise NoApp
    _accept(db, app, person, code, now)


def recognises(db: Session, *, person: Person, code: str, now: datetime) -> bool:
    """Tell whether six digits are a code of the person's app, without using it up."""
    app = _app(db, id_of(person))
    return bool(app and app.activated_at and _step_of(_key(app, person), code, _step(now), DRIFT) is not None)


def _accept(db: Session, app: AuthenticatorApp, person: Person, code: str, now: datetime) -> None:
    if not codes.is_digits(code):
        raise CodeMalformed
    key, present = _key(app, person), _step(now)
    step = _step_of(key, code, present, DRIFT)
    if step is None:
        if (far := _step_of(key, code, present, CLOCK_STEPS)) is not None:
            raise ClockIsWrong(minutes=round((far - present) * STEP_SECONDS / 60) or (1 if far > present else -1))
        raise WrongAppCode
    accepted = db.execute(
        sa.update(AuthenticatorApp)
        .where(col(AuthenticatorApp.id) == app.id, col(AuthenticatorApp.last_step) < step)
        .values(last_step=step, last_used_at=now)
        .returning(col(AuthenticatorApp.id))
    ).first()
    if accepted is None:
        raise AppCodeUsed


def _step_of(key: str, code: str, present: int, drift: int) -> int | None:
    """Return the step nearest to the present that a code is of, at most `drift` away."""
    clock = HOTP(key)
    near = sorted(range(present - drift, present + drift + 1), key=lambda step: abs(step - present))
    return next((step for step in near if hmac.compare_digest(clock.at(step), code)), None)


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def _app(db: Session, person_id: int) -> AuthenticatorApp | None:
    return db.exec(select(AuthenticatorApp).where(AuthenticatorApp.person_id == person_id)).first()


def _key(app: AuthenticatorApp, person: Person) -> str:
    secret = sealing.unseal(app.sealed, key=keys.of(PURPOSE), context=_context(person))
    return base64.b32encode(secret).decode()


def _context(person: Person) -> str:
    return f"authenticator-app/{person.ref}"
