"""Mails, queued in the transaction of what they tell, sent afterwards by `jobs/mail.py`.

    post → take → mark_sent | mark_delayed → take… | mark_failed          withdraw, any time before it left

Delivery is at least once. A mail is taken for `LEASE`, in a transaction that ends before it is sent: if the sender dies
on the way, the mail is taken again, and its Message-ID, made from `ref`, tells mail readers that it is the same.
The words' values are sealed while the mail waits, and emptied as soon as it no longer does.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import keys, sealing
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import NotFound
from mycharlotte.models.base import new_ref
from mycharlotte.models.base import now as present
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.invitations import Invitation
from mycharlotte.models.outbox import Delivery, OutgoingMail
from mycharlotte.models.people import Language, Person

PURPOSE = "outbox"
LEASE = timedelta(minutes=1)
PATIENCE = timedelta(hours=24)
DELAYS = tuple(timedelta(seconds=s) for s in (5, 15, 60, 300, 900, 3600))
# What no longer waits is put out of reach of the index that finds what is due.
NEVER = datetime.max.replace(tzinfo=UTC)
_INVITED_TO = select(Bubble.ref).join(Invitation, col(Invitation.bubble_id) == col(Bubble.id))


def post(
    db: Session,
    letter: str,
    *,
    to: Person | str,
    values: Mapping[str, str],
    language: str | None = None,
    useless_after: datetime | None = None,
    is_bulk: bool = False,
    now: datetime | None = None,
) -> OutgoingMail:
    """Queue a letter, to a person in their language or to an address, and return it.

    `letter` names a folder of `mycharlotte/letters/`. To what its text asks for are added the person's `first_name` and
    `timezone`, and `until` when the mail is useless after some time. `is_bulk` lets mails that people wait for go
    first.
    """
    now = now or present()
    person = to if isinstance(to, Person) else None
    known = {"first_name": person.first_name, "timezone": person.timezone} if person else {}
    if useless_after:
        known["until"] = useless_after.isoformat()
    ref = new_ref()
    mail = OutgoingMail(
        ref=ref,
        letter=letter,
        language=language or (person.language if person else Language.FRENCH),
        person_id=person.id if person else None,
        to_address=to.email if isinstance(to, Person) else to,
        sealed=sealing.seal(json.dumps(known | dict(values)).encode(), key=keys.of(PURPOSE), context=_context(ref)),
        is_bulk=is_bulk,
        next_try_at=now,
        useless_after=useless_after,
        created_at=now,
    )
    db.add(mail)
    announce(db, Topic.MAIL_WAITING, "" if is_bulk else ref)  # a crowd of mails is announced once
    return mail


def withdraw(db: Session, ref: str) -> None:
    """Keep a mail from leaving, when it has not left."""
    db.flush()
    db.exec(
        sa.update(OutgoingMail)
        .where(col(OutgoingMail.ref) == ref, col(OutgoingMail.state) == Delivery.WAITING)
        .values(state=Delivery.WITHDRAWN, sealed=b"", next_try_at=NEVER)
    )


def state_of(db: Session, ref: str) -> tuple[Delivery, datetime]:
    """Return where a mail stands, and since when it waits or waited.

    Raises:
        NotFound: no mail has this reference, or it was removed since.
    """
    found = db.exec(select(OutgoingMail.state, OutgoingMail.created_at).where(OutgoingMail.ref == ref)).first()
    if found is None:
        raise NotFound
    return Delivery(found[0]), found[1]


def take(db: Session, *, now: datetime) -> OutgoingMail | None:
    """Take the next mail that is due, for `LEASE`; None when there is none. What became useless is withdrawn.

    Those never tried come first: a code asked for now does not wait behind what failed all day, nor behind a crowd.
    """
    due = (
        select(OutgoingMail)
        .where(OutgoingMail.state == Delivery.WAITING, OutgoingMail.next_try_at <= now)
        .order_by(
            col(OutgoingMail.is_bulk), col(OutgoingMail.tries), col(OutgoingMail.next_try_at), col(OutgoingMail.id)
        )
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while mail := db.exec(due).first():
        if mail.useless_after is None or now < mail.useless_after:
            mail.tries += 1
            mail.next_try_at = now + LEASE
            db.add(mail)
            return mail
        _settle(db, mail, Delivery.WITHDRAWN)
        db.flush()
    return None


def values_of(mail: OutgoingMail) -> dict[str, str]:
    """Open what the words of a waiting mail need.

    Raises:
        Unsealable: the secret key is another one, or the row was altered.
    """
    return json.loads(sealing.unseal(mail.sealed, key=keys.of(PURPOSE), context=_context(mail.ref)))


def mark_sent(db: Session, ref: str, *, now: datetime) -> None:
    """Remember that a mail left, and forget what it said."""
    mail = _locked(db, ref)
    mail.sent_at, mail.last_error = now, ""
    _settle(db, mail, Delivery.SENT)


def mark_delayed(db: Session, ref: str, *, why: str, now: datetime) -> None:
    """Plan the next try, later and later; give up after `PATIENCE`. `why` holds no address and no content."""
    mail = _locked(db, ref)
    if mail.state != Delivery.WAITING:
        return
    if now - mail.created_at >= PATIENCE:
        mark_failed(db, ref, why=why)
        return
    next_try_at = now + DELAYS[min(mail.tries, len(DELAYS)) - 1]
    mail.next_try_at = min(next_try_at, mail.useless_after or NEVER)
    mail.last_error = why[:200]
    db.add(mail)
    announce(db, Topic.MAIL_MOVED, ref)


def mark_failed(db: Session, ref: str, *, why: str) -> None:
    """Give a mail up: it was refused for good, or nobody took it for too long."""
    mail = _locked(db, ref)
    if mail.state == Delivery.WAITING:
        mail.last_error = why[:200]
        _settle(db, mail, Delivery.FAILED)
        # Whoever follows an invitation sees at once that it did not arrive.
        for bubble_ref in db.exec(_INVITED_TO.where(col(Invitation.mail_ref) == ref)):
            announce(db, Topic.INVITATIONS, bubble_ref)


def next_due(db: Session) -> datetime | None:
    """Return when the next waiting mail is due, maybe already; None when none waits."""
    return db.exec(select(sa.func.min(OutgoingMail.next_try_at)).where(OutgoingMail.state == Delivery.WAITING)).one()


def _settle(db: Session, mail: OutgoingMail, state: Delivery) -> None:
    mail.state, mail.sealed, mail.next_try_at = state, b"", NEVER
    db.add(mail)
    announce(db, Topic.MAIL_MOVED, mail.ref)


def _locked(db: Session, ref: str) -> OutgoingMail:
    mail = db.exec(select(OutgoingMail).where(OutgoingMail.ref == ref).with_for_update()).first()
    if mail is None:
        raise NotFound
    return mail


def _context(ref: str) -> str:
    return f"outgoing-mail/{ref}"
