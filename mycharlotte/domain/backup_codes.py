"""Backup codes (seed R33–R37, decision D2): eight, each for one sign-in, kept by the person alone.

A code is ten letters and digits (50 bits): two find its row, eight are hashed like a password (ASVS 5.0, 6.5.2). A try
costs one slow hash at most, done in a thread between two transactions:

    selectors → draw → (hash_all in a thread) → replace
    find | to_prove → (matches in a thread) → burn | prove
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import audit, codes, confirmation, limits, passwords, security
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.codes import CodeRefused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.models.base import id_of
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import BackupCode
from mycharlotte.views.viewer import Viewer

COUNT = 8
LENGTH = 10
GROUP = 5  # as they are shown: K7M2X-9QTRB
SELECTOR = 2
COST = 10  # 40 random bits, keyed, and few tries: the cost of passwords would make eight of them take two seconds


class BackupCodeMalformed(CodeRefused):
    """Not ten letters and digits; no try is spent."""


class WrongBackupCode(CodeRefused):
    """No code of this person's, of this set or of the one before."""


class BackupCodeUsed(CodeRefused):
    """It opened the account once already."""


class BackupCodeReplaced(CodeRefused):
    """It belongs to a set that a newer one replaced."""


@dataclass(frozen=True)
class Candidate:
    """The row that a code may be; an empty one when there is none: comparing takes as long."""

    id: int = 0
    secret_hash: str = ""


def selectors(db: Session, *, by: Viewer, now: datetime) -> set[str]:
    """Return the beginnings in use, which a new set must not take.

    Raises:
        ProofNeeded, TooManyTries.
    """
    confirmation.require(by, now)
    limits.spend(Limit.BACKUP_CODES_BY_PERSON, by.ref)
    return set(db.exec(select(BackupCode.selector).where(BackupCode.person_id == by.person_id)))


def draw(taken: Collection[str]) -> list[str]:
    """Draw eight codes, which all begin differently."""
    drawn: dict[str, str] = {}
    while len(drawn) < COUNT:
        code = codes.draw(LENGTH)
        if code[:SELECTOR] not in taken:
            drawn.setdefault(code[:SELECTOR], code)
    return list(drawn.values())


def hash_all(drawn: list[str]) -> list[tuple[str, str]]:
    """Return what is stored of each code: its beginning, and the hash of the rest. Slow on purpose."""
    return [(code[:SELECTOR], passwords.hashed(code[SELECTOR:], cost=COST)) for code in drawn]


def replace(db: Session, *, by: Viewer, hashed: list[tuple[str, str]], origin: Origin, now: datetime) -> str:
    """Store a new set, and return the session's new token.

    The set before is kept only to say that it was replaced; those before it are forgotten.

    Raises:
        ProofNeeded.
    """
    confirmation.require(by, now)
    person = security.lock(db, by.person_id)
    of_person = col(BackupCode.person_id) == by.person_id
    db.exec(sa.delete(BackupCode).where(of_person, col(BackupCode.replaced_at).is_not(None)))
    db.exec(sa.update(BackupCode).where(of_person).values(replaced_at=now))
    db.add_all(
        BackupCode(person_id=by.person_id, selector=selector, secret_hash=secret_hash, created_at=now)
        for selector, secret_hash in hashed
    )
    person.backup_codes_proved_at = None
    audit.record(db, audit.Action.BACKUP_CODES_GENERATED, by=by, object_ref=by.ref, now=now, origin=origin)
    return security.changed_by(db, security.Change.BACKUP_CODES_GENERATED, by=by, person=person, origin=origin, now=now)


def looks_like_one(code: str) -> bool:
    """Tell whether a bare code has the shape of a backup code."""
    return codes.is_lettered(code, LENGTH)


def find(db: Session, *, person_id: int, code: str) -> Candidate:
    """Return the only row that a bare code may be."""
    found = db.exec(
        select(BackupCode)
        .where(BackupCode.person_id == person_id, BackupCode.selector == codes.lettered(code)[:SELECTOR])
        .order_by(col(BackupCode.id).desc())
        .limit(1)
    ).first()
    return Candidate(id_of(found), found.secret_hash) if found else Candidate()


def matches(code: str, candidate: Candidate) -> bool:
    """Tell whether a bare code is the candidate. Slow on purpose, and as slow when there is no candidate."""
    return passwords.matches(codes.lettered(code)[SELECTOR:], candidate.secret_hash, cost=COST)


def burn(db: Session, *, person: Person, candidate: Candidate, is_right: bool, origin: Origin, now: datetime) -> None:
    """Use a code up: of any number of simultaneous tries, one succeeds. The person is mailed how many are left.

    Raises:
        WrongBackupCode, BackupCodeReplaced, BackupCodeUsed.
    """
    if not is_right:
        raise WrongBackupCode
    burnt = _good(db, candidate)
    burnt.used_at = now
    db.add(burnt)
    audit.record(db, audit.Action.BACKUP_CODE_USED, actor_ref=person.ref, object_ref=person.ref, now=now, origin=origin)
    remaining = str(left(db, person_id=id_of(person)))
    security.tell(db, security.Change.BACKUP_CODE_USED, person=person, origin=origin, now=now, left=remaining)


def to_prove(db: Session, *, by: Viewer, code: str) -> Candidate:
    """Spend a try on a bare code typed back, and return the row that it may be.

    Raises:
        BackupCodeMalformed; TooManyTries, after ten proofs in five minutes.
    """
    if not looks_like_one(code):
        raise BackupCodeMalformed
    limits.spend(Limit.PROOF_BY_PERSON, by.ref)
    return find(db, person_id=by.person_id, code=code)


def prove(db: Session, *, by: Viewer, candidate: Candidate, is_right: bool, origin: Origin, now: datetime) -> None:
    """Note that the person keeps their codes: one was typed back, and stays good for a sign-in.

    Raises:
        WrongBackupCode, BackupCodeReplaced, BackupCodeUsed.
    """
    if not is_right:
        raise WrongBackupCode
    person = security.lock(db, by.person_id)
    _good(db, candidate)
    person.backup_codes_proved_at = now
    db.add(person)
    audit.record(db, audit.Action.BACKUP_CODES_PROVED, by=by, object_ref=by.ref, now=now, origin=origin)
    announce(db, Topic.SECURITY, by.ref)


def left(db: Session, *, person_id: int) -> int:
    """Return how many codes can still be used."""
    return db.exec(
        select(sa.func.count())
        .select_from(BackupCode)
        .where(
            BackupCode.person_id == person_id,
            col(BackupCode.used_at).is_(None),
            col(BackupCode.replaced_at).is_(None),
        )
    ).one()


def _good(db: Session, candidate: Candidate) -> BackupCode:
    """Return the row of a code that still works, locked: it may have been used or replaced since it was found.

    Raises:
        BackupCodeUsed, BackupCodeReplaced.
    """
    query = select(BackupCode).where(BackupCode.id == candidate.id).with_for_update()
    found = db.exec(query.execution_options(populate_existing=True)).first()
    if found is None or found.replaced_at:
        raise BackupCodeReplaced
    if found.used_at:
        raise BackupCodeUsed
    return found
