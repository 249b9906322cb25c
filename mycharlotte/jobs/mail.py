"""Send the mails that wait in the outbox. Logs name a mail by its reference: never an address, a value, a sentence."""

from datetime import datetime, timedelta

import structlog

from mycharlotte import db, letters
from mycharlotte.adapters.mailer import Mailer, MailRefused, MailUnavailable
from mycharlotte.domain import outbox
from mycharlotte.domain.sealing import Unsealable
from mycharlotte.letters import envelope
from mycharlotte.models.base import now
from mycharlotte.models.outbox import OutgoingMail

log = structlog.get_logger()

# When one mail does not leave, the ones behind it are left alone for as long: the server is probably down.
PAUSE = timedelta(seconds=5)


def send_waiting(mailer: Mailer, house: envelope.House) -> datetime | None:
    """Send what is due, until nothing is or the server does not answer.

    Returns:
        when to come back, if a mail was delayed.
    """
    while mail := _take():
        why = _send(mail, mailer, house)
        if why is not None:
            with db.transaction() as session:
                outbox.mark_delayed(session, mail.ref, why=why, now=now())
                session.flush()
                due = outbox.next_due(session)
            log.warning("mail_delayed", mail=mail.ref, tries=mail.tries, why=why)
            return max(due, now() + PAUSE) if due else None
    return None


def _take() -> OutgoingMail | None:
    with db.transaction() as session:
        return outbox.take(session, now=now())


def _send(mail: OutgoingMail, mailer: Mailer, house: envelope.House) -> str | None:
    """Send a mail and remember what became of it; return why when it is to be tried again."""
    try:
        values = {"at": mail.created_at.isoformat()} | outbox.values_of(mail)
        rendered = letters.render(mail.letter, mail.language, values, contact=house.contact, site=house.site)
        message = envelope.put_in_envelope(rendered, ref=mail.ref, to=mail.to_address, at=mail.created_at, house=house)
        mailer.send(message)
    except MailUnavailable as error:
        return str(error)
    except (MailRefused, Unsealable) as error:
        why = str(error) or type(error).__name__
        with db.transaction() as session:
            outbox.mark_failed(session, mail.ref, why=why)
        log.warning("mail_failed", mail=mail.ref, why=why)
        return None
    except Exception as error:  # noqa: BLE001 - a mail that cannot be written is our mistake: the next release may send it
        return type(error).__name__
    with db.transaction() as session:
        outbox.mark_sent(session, mail.ref, now=now())
    log.info("mail_sent", mail=mail.ref, tries=mail.tries)
    return None
