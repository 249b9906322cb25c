"""A real SMTP server for tests, on a free port of this machine, that keeps what it is given."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

ACCEPTED = "250 OK"


@dataclass
class SmtpServer:
    """A server that can be stopped and started again on the same port, and told how to answer."""

    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    recipient_answer: str = ACCEPTED
    message_answer: str = ACCEPTED
    login: tuple[str, str] | None = None
    tls: ssl.SSLContext | None = None
    on_message: Callable[[], None] = lambda: None
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        """The address of the server for `open_mailer`."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen."""
        secured = {"authenticator": self._knows, "auth_require_tls": False}
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, tls_context=self.tls, **(secured if self.login else {})
        )
        self._controller.start()

    def stop(self) -> None:
        """Hang up and listen no more."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(  # noqa: N802 - the name that the server looks for
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept a recipient, or not."""
        if self.recipient_answer == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - idem
        """Keep a message, or not."""
        if self.message_answer == ACCEPTED:
            assert isinstance(envelope.content, bytes)
            self.messages.append(message_from_bytes(envelope.content, policy=policy))
        self.on_message()
        return self.message_answer

    def _knows(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: LoginPassword
    ) -> AuthResult:
        self.logins.append((given.login.decode(), given.password.decode()))
        is_known = self.logins[-1] == self.login
        return AuthResult(success=is_known, handled=is_known)


def part(message: EmailMessage, kind: str) -> str:
    """The `plain` or `html` version of a message."""
    found = message.get_body((kind,))
    assert found
    return found.get_content()


@contextmanager
def serving() -> Iterator[SmtpServer]:
    """Run a server until the end of the block."""
    server = SmtpServer(_free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
