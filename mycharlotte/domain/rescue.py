"""Rescue codes: how someone who has lost every other second step gets back in, without any step being switched off.

An admin who has checked who they are, and writes how, gives them a code by voice: eight letters and digits (40 bits),
good once, within the hour, after the password.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from mycharlotte.domain import audit, codes, confirmation, limits, permissions, security, tokens
from mycharlotte.domain.codes import CodeRefused
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import id_of, new_ref
from mycharlotte.models.bubbles import Membership
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import RescueCode
from mycharlotte.views.rescue import Rescuable
from mycharlotte.views.viewer import Viewer

LENGTH = 8
LIFE = timedelta(hours=1)
CHECK_AT_LEAST, CHECK_AT_MOST = 20, 500
PURPOSE = "rescue-code"


class IdentityCheckMissing(Refused):
    """How the person's identity was checked must be written, in a sentence at least."""

    field = "identity_check"


class NotForOneself(Refused):
    """Another admin must do it: a rescue is two people."""

    field = "person"


class WrongRescueCode(CodeRefused):
    """Not the code that the admin gave, or it is over."""


def whom(db: Session, *, viewer: Viewer) -> tuple[Rescuable, ...]:
    """List those the viewer may help: the members of the bubbles they run; everyone, for a platform admin.

    Raises:
        NotAllowed.
    """
    permissions.require(viewer, Permission.RESCUE_ISSUE)
    people = db.exec(_helpable(viewer).order_by(col(Person.last_name), col(Person.first_name)))
    return tuple(
        Rescuable(person.ref, f"{person.first_name} {person.last_name}".strip(), person.email) for person in people
    )


def issue(db: Session, *, by: Viewer, person_ref: str, identity_check: str, origin: Origin, now: datetime) -> str:
    """Return a new code, the only time it exists in clear; the one before dies. The person is told by mail.

    Raises:
        NotAllowed, ProofNeeded, NotForOneself, NotFound, IdentityCheckMissing, TooManyTries.
    """
    permissions.require(by, Permission.RESCUE_ISSUE)
    confirmation.require(by, now)
    if person_ref == by.ref:
        raise NotForOneself
    person = db.exec(_helpable(by).where(col(Person.ref) == person_ref)).first()
    if person is None:
        raise NotFound(field="person")
    if person.is_platform_admin and not by.is_platform_admin:
        raise NotAllowed(field="person")
    check = " ".join(identity_check.split())
    if len(check) < CHECK_AT_LEAST:
        raise IdentityCheckMissing
    limits.spend(Limit.RESCUE_BY_ADMIN, by.ref)
    limits.spend(Limit.RESCUE_BY_PERSON, person.ref)
    security.lock(db, id_of(person))
    db.exec(
        sa.update(RescueCode)
        .where(col(RescueCode.person_id) == person.id, col(RescueCode.expires_at) > now)
        .values(expires_at=now)
    )
    code, ref = codes.draw(LENGTH), new_ref()
    db.add(
        RescueCode(
            ref=ref,
            person_id=id_of(person),
            issued_by_id=by.person_id,
            code_mac=_mac(ref, code),
            identity_check=check[:CHECK_AT_MOST],
            created_at=now,
            expires_at=now + LIFE,
        )
    )
    audit.record(db, audit.Action.RESCUE_ISSUED, by=by, object_ref=person.ref, now=now, rescue=ref, origin=origin)
    name = f"{by.first_name} {by.last_name}".strip()
    security.tell(db, security.Change.RESCUE_ISSUED, person=person, origin=Origin("", ""), now=now, by=name)
    return codes.grouped(code, 4)


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


def _helpable(viewer: Viewer) -> SelectOfScalar[Person]:
    others = select(Person).where(Person.id != viewer.person_id, col(Person.suspended_at).is_(None))
    if permissions.allows_everywhere(viewer, Permission.RESCUE_ISSUE):
        return others
    bubbles = [
        place.bubble_id
        for place in viewer.standings
        if permissions.allows(viewer, Permission.RESCUE_ISSUE, bubble_id=place.bubble_id)
    ]
    members = select(Membership.person_id).where(col(Membership.bubble_id).in_(bubbles))
    return others.where(col(Person.id).in_(members))


def _open(db: Session, person_id: int, now: datetime) -> RescueCode | None:
    return db.exec(
        select(RescueCode).where(
            RescueCode.person_id == person_id, RescueCode.expires_at > now, col(RescueCode.used_at).is_(None)
        )
    ).first()


def _mac(ref: str, code: str) -> bytes:
    return tokens.mac(PURPOSE, ref, code)
