"""The second step of a sign-in: the person picks among the methods they have, and answers (seed R42).

    show · choose · resend · challenge         then, by the method chosen:
    answer (mailed code, app, rescue code) | take → (a slow hash in a thread) → answer_backup | answer_passkey

Every try is counted while the person's row is locked: whatever arrives at once, five tries of one method are evaluated
and one session is opened.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from mycharlotte.domain import (
    addresses,
    audit,
    authenticator,
    backup_codes,
    codes,
    devices,
    limits,
    mailed_codes,
    methods,
    passkeys,
    rescue,
    security,
    sign_in,
)
from mycharlotte.domain.codes import CodeMalformed, CodeRefused, NoTriesLeft, OtherMethod
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.sign_in import AttemptOver, Entry
from mycharlotte.models.access import Method, SignInAttempt
from mycharlotte.models.people import Person
from mycharlotte.views.sign_in import SecondStepView

TRIES = 5  # by attempt, for what is not mailed


@dataclass(frozen=True)
class Answer:
    """What someone answers: `code` as typed, by which method, and whether this device is to be trusted.

    Without a method, it is the one chosen last: another tab may show another.
    """

    token: str
    code: str
    is_to_be_trusted: bool = False
    method: str = ""


def show(db: Session, *, token: str, origin: Origin, now: datetime) -> SecondStepView:
    """Show where an attempt stands; `is_open` is false when there is none."""
    try:
        attempt, person = sign_in.open_attempt(db, token=token, now=now, lock=False)
    except AttemptOver:
        return SecondStepView()
    device = devices.known(db, person=person, token=origin.device_token)
    possible = methods.of(db, person=person, last=device.last_method if device else "", now=now)
    return SecondStepView(
        is_open=True,
        method=attempt.method,
        others=tuple(str(method) for method in possible if method != attempt.method),
        masked_email=addresses.masked(person.email),
        seconds_to_resend=mailed_codes.seconds_to_resend(attempt, now),
        is_mail_slow=mailed_codes.is_mail_slow(db, attempt, now),
    )


def choose(db: Session, *, token: str, method: str, origin: Origin, now: datetime) -> None:
    """Go on by another method; the code is mailed if it is that one and none is on its way.

    Raises:
        AttemptOver, NotFound, TooManyTries.
    """
    attempt, person = sign_in.open_attempt(db, token=token, now=now)
    if method not in methods.of(db, person=person, now=now):
        raise NotFound
    attempt.method = Method(method)
    db.add(attempt)
    is_on_its_way = attempt.code_mac and attempt.code_expires_at and now < attempt.code_expires_at
    if attempt.method == Method.MAIL and not is_on_its_way:
        mailed_codes.send(db, attempt=attempt, person=person, origin=origin, now=now)


def resend(db: Session, *, token: str, origin: Origin, now: datetime) -> None:
    """Mail another code.

    Raises:
        AttemptOver, ResendTooSoon, TooManyTries.
    """
    attempt, person = sign_in.open_attempt(db, token=token, now=now)
    attempt.method = Method.MAIL
    mailed_codes.send_again(db, attempt=attempt, person=person, origin=origin, now=now)


def answer(db: Session, *, answer: Answer, origin: Origin, now: datetime) -> Entry:
    """Compare a code of a mail, of an app or of an admin, and let the person in. Spaces and dashes do not count.

    Raises:
        AttemptOver, TooManyTries, and the refusals of codes: OtherMethod, CodeMalformed, WrongCode, WrongAppCode…
    """
    attempt, person = sign_in.open_attempt(db, token=answer.token, now=now)
    code = codes.bare(answer.code)
    if answer.method in {Method.MAIL, Method.APP, Method.RESCUE}:
        attempt.method = Method(answer.method)
        db.add(attempt)
    _check_shape(attempt.method, code)
    limits.check(Limit.CODE_WRONG_BY_ACCOUNT, str(person.id))
    if attempt.method == Method.MAIL:
        mailed_codes.spend_try(attempt, now=now)
    else:
        _spend_try(attempt)
    try:
        match attempt.method:
            case Method.MAIL:
                mailed_codes.check(attempt, code)
            case Method.APP:
                authenticator.verify(db, person=person, code=code, now=now)
            case Method.RESCUE:
                rescue.verify(db, person=person, code=code, origin=origin, now=now)
            case _:
                raise CodeMalformed  # a passkey and a backup code are answered otherwise
    except CodeRefused as refused:
        limits.spend(Limit.CODE_WRONG_BY_ACCOUNT, str(person.id))
        _remember_refusal(db, person, attempt, origin, now)
        raise (_elsewhere(db, attempt, person, code, now) or refused) from None
    return _let_in(db, attempt, person, answer, origin, now)


def take(db: Session, *, answer: Answer, now: datetime) -> backup_codes.Candidate:
    """Spend a try on a backup code, and return what it must match.

    Raises:
        AttemptOver, TooManyTries, NoTriesLeft, OtherMethod, BackupCodeMalformed.
    """
    attempt, person = sign_in.open_attempt(db, token=answer.token, now=now)
    code = codes.bare(answer.code)
    _check_shape(Method.BACKUP, code)
    limits.spend(Limit.CODE_WRONG_BY_ACCOUNT, str(person.id))
    _spend_try(attempt)
    db.add(attempt)
    return backup_codes.find(db, person_id=attempt.person_id, code=code)


def answer_backup(
    db: Session, *, answer: Answer, candidate: backup_codes.Candidate, is_right: bool, origin: Origin, now: datetime
) -> Entry:
    """Use a backup code up and let the person in.

    Raises:
        AttemptOver, WrongBackupCode, BackupCodeUsed, BackupCodeReplaced.
    """
    attempt, person = sign_in.open_attempt(db, token=answer.token, now=now)
    try:
        backup_codes.burn(db, person=person, candidate=candidate, is_right=is_right, origin=origin, now=now)
    except CodeRefused:
        _remember_refusal(db, person, attempt, origin, now)
        raise
    attempt.method = Method.BACKUP
    return _let_in(db, attempt, person, answer, origin, now)


def challenge(db: Session, *, token: str, site: passkeys.Site, now: datetime) -> str:
    """Return what the browser needs to sign in with a passkey (JSON); each call draws another challenge.

    Raises:
        AttemptOver.
    """
    attempt, _person = sign_in.open_attempt(db, token=token, now=now)
    attempt.challenge = passkeys.new_challenge()
    db.add(attempt)
    return passkeys.to_sign(db, person_id=attempt.person_id, challenge=attempt.challenge, site=site)


def answer_passkey(db: Session, *, answer: Answer, site: passkeys.Site, origin: Origin, now: datetime) -> Entry:
    """Check what a passkey signed (`answer.code`, JSON), and let the person in. A challenge is worth one try.

    Raises:
        AttemptOver, TooManyTries, NoTriesLeft, PasskeyRefused.
    """
    attempt, person = sign_in.open_attempt(db, token=answer.token, now=now)
    limits.check(Limit.CODE_WRONG_BY_ACCOUNT, str(person.id))
    drawn, attempt.challenge = attempt.challenge, b""
    db.add(attempt)
    _spend_try(attempt)
    try:
        passkeys.verify(db, person=person, credential=answer.code, challenge=drawn, site=site, now=now)
    except CodeRefused:
        limits.spend(Limit.CODE_WRONG_BY_ACCOUNT, str(person.id))
        _remember_refusal(db, person, attempt, origin, now)
        raise
    attempt.method = Method.PASSKEY
    return _let_in(db, attempt, person, answer, origin, now)


def _let_in(
    db: Session, attempt: SignInAttempt, person: Person, answer: Answer, origin: Origin, now: datetime
) -> Entry:
    return sign_in.let_in(
        db,
        attempt=attempt,
        person=person,
        origin=origin,
        method=attempt.method,
        is_to_be_trusted=answer.is_to_be_trusted and attempt.method != Method.RESCUE,
        now=now,
    )


def _check_shape(method: Method, code: str) -> None:
    """Say at once when a code is not of this method, without spending a try."""
    if method in {Method.MAIL, Method.APP} and not codes.is_digits(code):
        if backup_codes.looks_like_one(code):
            raise OtherMethod(method=Method.BACKUP)
        if rescue.looks_like_one(code):
            raise OtherMethod(method=Method.RESCUE)
        raise CodeMalformed
    if method == Method.BACKUP and not backup_codes.looks_like_one(code):
        raise OtherMethod(method="digits") if codes.is_digits(code) else backup_codes.BackupCodeMalformed
    if method == Method.RESCUE and not rescue.looks_like_one(code):
        raise OtherMethod(method="digits") if codes.is_digits(code) else rescue.RescueCodeMalformed


def _spend_try(attempt: SignInAttempt) -> None:
    if attempt.tries >= TRIES:
        raise NoTriesLeft
    attempt.tries += 1


def _elsewhere(db: Session, attempt: SignInAttempt, person: Person, code: str, now: datetime) -> OtherMethod | None:
    """Recognise a good code of another method: the try is spent all the same."""
    if attempt.method == Method.MAIL and authenticator.recognises(db, person=person, code=code, now=now):
        return OtherMethod(method=Method.APP)
    if attempt.method == Method.APP and mailed_codes.is_the_one(attempt, code):
        return OtherMethod(method=Method.MAIL)
    return None


def _remember_refusal(db: Session, person: Person, attempt: SignInAttempt, origin: Origin, now: datetime) -> None:
    audit.record(
        db,
        audit.Action.CODE_REFUSED,
        object_ref=person.ref,
        outcome=audit.Outcome.REFUSED,
        now=now,
        method=attempt.method,
        origin=origin,
    )
    if limits.is_used_up(Limit.CODE_WRONG_BY_ACCOUNT, str(person.id)):  # someone knows the password, and insists
        security.tell(db, security.Change.TRIES_USED_UP, person=person, origin=origin, now=now)
