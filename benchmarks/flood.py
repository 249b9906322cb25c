"""A hundred thousand forged or malformed events, while somebody works: `python -m benchmarks.flood`.

Nothing may change, the log and the memory hardly grow, and the other person is served all along.
"""

import argparse
import asyncio
import contextlib
import hashlib
import itertools
import json
import multiprocessing
import sqlite3
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median, quantiles

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks import servers
from benchmarks.people import Someone, people_of
from benchmarks.rows.handlers import REFRESH, REFRESHED
from benchmarks.servers import Address, Server
from benchmarks.tab import Tab
from mycharlotte import routes

EVENTS = 100_000
FLOODERS = 20
QUIET_SECONDS = 5.0
PACE_SECONDS = 0.05
MOST_LOG_BYTES = 100_000
MOST_MEGABYTES = 20.0
MOST_MILLISECONDS = 500.0

SESSION = "reflex___state____state.mycharlotte___states___session____session_state"
PROFILE = "reflex___state____state.mycharlotte___states___profile____profile_state"
FORGED = [
    {"name": "nothing.at.all", "payload": {"password": "Canari-Jaune-77"}},
    {"name": "reflex___state____state.setvar", "payload": {"var_name": "is_hydrated", "value": True}},
    {"name": f"{SESSION}._end", "payload": {}},
    {"name": f"{SESSION}.choose_language", "payload": {"language": ["en"]}},
    {"name": f"{PROFILE}.save", "payload": {"form": {"first_name": "x", "password_hash": "y"}}},
    {"name": 7, "payload": {}},
    {"name": f"{SESSION}.load", "payload": {}, "router_data": {"pathname": "//evil.example"}},
]
MALFORMED = [
    "noise",
    "42/_event,[[[[[[",
    '42/_event,["disconnect","x"]',
    "451-/_event,[]",
    '42/_event,["event",' + "[" * 2_000 + "]" * 2_000 + "]",
    '42/_event,["event",NaN]',
]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flood", description=__doc__)
    parser.add_argument("--port", type=int, default=3150, help="a free port (3150)")
    parser.add_argument("--events", type=int, default=EVENTS, help="how many (100 000)")
    chosen = parser.parse_args()
    print(asyncio.run(measure(chosen.port, chosen.events)))


async def measure(port: int, events: int) -> str:
    """Return what to print."""
    with tempfile.TemporaryDirectory(prefix="mycharlotte-benchmarks-") as folder:
        async with servers.application(port, Path(folder)) as application:
            with people_of(application) as people:
                (someone,) = await people.signed_in(1)
                return await _flooded(application, someone, events)


async def _flooded(application: Server, someone: Someone, events: int) -> str:
    address = application.address
    tab = await Tab.open(address, routes.HOME, cookie=someone.cookie, forwarded_for=someone.forwarded_for)
    await _use(tab, asyncio.create_task(asyncio.sleep(1)))
    quiet = await _use(tab, asyncio.create_task(asyncio.sleep(QUIET_SECONDS)))
    stored, log, memory = _stored(application.folder), _log_bytes(application), application.own_bytes()
    started = time.perf_counter()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as elsewhere:
        flood = asyncio.ensure_future(asyncio.wrap_future(elsewhere.submit(_run_flood, address, events)))
        busy = await _use(tab, flood)
    seconds, sockets = time.perf_counter() - started, await flood
    grown, megabytes = _log_bytes(application) - log, (application.own_bytes() - memory) / 2**20
    changed = stored != _stored(application.folder)
    tab.close()
    rows = [
        ("forged or malformed events", f"{events} in {seconds:.0f} s", ""),
        ("sockets they took, each cut off", f"{sockets}", ""),
        ("what is stored", "CHANGED" if changed else "unchanged", ""),
        ("log", f"+ {grown} B", _verdict(grown, MOST_LOG_BYTES, "B")),
        ("memory", f"+ {megabytes:.1f} MB", _verdict(megabytes, MOST_MEGABYTES, "MB")),
        ("another's event in peace", f"{median(quiet):.1f} ms, p95 {_p95(quiet):.1f} ms", f"{len(quiet)} of them"),
        ("meanwhile", f"{median(busy):.1f} ms, p95 {_p95(busy):.1f} ms", _verdict(_p95(busy), MOST_MILLISECONDS, "ms")),
    ]
    return "\n".join(f"{name:34} {figure:34} {verdict}".rstrip() for name, figure, verdict in rows)


def _run_flood(address: Address, events: int) -> int:
    return asyncio.run(_flood(address, events))


async def _flood(address: Address, events: int) -> int:
    """Send them from many sockets at once; return how many sockets it took."""
    left, sockets = itertools.count(1), itertools.count()
    messages = _messages()

    async def flood_until_enough(block: int) -> None:
        while True:
            async with _socket(address, f"198.51.{block}.7") as socket:
                next(sockets)
                try:
                    await socket.send("40/_event,")
                    while next(left) <= events:
                        await socket.send(next(messages))
                        await asyncio.sleep(0)  # so as to notice when it is cut off, and to come back
                except ConnectionClosed:
                    continue
                return

    await asyncio.gather(*(flood_until_enough(block) for block in range(FLOODERS)))
    return next(sockets)


def _messages() -> Iterator[str]:
    forged = [
        "42/_event," + json.dumps(["event", {"router_data": {"pathname": "/", "asPath": "/"}} | event])
        for event in FORGED
    ]
    return itertools.cycle([*forged, *MALFORMED])


@contextlib.asynccontextmanager
async def _socket(address: Address, forwarded_for: str) -> AsyncIterator[ClientConnection]:
    url = f"ws://localhost:{address.port}/_event/?EIO=4&transport=websocket&token={uuid.uuid4()}"
    headers = {"X-Forwarded-For": forwarded_for}
    async with connect(url, origin=address.origin, additional_headers=headers, close_timeout=0.1) as socket:  # type: ignore[arg-type]
        yield socket


async def _use(tab: Tab, until: asyncio.Future) -> list[float]:
    """Work at a steady pace until a task ends; return the round trips in milliseconds."""
    delays = []
    while not until.done():
        delays.append((await tab.call(REFRESH, {}, until=REFRESHED))[0] * 1000)
        await asyncio.sleep(PACE_SECONDS)
    await until
    return delays


def _stored(folder: Path) -> str:
    """A fingerprint of everything in the database."""
    with contextlib.closing(sqlite3.connect(folder / "mycharlotte.db")) as database:
        return hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()


def _log_bytes(application: Server) -> int:
    return (application.folder / "server.log").stat().st_size


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def _verdict(figure: float, most: float, unit: str) -> str:
    return f"{'yes' if figure < most else 'NO'}: under {most:g} {unit} wanted"


if __name__ == "__main__":
    main()
