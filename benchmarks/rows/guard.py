"""The guard on its own: processor time of the lightest event of the application, beside the counter's.

Twice: while the session's row is still remembered (5 s), and when every event reads it again, as happens to people,
who click more slowly than that. One event at a time, each from the next of many people.
"""

import asyncio
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
    ours, theirs = (bench.application, tabs, REFRESH, REFRESHED), (bench.counter, counters, INCREMENT, COUNTED)
    await _spend(*theirs, EVENTS)
    await _spend(*ours, EVENTS)
    read_again, remembered, latencies = [], [], []
    for _ in range(ROUNDS):
        await asyncio.sleep(KEPT_SECONDS + 0.3)
        read_again.append(((await _spend(*ours, PEOPLE))[0], (await _spend(*theirs, PEOPLE))[0]))
        ours_now, theirs_now = await _spend(*ours, EVENTS), await _spend(*theirs, EVENTS)
        remembered.append((ours_now[0], theirs_now[0]))
        latencies.append((ours_now[1], theirs_now[1]))
    for tab in (*tabs, *counters):
        tab.close()
    return [
        compared("Guard: processor per event", "ms", remembered, at_most=2, note="session remembered (5 s)"),
        compared("Guard: same, session read again", "ms", read_again, note="each event reads the session's row"),
        compared("Guard: round trip, p50", "ms", latencies),
    ]


async def _spend(server: Server, tabs: list[Tab], name: str, answer: str, events: int) -> tuple[float, float]:
    """Return the server's processor time per event, and the median round trip, in milliseconds."""
    before = server.cpu_seconds()
    trips = [(await tab.call(name, {}, until=answer))[0] for tab in islice(cycle(tabs), events)]
    return (server.cpu_seconds() - before) / events * 1000, median(trips) * 1000
