"""Calendars are fetched from the public internet alone, at the address that was checked, within limits."""

import asyncio
import gzip
import ipaddress
import ssl
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mycharlotte.adapters import web_calendars
from mycharlotte.adapters.web_calendars import Web, is_public
from mycharlotte.domain.outside_failures import Failure, Unread
from tests.domain.calendars import calendar, event
from tests.servers.calendars import ADDRESS, HOST, OTHER, CalendarServer, serving

TEXT = calendar(event())


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[CalendarServer]:
    """A server of calendars."""
    async with serving(tmp_path) as running:
        yield running


async def why(web: Web, address: str = ADDRESS) -> Failure:
    """Return why nothing could be fetched."""
    with pytest.raises(Unread) as unread:
        await web.fetch(address)
    assert HOST not in str(unread.value)
    return unread.value.failure


async def test_a_calendar_is_fetched(server: CalendarServer) -> None:
    server.gives(TEXT, 'ETag: "v1"')
    fetched = await server.web().fetch(ADDRESS)
    assert (fetched.text, fetched.stamp) == (TEXT, '"v1"')
    assert TEXT.decode() not in repr(fetched)


async def test_nothing_of_ours_is_told_to_the_other_server(server: CalendarServer) -> None:
    server.gives(TEXT, "Set-Cookie: a=b")
    web = server.web()
    for _ in range(2):
        await web.fetch(ADDRESS)
    first, second = (head.lower() for head in server.heads)
    assert first == second
    assert f"host: {HOST}\r\n" in first
    assert not {"cookie", "authorization", "referer", "if-none-match"} & {
        line.partition(":")[0] for line in first.splitlines()
    }


async def test_a_calendar_that_did_not_change_is_not_sent_again(server: CalendarServer) -> None:
    server.gives(b"", status="304 Not Modified")
    fetched = await server.web().fetch(ADDRESS, known='"v1"')
    assert (fetched.text, fetched.stamp) == (None, '"v1"')
    assert 'if-none-match: "v1"' in server.heads[0].lower()


async def test_a_calendar_without_a_version_is_known_by_what_it_says(server: CalendarServer) -> None:
    server.gives(TEXT)
    first = await server.web().fetch(ADDRESS)
    again = await server.web().fetch(ADDRESS, known=first.stamp)
    assert (first.text, again.text) == (TEXT, None)
    assert first.stamp == again.stamp
    server.gives(TEXT + b"\r\n")
    assert (await server.web().fetch(ADDRESS, known=first.stamp)).text


@pytest.mark.parametrize("etag", ['"' + "x" * 300 + '"', '"é"', ""])
async def test_a_version_that_cannot_be_kept_is_not(server: CalendarServer, etag: str) -> None:
    server.gives(TEXT)
    body = server.answers["/agenda.ics"]
    assert isinstance(body, bytes)
    server.answers["/agenda.ics"] = body.replace(b"\r\n\r\n", b"\r\nETag: " + etag.encode() + b"\r\n\r\n", 1)
    assert (await server.web().fetch(ADDRESS)).stamp.startswith("sha256:")


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff0e::1",
    ],
)
def test_an_address_of_no_public_machine_is_not_reached(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4007:80e::200e"])
def test_an_address_of_a_public_machine_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("found", [["127.0.0.1"], ["169.254.169.254"], ["8.8.8.8", "10.0.0.1"], ["::1"]])
async def test_a_name_that_leads_into_a_private_network_is_not_connected_to(
    server: CalendarServer, found: list[str]
) -> None:
    async def resolve(_name: str) -> list[tuple[str, int]]:
        return [(where, server.port) for where in found]

    server.gives(TEXT)
    assert await why(server.web(may_reach=is_public, resolve=resolve)) is Failure.PRIVATE
    assert server.heads == []


async def test_a_name_is_resolved_once_so_that_it_cannot_lead_elsewhere_after_the_check(
    server: CalendarServer,
) -> None:
    answers = iter(["127.0.0.1", "10.0.0.1"])

    async def rebinds(_name: str) -> list[tuple[str, int]]:
        return [(next(answers), server.port)]

    server.gives(TEXT)
    assert (await server.web(resolve=rebinds).fetch(ADDRESS)).text == TEXT
    assert next(answers) == "10.0.0.1"


async def test_the_proxy_of_the_environment_is_not_used(
    server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.gives(TEXT)
    assert (await server.web().fetch(ADDRESS)).text == TEXT


async def test_a_few_redirects_are_followed(server: CalendarServer) -> None:
    server.leads_to("/b.ics")
    server.leads_to(f"https://{OTHER}/c.ics", path="/b.ics")
    server.leads_to(f"webcal://{HOST}/d.ics", path="/c.ics")
    server.gives(TEXT, path="/d.ics")
    assert (await server.web().fetch(ADDRESS)).text == TEXT


async def test_redirects_that_never_end_are_not(server: CalendarServer) -> None:
    server.leads_to("/agenda.ics")
    assert await why(server.web()) is Failure.REDIRECTS
    assert len(server.heads) == 4


@pytest.mark.parametrize(
    ("location", "failure"),
    [
        ("https://127.0.0.1/", Failure.PRIVATE),
        ("https://[::1]/", Failure.PRIVATE),
        ("https://2130706433/", Failure.PRIVATE),
        ("https://localhost/", Failure.PRIVATE),
        ("http://calendrier.example/agenda.ics", Failure.NOT_SECURE),
        ("http://169.254.169.254/latest", Failure.NOT_SECURE),
        ("file:///etc/passwd", Failure.REDIRECTS),
        ("ftp://calendrier.example/", Failure.REDIRECTS),
        ("https://a:b@calendrier.example/", Failure.REDIRECTS),
        ("https://calendrier.example:22/", Failure.REDIRECTS),
        ("https://inconnu.example/", Failure.UNREACHABLE),
        ("", Failure.REDIRECTS),
    ],
)
async def test_a_redirect_is_judged_as_what_people_type(
    server: CalendarServer, location: str, failure: Failure
) -> None:
    server.leads_to(location)
    assert await why(server.web()) is failure


async def test_a_redirect_to_a_name_that_leads_home_is_not_followed(server: CalendarServer) -> None:
    async def resolve(name: str) -> list[tuple[str, int]]:
        return [("127.0.0.1" if name == HOST else "127.0.0.2", server.port)]

    server.leads_to(f"https://{OTHER}/agenda.ics")
    assert await why(server.web(resolve=resolve)) is Failure.PRIVATE
    assert len(server.heads) == 1


async def test_a_certificate_of_another_name_is_not_trusted(server: CalendarServer) -> None:
    async def resolve(_name: str) -> list[tuple[str, int]]:
        return [("127.0.0.1", server.port)]

    server.gives(TEXT)
    assert await why(server.web(resolve=resolve), "https://ailleurs.example/agenda.ics") is Failure.NOT_SECURE
    assert await why(server.web(trust=ssl.create_default_context())) is Failure.NOT_SECURE


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        ("404 Not Found", Failure.GONE),
        ("410 Gone", Failure.GONE),
        ("401 Unauthorized", Failure.GONE),
        ("403 Forbidden", Failure.GONE),
        ("204 No Content", Failure.GONE),
        ("304 Not Modified", Failure.GONE),
        ("429 Too Many Requests", Failure.SERVER),
        ("500 Internal Server Error", Failure.SERVER),
        ("503 Service Unavailable", Failure.SERVER),
    ],
)
async def test_another_answer_than_a_calendar_is_said(server: CalendarServer, status: str, failure: Failure) -> None:
    server.gives(b"", status=status)
    assert await why(server.web()) is failure


