"""The page of a bubble's members: the event that shows it for ten thousand members, beside the same for ten.

One admin of both bubbles goes from one to the other and back, as with two tabs: what is measured is the whole event,
from who is asking to the twenty-five lines of the first page (all of them, where there are ten). Then the same for a
name that is searched: there every member is looked at, and no target is set.
"""

import asyncio
from statistics import median

from benchmarks.bench import Bench
from benchmarks.report import Row, compared
from benchmarks.rows.handlers import FIND_MEMBERS, LOAD_MEMBERS, MEMBERS_SHOWN
from benchmarks.tab import Tab
from mycharlotte import routes

MANY, FEW = 10_000, 10
ROUNDS = 7
EVENTS = 25
NOBODY, EVERYBODY = "zzz", "dominique martin"
PACE_SECONDS = 1 / 50  # under the sixty events a second that are read of one socket


async def measure(bench: Bench) -> list[Row]:
    """Measure."""
    (admin,) = await bench.people.signed_in(1)
    pages = [routes.of_bubble(routes.BUBBLE, await bench.people.gather(admin, size)) for size in (MANY, FEW)]
    tabs = [
        await Tab.open(bench.application.address, pages[0], cookie=admin.cookie, forwarded_for=admin.forwarded_for)
        for _ in range(2)
    ]
    loaded, found = [], []
    for _ in range(ROUNDS + 1):  # the first one warms up
        loaded.append(await _load(tabs[0], pages))
        found.append(await _find(tabs[1], pages))
    for tab in tabs:
        tab.close()
    return [
        compared("Members: first page of 10 000", "ms", loaded[1:], at_most=1.5, note="beside the same of 10"),
        compared("Members: a name among 10 000", "ms", found[1:], note="beside the same among 10"),
    ]


async def _load(tab: Tab, pages: list[str]) -> tuple[float, float]:
    """Open each page in turn; return the median milliseconds of each."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(EVENTS):
        for page, times in zip(reversed(pages), reversed(taken), strict=True):
            await asyncio.sleep(PACE_SECONDS)
            times.append((await tab.call(LOAD_MEMBERS, {}, until=MEMBERS_SHOWN, path=page))[0])
    return median(taken[0]) * 1000, median(taken[1]) * 1000


async def _find(tab: Tab, pages: list[str]) -> tuple[float, float]:
    """Look for a name on each page, after one that nobody has; return the median milliseconds of each search.

    The tab stands on the first page before and after: a page that is loaded again, unchanged, is sent nothing.
    """
    medians = []
    for page in reversed(pages):
        await tab.call(LOAD_MEMBERS, {}, until=MEMBERS_SHOWN, path=page)
        taken = []
        for _ in range(EVENTS):
            await asyncio.sleep(PACE_SECONDS)
            await tab.call(FIND_MEMBERS, {"query": NOBODY}, until=MEMBERS_SHOWN, path=page)
            await asyncio.sleep(PACE_SECONDS)
            taken.append((await tab.call(FIND_MEMBERS, {"query": EVERYBODY}, until=MEMBERS_SHOWN, path=page))[0])
        medians.append(median(taken) * 1000)
    return medians[1], medians[0]
