"""Five thousand people invited by the list: what reading it costs, and what someone else notices while it is sent.

The preview is the whole verb (the file read, its rows kept in the database), beside the reading of the file alone, in
turn. Then such a list is started from its page, and another person's events are watched until the last invitation is
written, their mails leaving meanwhile: one that reads nothing, one that reads the database, one that writes in it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median

from benchmarks.bench import Bench
from benchmarks.lists import keep_list, time_previews
from benchmarks.report import Row, compared
from benchmarks.rows.handlers import (
    JOURNAL_LOADED,
    LIST_DONE,
    LIST_SENDING,
    LOAD_JOURNAL,
    REFRESH,
    REFRESHED,
    START_LIST,
)
from benchmarks.rows.profile import Editor
from benchmarks.tab import Tab
from mycharlotte import routes

PEOPLE = 5_000
MEMBERS = 1_000
ROUNDS = 5
QUIET_SECONDS = 10.0
PACE_SECONDS = 0.02  # within what the guard lets a tab send
PATIENCE_SECONDS = 600.0

Event = Callable[[], Awaitable[float]]


async def measure(bench: Bench) -> list[Row]:
    """Measure."""
    admin, watcher = await bench.people.signed_in(2)
    bubble_ref = await bench.people.gather(admin, MEMBERS)
    previews = await bench.people.apart(time_previews, admin, bubble_ref, PEOPLE, ROUNDS)
    batch_ref = await bench.people.apart(keep_list, admin, bubble_ref, PEOPLE)
    page = routes.of_bubble(routes.INVITE_MANY, bubble_ref)
    address = bench.application.address
    theirs = await Tab.open(address, page, cookie=admin.cookie, forwarded_for=admin.forwarded_for)
    tab = await Tab.open(address, routes.PROFILE, cookie=watcher.cookie, forwarded_for=watcher.forwarded_for)
    events = _events(tab)
    await _watch(events, asyncio.create_task(asyncio.sleep(1)))
    quiet = await _watch(events, asyncio.create_task(asyncio.sleep(QUIET_SECONDS)))
    done = theirs.expect(LIST_DONE)
    began = time.perf_counter()
    await theirs.call(START_LIST, {"batch": batch_ref}, until=LIST_SENDING, path=page)
    busy = await _watch(events, asyncio.create_task(asyncio.wait_for(done, PATIENCE_SECONDS)))
    note = f"5 000 sent within {time.perf_counter() - began:.0f} s; beside: nothing is sent"
    theirs.close()
    tab.close()
    return [
        compared("List of 5 000: preview", "ms", previews, at_most=10, note="kept in the database; beside: parsed"),
        *(
            row
            for name in events
            for row in (
                compared(
                    f"List sent: another's {name}, p50", "ms", [(median(busy[name]), median(quiet[name]))], note=note
                ),
                compared(f"List sent: another's {name}, worst", "ms", [(max(busy[name]), max(quiet[name]))]),
            )
        ),
    ]


def _events(tab: Tab) -> dict[str, Event]:
    """Three events of someone else; each returns how long it took, in milliseconds."""

    async def event() -> float:
        return (await tab.call(REFRESH, {}, until=REFRESHED))[0] * 1000

    async def page_load() -> float:
        return (await tab.call(LOAD_JOURNAL, {}, until=JOURNAL_LOADED))[0] * 1000

    return {"event": event, "page load": page_load, "save": Editor(tab).save}


async def _watch(events: dict[str, Event], until: asyncio.Future) -> dict[str, list[float]]:
    """Send the events in turn at a steady pace until something is done; return how long each took."""
    taken: dict[str, list[float]] = {name: [] for name in events}
    while not until.done():
        for name, event in events.items():
            taken[name].append(await event())
            await asyncio.sleep(PACE_SECONDS)
    await until
    return taken
