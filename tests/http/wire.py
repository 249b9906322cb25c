"""Requests written byte by byte, for what no HTTP library agrees to send."""

import contextlib
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.servers.application import Application


@dataclass(frozen=True)
class RawAnswer:
    """What came back; a header that is repeated is joined."""

    status: int
    headers: dict[str, str]
    body: bytes


def send(application: Application, request: bytes) -> RawAnswer:
    """Send these very bytes, and read until the server hangs up."""
    with socket.create_connection(("127.0.0.1", application.port), timeout=10) as wire:
        with contextlib.suppress(OSError):  # an answer may come, and the connection end, before all is sent
            wire.sendall(request)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while part := wire.recv(65_536):
                received += part
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return RawAnswer(int(status.split(" ")[1]), headers, body)


def request(application: Application, line: str, *headers: str, body: bytes = b"") -> RawAnswer:
    """Send a request with this first line, to our host, with these headers and no other."""
    lines = [line, f"Host: {urlsplit(application.url).netloc}", "Connection: close", *headers]
    return send(application, "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