async def test_a_server_that_is_not_there_is_said() -> None:
    async def nobody(_name: str) -> list[tuple[str, int]]:
        return []

    async def nowhere(_name: str) -> list[tuple[str, int]]:
        raise OSError

    assert await why(Web(resolve=nobody)) is Failure.UNREACHABLE
    assert await why(Web(resolve=nowhere)) is Failure.UNREACHABLE


async def test_what_is_packed_is_unpacked(server: CalendarServer) -> None:
    server.gives(gzip.compress(TEXT), "Content-Encoding: gzip")
    assert (await server.web().fetch(ADDRESS)).text == TEXT


@pytest.mark.parametrize(
    ("body", "packing", "failure"),
    [
        (b"not packed at all", "gzip", Failure.NOT_A_CALENDAR),
        (gzip.compress(TEXT)[:-12], "gzip", Failure.UNREACHABLE),
        (TEXT, "br", Failure.NOT_A_CALENDAR),
        (gzip.compress(gzip.compress(TEXT)), "gzip, gzip", Failure.NOT_A_CALENDAR),
    ],
)
async def test_what_cannot_be_unpacked_is_said(
    server: CalendarServer, body: bytes, packing: str, failure: Failure
) -> None:
    server.gives(body, f"Content-Encoding: {packing}")
    assert await why(server.web()) is failure


async def test_fifty_megabytes_are_not_taken_in(server: CalendarServer) -> None:
    sent = 0

    async def endless(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n")
        for _ in range(50):
            writer.write(b"x" * 1024**2)
            await writer.drain()
            sent += 1

    server.answers["/agenda.ics"] = endless
    assert await why(server.web()) is Failure.TOO_LARGE
    assert sent < 20


async def test_a_bomb_does_not_go_off(server: CalendarServer) -> None:
    bomb = gzip.compress(b"\0" * 200 * 1024**2)
    server.gives(bomb, "Content-Encoding: gzip")
    tracemalloc.start()
    try:
        assert await why(server.web()) is Failure.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 30 * 1024**2
    finally:
        tracemalloc.stop()


async def test_a_calendar_of_the_largest_size_is_read(server: CalendarServer) -> None:
    server.gives(b"x" * web_calendars.MAX_BYTES)
    assert len((await server.web().fetch(ADDRESS)).text or b"") == web_calendars.MAX_BYTES


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
async def test_a_server_that_lets_drops_fall_or_never_answers_is_left(server: CalendarServer, beginning: bytes) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        while True:
            writer.write(b"X" if beginning.endswith(b"\r\n\r\n") else b"X-A: b\r\n" if beginning else b"")
            await writer.drain()
            await asyncio.sleep(0.02)

    server.answers["/agenda.ics"] = drip
    before = asyncio.get_running_loop().time()
    assert await why(server.web(whole_seconds=0.4)) is Failure.SLOW
    assert asyncio.get_running_loop().time() - before < 5


async def test_an_answer_that_is_no_http_is_said(server: CalendarServer) -> None:
    server.answers["/agenda.ics"] = b"SSH-2.0-OpenSSH_9.9\r\n\r\n"
    assert await why(server.web()) is Failure.UNREACHABLE
