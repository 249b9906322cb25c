"""Memory of an open tab: private memory that the server grows by, for each tab of another person on the home page."""

import asyncio

from benchmarks.bench import Bench
from benchmarks.people import Someone
from benchmarks.report import Row, compared
from benchmarks.servers import Address, Server
from benchmarks.tab import Tab
from mycharlotte import routes

WARM_UP = 40
TABS = 100
ROUNDS = 3
SETTLE_SECONDS = 0.5


async def measure(bench: Bench) -> list[Row]:
    """Measure."""
    people = await bench.people.signed_in(WARM_UP + ROUNDS * TABS)
    visitors = [Someone(0)] * len(people)
    tabs = await _open(bench.application.address, people[:WARM_UP])
    tabs += await _open(bench.counter.address, visitors[:WARM_UP])
    rounds = []
    for number in range(ROUNDS):
        now = slice(WARM_UP + number * TABS, WARM_UP + (number + 1) * TABS)
        theirs, opened = await _grow(bench.counter, visitors[now])
        tabs += opened
        ours, opened = await _grow(bench.application, people[now])
        tabs += opened
        rounds.append((ours, theirs))
    for tab in tabs:
        tab.close()
    return [compared("Memory per signed-in tab", "KiB", rounds, at_most=1.5)]


async def _grow(server: Server, people: list[Someone]) -> tuple[float, list[Tab]]:
    """Return the KiB that each tab adds, and the tabs, still open."""
    before = server.own_bytes()
    tabs = await _open(server.address, people)
    await asyncio.sleep(SETTLE_SECONDS)
    return (server.own_bytes() - before) / len(people) / 1024, tabs


async def _open(address: Address, people: list[Someone]) -> list[Tab]:
    return [
        await Tab.open(address, routes.HOME, cookie=someone.cookie, forwarded_for=someone.forwarded_for)
        for someone in people
    ]
