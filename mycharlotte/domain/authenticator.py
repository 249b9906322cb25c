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

from mycharlotte.domain import audit, codes, confirmation, keys, sealing, security
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
CLOCK_STEPS = 30 * 60 // STEP_SECONDS
SETUP_LIFE = timedelta(minutes=10)
PURPOSE = "authenticator-app"


class AppAlreadyActive(Refused):
    """One app at a time: remove the other first."""


class NoApp(Refused):
    """No app is configured."""


class SetupOver(Refused):
    """The key was shown more than ten minutes ago, or never."""

    field = "code"


class KeyTypedAsCode(CodeRefused):
    """The key, or its beginning, where a code is expected; no try is spent."""


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
    """Return the key to put in an app, good for ten minutes.

    It is the same when the same session asks for it again within that time, and good for ten minutes more: whoever was
    refused need not scan again. Another session gets another key: nobody sets an app up with a key that someone else
    was shown.

    Raises:
        ProofNeeded, AppAlreadyActive.
    """
    confirmation.require(by, now)
    person = security.lock(db, by.person_id)
    app = _app(db, by.person_id)
    if app and app.activated_at:
        raise AppAlreadyActive
    app = app or AuthenticatorApp(person_id=by.person_id, sealed=b"")
    pending = _pending(person, by)
    if _is_over(app, now) or not sealing.opens(app.sealed, key=keys.of(PURPOSE), context=pending):
        app.sealed = sealing.seal(secrets.token_bytes(SECRET_BYTES), key=keys.of(PURPOSE), context=pending)
    app.created_at = now
    db.add(app)
    key = _key(app, pending)
    return Setup(key, TOTP(s=key).provisioning_uri(name=person.email, issuer_name=ISSUER))


def activate(db: Session, *, by: Viewer, code: str, origin: Origin, now: datetime) -> str:
    """Make the app a second step, once a code shows that it has the key; return the session's new token.

    The password was checked just before. Spaces and dashes in the code do not count.

    Raises:
        AppAlreadyActive, SetupOver (another session was shown a key since, too), KeyTypedAsCode, CodeMalformed,
        WrongAppCode, ClockIsWrong.
    """
    person = security.lock(db, by.person_id)
    app = _app(db, by.person_id)
    if app and app.activated_at:
        raise AppAlreadyActive
    pending = _pending(person, by)
    if app is None or _is_over(app, now) or not sealing.opens(app.sealed, key=keys.of(PURPOSE), context=pending):
        raise SetupOver
    code, key = codes.bare(code), _key(app, pending)
    if len(code) >= codes.DIGITS and not codes.is_digits(code) and key.startswith(code.upper()):
        raise KeyTypedAsCode
    _accept(db, app, key, code, now)
    app.sealed = sealing.seal(base64.b32decode(key), key=keys.of(PURPOSE), context=_active(person))
    app.activated_at = now
    db.add(app)
    audit.record(db, audit.Action.APP_ADDED, by=by, object_ref=app.ref, now=now, origin=origin)
    return security.changed_by(db, security.Change.APP_ADDED, by=by, person=person, origin=origin, now=now)


def remove(db: Session, *, by: Viewer, origin: Origin, now: datetime) -> str:
    """Forget the app; return the session's new token. What D4 asks for first is for `app_removal`.

    Raises:
        NoApp.
    """
    person = security.lock(db, by.person_id)
    app = _app(db, by.person_id)
    if app is None or app.activated_at is None:
        raise NoApp
    db.delete(app)
    audit.record(db, audit.Action.APP_REMOVED, by=by, object_ref=app.ref, now=now, origin=origin)
    return security.changed_by(db, security.Change.APP_REMOVED, by=by, person=person, origin=origin, now=now)


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
    _accept(db, app, _key(app, _active(person)), code, now)


def recognises(db: Session, *, person: Person, code: str, now: datetime) -> bool:
    """Tell whether six digits are a code of the person's app, without using it up."""
    app = _app(db, id_of(person))
    return bool(app and app.activated_at and _step_near(_key(app, _active(person)), code, _step(now)) is not None)


def _accept(db: Session, app: AuthenticatorApp, key: str, code: str, now: datetime) -> None:
    if not codes.is_digits(code):
        raise CodeMalformed
    present = _step(now)
    step = _step_near(key, code, present)
    if step is None:
        raise _reason(app, key, code, present)
    accepted = db.execute(
        sa.update(AuthenticatorApp)
        .where(col(AuthenticatorApp.id) == app.id, col(AuthenticatorApp.last_step) < step)
        .values(last_step=step, last_used_at=now)
        .returning(col(AuthenticatorApp.id))
    ).first()
    if accepted is None:
        raise AppCodeUsed


def _reason(app: AuthenticatorApp, key: str, code: str, present: int) -> CodeRefused:
    """Return why a code is wrong.

    Once the app is active, nobody hears that a code is one to come: a guess would be forty times as likely to become
    an entry, some minutes later. A code of the past opens nothing any more.
    """
    furthest = 0 if app.activated_at else CLOCK_STEPS
    step = _step_near(key, code, present, before=CLOCK_STEPS, after=furthest)
    if step is None:
        return WrongAppCode()
    return ClockIsWrong(minutes=round((step - present) * STEP_SECONDS / 60))


def _step_near(key: str, code: str, present: int, *, before: int = DRIFT, after: int = DRIFT) -> int | None:
    """Return the step nearest to the present that a code is of, among so many before and after."""
    clock = HOTP(key)
    near = sorted(range(present - before, present + after + 1), key=lambda step: abs(step - present))
    return next((step for step in near if hmac.compare_digest(clock.at(step), code)), None)


def _is_over(app: AuthenticatorApp, now: datetime) -> bool:
    return now >= app.created_at + SETUP_LIFE


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def _app(db: Session, person_id: int) -> AuthenticatorApp | None:
    return db.exec(select(AuthenticatorApp).where(AuthenticatorApp.person_id == person_id)).first()


def _key(app: AuthenticatorApp, context: str) -> str:
    return base64.b32encode(sealing.unseal(app.sealed, key=keys.of(PURPOSE), context=context)).decode()


def _active(person: Person) -> str:
    return f"authenticator-app/{person.ref}"


def _pending(person: Person, by: Viewer) -> str:
    return f"authenticator-app/{person.ref}/{by.session_ref}"
