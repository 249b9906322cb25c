"""A server of calendars on this machine, over TLS, that answers as it is told: well, badly, slowly, never."""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mycharlotte.adapters.web_calendars import IPAddress, Web

HOST = "calendrier.example"
OTHER = "autre.example"
ADDRESS = f"https://{HOST}/agenda.ics"
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class CalendarServer:
    """The server: what it answers to each path, and the requests that it got."""

    port: int
    trusts_it: ssl.SSLContext
    answers: dict[str, bytes | Answer] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)

    def web(self, **how: Any) -> Web:
        """Return the web as a machine sees it that knows this server under two names, and may reach it."""

        async def resolve(name: str) -> list[tuple[str, int]]:
            return [("127.0.0.1", self.port)] if name in {HOST, OTHER} else []

        def is_here(address: IPAddress) -> bool:
            return address == ipaddress.ip_address("127.0.0.1")

        return Web(**({"may_reach": is_here, "resolve": resolve, "trust": self.trusts_it} | how))

    def gives(self, body: bytes, *headers: str, status: str = "200 OK", path: str = "/agenda.ics") -> None:
        """Answer this to a path from now on."""
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
        self.answers[path] = "\r\n".join(head).encode() + b"\r\n\r\n" + body

    def leads_to(self, location: str, *, path: str = "/agenda.ics") -> None:
        """Redirect a path from now on."""
        self.gives(b"", f"Location: {location}", status="302 Found", path=path)


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[CalendarServer]:
    """Serve until the block ends."""
    certificate = _certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    trust = ssl.create_default_context(cafile=str(certificate))
    made = CalendarServer(0, trust)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            made.heads.append(head)
            found = made.answers.get(head.split(" ")[1], b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            if isinstance(found, bytes):
                writer.write(found)
                await writer.drain()
            else:
                await found(writer)
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            pass  # whoever asked had enough
        finally:
            writer.transport.abort() if writer.transport.is_closing() else writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


def _certificate(folder: Path) -> Path:
    """Make a certificate for both names, which vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST), x509.DNSName(OTHER)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, no_password = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "calendars.pem"
    file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, no_password) + made.public_bytes(pem))
    return file
