"""A calendar link of a thousand appointments, beside Radicale with the very same events.

Four connections that stay open, one process each; both run as they come, on one core. The text is asked for as it is,
then compressed, then by a reader who has it already. Only the limit of readings of one link is lifted.
"""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from http import HTTPStatus
from multiprocessing import get_context

import httpx

from benchmarks import servers
from benchmarks.bench import Bench
from benchmarks.feeds import COLLECTION, SIGNED, Reading, make_agenda, radicale, read_again
from benchmarks.people import people_of
from benchmarks.report import Row, compared
from mycharlotte import routes

EVENTS = 1_000
ROUNDS = 5
SECONDS = 2.0


async def measure(bench: Bench) -> list[Row]:
    """Measure."""
    folder = bench.folder / "feeds"
    async with servers.application(bench.port, folder / "ours", module="benchmarks.unhurried") as ours:
        with people_of(ours) as people, ProcessPoolExecutor(1, get_context("spawn")) as reader:
            (companion,) = await people.create(1)
            path = await people.apart(make_agenda, companion, EVENTS)
            calendar, tag = await _fetch(bench.port, path)
            async with radicale(bench.port + 1, folder / "radicale", calendar):
                return await _compare(reader, bench.port, path, tag)


async def _compare(reader: ProcessPoolExecutor, port: int, path: str, tag: str) -> list[Row]:
    read = partial(_read, reader)
    full, compressed, same, sizes = [], [], [], []
    for _ in range(ROUNDS):
        theirs = await read(port + 1, COLLECTION, {"Authorization": SIGNED}, expected=HTTPStatus.OK)
        plain = await read(port, path, {}, expected=HTTPStatus.OK)
        known = await read(port, path, {"If-None-Match": tag}, expected=HTTPStatus.NOT_MODIFIED)
        zipped = await read(port, path, {"Accept-Encoding": "gzip"}, expected=HTTPStatus.OK)
        full.append((plain.rate, theirs.rate))
        same.append((known.rate, plain.rate))
        compressed.append((zipped.rate, plain.rate))
        sizes.append(f"{plain.size / 1000:.0f} kB, {zipped.size / 1000:.0f} compressed")
    return [
        compared("Agenda of 1 000: read by its link", "/s", full, at_least=500, note=f"beside: Radicale; {sizes[-1]}"),
        compared("Agenda of 1 000: known already (304)", "/s", same, at_least=2, note="beside: read"),
        compared("Agenda of 1 000: read compressed", "/s", compressed, note="beside: read"),
    ]


async def _read(
    reader: ProcessPoolExecutor, port: int, path: str, headers: dict[str, str], *, expected: HTTPStatus
) -> Reading:
    found = await asyncio.wrap_future(reader.submit(read_again, port, path, SECONDS, headers))
    if found.status != expected:
        message = f"{path.split('/')[1]} answered {found.status}"
        raise RuntimeError(message)
    return found


async def _fetch(port: int, path: str) -> tuple[bytes, str]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        answer = await http.get(path, headers={"Host": f"localhost:{port}", "Accept-Encoding": "identity"})
    if answer.content.count(b"BEGIN:VEVENT") != EVENTS:
        message = f"{routes.CALENDAR_FEED} gives {answer.content.count(b'BEGIN:VEVENT')} events"
        raise RuntimeError(message)
    return answer.content, answer.headers["etag"]
