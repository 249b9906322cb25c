"""Rescue codes: how someone who has lost every other second step gets back in, without any step being switched off.

An admin who has checked who they are, and writes how, gives them a code by voice: eight letters and digits (40 bits),
good once, within the hour, after the password.

find → issue → (by voice) → verify
"""

import unicodedata
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import (
    audit,
    codes,
    confirmation,
    limits,
    memberships,
    names,
    permissions,
    security,
    sessions,
    tokens,
)
from mycharlotte.domain.codes import CodeRefused
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of, new_ref
from mycharlotte.models.bubbles import Membership
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import RescueCode
from mycharlotte.views.rescue import Found, Rescuable
from mycharlotte.views.viewer import Viewer

LENGTH = 8
LIFE = timedelta(hours=1)
CHECK_AT_LEAST, CHECK_AT_MOST = 20, 500
LETTERS_TO_FIND = 3
FOUND_AT_MOST = 20
PURPOSE = "rescue-code"


class IdentityCheckMissing(Refused):
    """How the person's identity was checked must be written, in a sentence at least."""

    field = "identity_check"


class IdentityCheckTooLong(Refused):
    """Longer than `CHECK_AT_MOST` characters."""

    field = "identity_check"


class NotForOneself(Refused):
    """Another admin must do it: a rescue is two people."""

    field = "person"


class RescueCodeMalformed(CodeRefused):
    """Not eight letters and digits; no try is spent."""


class WrongRescueCode(CodeRefused):
    """Not the code that the admin gave, or it is over."""


def find(db: Session, *, viewer: Viewer, query: str) -> Found:
    """Find by name or address those whom the viewer may help.

    These are the members of the bubbles they run; everyone, for a platform admin. Capitals and accents do not count;
    fewer than `LETTERS_TO_FIND` letters find nobody.

    Raises:
        NotAllowed.
    """
    permissions.require(viewer, Permission.RESCUE_ISSUE)
    words = names.folded(query).split()
    if sum(c.isalnum() for word in words for c in word) < LETTERS_TO_FIND:
        return Found()
    # Compared here: neither engine folds accents by itself, and searches are rare (10 000 people: a tenth of a second).
    rows = db.exec(
        select(Person.ref, Person.first_name, Person.last_name, Person.email)
        .where(*_helpable(viewer))
        .order_by(col(Person.last_name), col(Person.first_name), col(Person.email))
    )
    people = (Rescuable(ref, f"{first} {last}".strip(), email) for ref, first, last, email in rows)
    matching = (one for one in people if all(word in names.folded(f"{one.name} {one.email}") for word in words))
    found = tuple(one for one, _ in zip(matching, range(FOUND_AT_MOST + 1), strict=False))
    return Found(found[:FOUND_AT_MOST], has_more=len(found) > FOUND_AT_MOST)


def issue(db: Session, *, by: Viewer, person_ref: str, identity_check: str, origin: Origin, now: datetime) -> str:
    """Return a new code, the only time it exists in clear; the one before dies. The person is told by mail.

    Raises:
        NotAllowed, ProofNeeded, NotForOneself, NotFound, IdentityCheckMissing, IdentityCheckTooLong, TooManyTries.
    """
    permissions.require(by, Permission.RESCUE_ISSUE)
    confirmation.require(by, now)
    sessions.require_open(db, by=by, now=now)
    person = _helped(db, by, person_ref)
    check = _parse_check(identity_check)
    limits.spend(Limit.RESCUE_BY_ADMIN, by.ref)
    limits.spend(Limit.RESCUE_BY_PERSON, person.ref)
    db.exec(sa.update(RescueCode).where(*_waiting(id_of(person), now)).values(expires_at=now))
    code, ref = codes.draw(LENGTH), new_ref()
    db.add(
        RescueCode(
            ref=ref,
            person_id=id_of(person),
            issued_by_id=by.person_id,
            code_mac=_mac(ref, code),
            identity_check=check,
            created_at=now,
            expires_at=now + LIFE,
        )
    )
    audit.record(db, audit.Action.RESCUE_ISSUED, by=by, object_ref=person.ref, now=now, rescue=ref, origin=origin)
    name = f"{by.first_name} {by.last_name}".strip()
    # Where the admin was is none of the person's business.
    security.tell(db, security.Change.RESCUE_ISSUED, person=person, origin=Origin("", ""), now=now, by=name)
    return codes.grouped(code, LENGTH // 2)


def is_open(db: Session, *, person_id: int, now: datetime) -> bool:
    """Tell whether a code waits for this person."""
    return _open(db, person_id, now) is not None


def verify(db: Session, *, person: Person, code: str, origin: Origin, now: datetime) -> None:
    """Use a bare code up.

    Raises:
        WrongRescueCode.
    """
    rescue = _open(db, id_of(person), now)
    if rescue is None or not tokens.same(rescue.code_mac, _mac(rescue.ref, codes.lettered(code))):
        raise WrongRescueCode
    rescue.used_at = now
    db.add(rescue)
    audit.record(
        db,
        audit.Action.RESCUE_USED,
        actor_ref=person.ref,
        object_ref=person.ref,
        now=now,
        rescue=rescue.ref,
        origin=origin,
    )
    security.tell(db, security.Change.RESCUE_USED, person=person, origin=origin, now=now)


def looks_like_one(code: str) -> bool:
    """Tell whether a bare code has the shape of a rescue code."""
    return codes.is_lettered(code, LENGTH)


def _helped(db: Session, by: Viewer, person_ref: str) -> Person:
    """Return whom the viewer helps, locked: codes for one person are made and used one after the other."""
    if person_ref == by.ref:
        raise NotForOneself
    found = select(Person).where(col(Person.ref) == person_ref, *_helpable(by)).with_for_update()
    # PostgreSQL cannot even be asked about a null character.
    person = db.exec(found).first() if person_ref.isprintable() else None
    if person is None:
        raise NotFound(field="person")
    return person


def _helpable(viewer: Viewer) -> tuple[sa.ColumnElement[bool], ...]:
    """Return what is true of those whom the viewer may help; a platform admin is helped by another one alone."""
    others = (col(Person.id) != viewer.person_id, col(Person.suspended_at).is_(None))
    if permissions.allows_everywhere(viewer, Permission.RESCUE_ISSUE):
        return others
    bubbles = [
        place.bubble_id
        for place in viewer.standings
        if permissions.allows(viewer, Permission.RESCUE_ISSUE, bubble_id=place.bubble_id)
    ]
    members = select(Membership.person_id).where(col(Membership.bubble_id).in_(bubbles), *memberships.are_current())
    return (*others, col(Person.is_platform_admin).is_(False), col(Person.id).in_(members))


def _parse_check(typed: str) -> str:
    """Return how identity was checked, on one line, without control characters.

    Raises:
        IdentityCheckMissing, IdentityCheckTooLong.
    """
    visible = "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in typed)
    check = " ".join(visible.split())
    if len(check) < CHECK_AT_LEAST:
        raise IdentityCheckMissing
    if len(check) > CHECK_AT_MOST:
        raise IdentityCheckTooLong
    return check


def _open(db: Session, person_id: int, now: datetime) -> RescueCode | None:
    return db.exec(select(RescueCode).where(*_waiting(person_id, now))).first()


def _waiting(person_id: int, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(RescueCode.person_id) == person_id,
        col(RescueCode.expires_at) > now,
        col(RescueCode.used_at).is_(None),
    )


def _mac(ref: str, code: str) -> bytes:
    return tokens.mac(PURPOSE, ref, code)
