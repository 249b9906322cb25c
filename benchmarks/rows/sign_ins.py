"""Twenty people sign in at once, by the forms, with real passwords: what someone already there notices."""

import asyncio
import time

from benchmarks.bench import Bench
from benchmarks.people import Someone
from benchmarks.report import Row, compared, percentile
from benchmarks.rows.handlers import JOURNAL_LOADED, LOAD_JOURNAL, REFRESH, REFRESHED
from benchmarks.tab import Tab
from mycharlotte import routes

PEOPLE = 20
ROUNDS = 3
QUIET_SECONDS = 5.0
PACE_SECONDS = 0.02  # within what the guard lets a tab send


async def measure(bench: Bench) -> list[Row]:
    """Measure."""
    (watcher,) = await bench.people.signed_in(1)
    tab = await Tab.open(
        bench.application.address, routes.HOME, cookie=watcher.cookie, forwarded_for=watcher.forwarded_for
    )
    await _watch(tab, asyncio.create_task(asyncio.sleep(1)))
    guarded, read, taken = [], [], []
    for _ in range(ROUNDS):
        people = await bench.people.create(PEOPLE)
        quiet = await _watch(tab, asyncio.create_task(asyncio.sleep(QUIET_SECONDS)))
        started = time.perf_counter()
        arriving: asyncio.Task[list[Someone]] = asyncio.create_task(bench.people.sign_in(people))
        busy = await _watch(tab, arriving)
        taken.append(time.perf_counter() - started)
        for rows, place in ((guarded, 0), (read, 1)):
            rows.append((percentile(busy[place], 95), percentile(quiet[place], 95)))
    tab.close()
    note = f"20 sign in within {sorted(taken)[len(taken) // 2]:.1f} s; beside: nobody does"
    return [
        compared("20 sign in: another's event, p95", "ms", guarded, at_most=3, note=note),
        compared("20 sign in: another's page load, p95", "ms", read, at_most=3, note="reads the database"),
    ]


async def _watch(tab: Tab, until: asyncio.Task) -> tuple[list[float], list[float]]:
    """Send the two events in turn at a steady pace until a task ends; return their round trips in milliseconds."""
    light, heavy = [], []
    while not until.done():
        due = time.perf_counter() + 2 * PACE_SECONDS
        light.append((await tab.call(REFRESH, {}, until=REFRESHED))[0] * 1000)
        await asyncio.sleep(PACE_SECONDS)
        heavy.append((await tab.call(LOAD_JOURNAL, {}, until=JOURNAL_LOADED))[0] * 1000)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    await until
    return light, heavy
