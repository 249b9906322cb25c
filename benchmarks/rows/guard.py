"""The guard on its own: processor time of the lightest event of the application, beside the counter's.

Twice: while the session's row is still remembered (5 s), and when every event reads it again, as happens to people,
who click more slowly than that. One event at a time, once here and once there, each from the next of many people.
"""

import asyncio
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median

from benchmarks.bench import Bench
from benchmarks.report import Row, compared
from benchmarks.rows.handlers import COUNTED, INCREMENT, REFRESH, REFRESHED
from benchmarks.servers import Server
from benchmarks.tab import Tab
from mycharlotte import routes
from mycharlotte.states.identity import KEPT_SECONDS

PEOPLE = 120
ROUNDS = 3
EVENTS = 20 * PEOPLE


@dataclass(frozen=True)
class Side:
    """A server, its open tabs, and the event that they send."""

    server: Server
    tabs: list[Tab]
    event: str
    answer: str


async def measure(bench: Bench) -> list[Row]:
    """Measure."""
    people = await bench.people.signed_in(PEOPLE)
    tabs = [
        await Tab.open(
            bench.application.address, routes.SECURITY, cookie=someone.cookie, forwarded_for=someone.forwarded_for
        )
        for someone in people
    ]
    counters = [await Tab.open(bench.counter.address) for _ in people]
    ours = Side(bench.application, tabs, REFRESH, REFRESHED)
    theirs = Side(bench.counter, counters, INCREMENT, COUNTED)
    await _spend(ours, theirs, EVENTS)
    read_again, remembered, trips = [], [], []
    for _ in range(ROUNDS):
        await asyncio.sleep(KEPT_SECONDS + 0.3)
        read_again.append((await _spend(ours, theirs, PEOPLE))[0])
        spent, took = await _spend(ours, theirs, EVENTS)
        remembered.append(spent)
        trips.append(took)
    for tab in (*tabs, *counters):
        tab.close()
    return [
        compared("Guard: processor per event", "ms", remembered, at_most=2, note="session remembered (5 s)"),
        compared("Guard: same, session read again", "ms", read_again, note="each event reads the session's row"),
        compared("Guard: round trip, p50", "ms", trips),
    ]


async def _spend(ours: Side, theirs: Side, events: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Send events once here and once there; return both processor times per event, both median round trips (ms)."""
    sides = (ours, theirs)
    before = [side.server.cpu_seconds() for side in sides]
    trips: tuple[list[float], list[float]] = ([], [])
    for place in islice(cycle(range(PEOPLE)), events):
        for side, taken in zip(sides, trips, strict=True):
            taken.append((await side.tabs[place].call(side.event, {}, until=side.answer))[0])
    spent = [(side.server.cpu_seconds() - start) / events * 1000 for side, start in zip(sides, before, strict=True)]
    return (spent[0], spent[1]), (median(trips[0]) * 1000, median(trips[1]) * 1000)
