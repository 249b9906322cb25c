"""Where mail leaves: an SMTP server, or a folder of `.eml` files.

    open_mailer("data/mailbox").send(message)
    open_mailer("smtp://user:password@mail.example.org:587").send(message)

Errors say which step failed and the server's code, never its words: servers like to quote addresses.
"""

import asyncio
import contextlib
import ipaddress
import os
import re
import secrets
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

STEP_SECONDS = 10
WHOLE_SECONDS = 30
FOR_GOOD = range(500, 600)  # RFC 5321 §4.2.1: 5yz is for good, 4yz for now
FILE_NAME = re.compile(r"<([A-Za-z0-9_-]{1,64})@")


class MailUnavailable(Exception):
    """The mail did not leave, and may later."""


class MailRefused(Exception):
    """This mail will never be taken: the server refused the recipient or the message for good."""


class Mailer(Protocol):
    """Sends one message, and returns once somebody else is in charge of it."""

    def send(self, message: EmailMessage) -> None:
        """Send.

        Raises:
            MailUnavailable, MailRefused.
        """
        ...


def open_mailer(url: str, *, greets_as: str = "localhost") -> Mailer:
    """Return the mailer of an address: a folder, `smtp://` (TLS as soon as the server offers it) or `smtps://`.

    `greets_as` is the name said to the server (EHLO). Off this machine, a password is only sent over TLS.

    Raises:
        ValueError: not an address of one of these kinds.
    """
    if "://" not in url:
        return FolderMailer(Path(url))
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        msg = "A mail address must be a folder, smtp://host or smtps://host."
        raise ValueError(msg)
    use_tls = parts.scheme == "smtps"
    user = unquote(parts.username or "") or None
    return SmtpMailer(
        host=parts.hostname,
        port=parts.port or (465 if use_tls else 587 if user else 25),
        use_tls=use_tls,
        start_tls=False if use_tls else True if user and not _is_loopback(parts.hostname) else None,
        user=user,
        password=unquote(parts.password or "") or None,
        greets_as=greets_as,
    )


@dataclass(frozen=True)
class FolderMailer:
    """Writes each message to a file that only its owner reads, named after its Message-ID: sent twice, there once."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Write the message; a reader of the folder sees all of it or nothing."""
        found = FILE_NAME.match(message["Message-ID"] or "")
        name = found[1] if found else secrets.token_urlsafe(12)
        draft = self.folder / f".{name}.{secrets.token_hex(4)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                    out.write(message.as_bytes(policy=WIRE))
                draft.replace(self.folder / f"{name}.eml")
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            msg = f"folder: {type(error).__name__} {error.errno}"
            raise MailUnavailable(msg) from None


@dataclass(frozen=True)
class SmtpMailer:
    """Hands each message to an SMTP server (RFC 5321), over TLS whose certificate is verified."""

    host: str
    port: int
    use_tls: bool
    start_tls: bool | None
    user: str | None
    password: str | None = field(repr=False)
    greets_as: str

    def send(self, message: EmailMessage) -> None:
        """Send from a thread that runs no event loop."""
        asyncio.run(self._send(message))

    async def _send(self, message: EmailMessage) -> None:
        server = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            local_hostname=self.greets_as,
            timeout=STEP_SECONDS,
            use_tls=self.use_tls,
            start_tls=self.start_tls,
            username=self.user,
            password=self.password,
        )
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                await server.connect()
                await self._hand_over(server, message)
        except aiosmtplib.SMTPResponseException as error:
            # Greeting, password, sender: not this mail's fault but an installation's, and those are mended.
            msg = f"{type(error).__name__} {error.code}"
            raise MailUnavailable(msg) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailUnavailable(type(error).__name__) from None
        finally:
            server.close()

    async def _hand_over(self, server: aiosmtplib.SMTP, message: EmailMessage) -> None:
        try:
            await server.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _verdict("recipient", error.recipients[0].code) from None
        except aiosmtplib.SMTPDataError as error:
            raise _verdict("message", error.code) from None
        except aiosmtplib.SMTPNotSupported:
            msg = "address not ASCII, server without SMTPUTF8"
            raise MailRefused(msg) from None
        with contextlib.suppress(aiosmtplib.SMTPException):
            await server.quit()  # whatever it answers, the server has the message


def _verdict(step: str, code: int) -> MailRefused | MailUnavailable:
    kind = MailRefused if code in FOR_GOOD else MailUnavailable
    return kind(f"{step} {code}")


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
