"""« Mettre à jour mon profil » : from the click to the answer, beside adding one to a counter.

Twice: once here and once there, so that both meet the same machine in the same state, as when people click; and many
in a row on each, where a tiny server has the processor's caches for itself. One event at a time, each from the next of
a few people, because the guard lets a tab send 60 events a second and waiting would measure how fast processors wake
up. Everybody signed in by the forms.
"""

import asyncio
from itertools import cycle, islice
from statistics import median

from benchmarks.bench import Bench
from benchmarks.report import Row, compared, percentile
from benchmarks.rows.handlers import COUNTED, INCREMENT, PROFILE_SAVED, REFRESHED, SAVE_PROFILE
from benchmarks.tab import Tab, field
from mycharlotte import routes

PEOPLE = 10
ROUNDS = 5
SAVES = 120
SETTLE_SECONDS = 0.1


class Editor:
    """Someone on their profile's page, who changes their last name again and again."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._version = 1

    async def save(self) -> float:
        """Save another name; return the milliseconds until the page knows."""
        form = {
            "first_name": "Dominique",
            "last_name": ("Martin", "Dumas")[self._version % 2],
            "phone": "06 12 34 56 78",
            "picture": "",
            "version": str(self._version),
        }
        submitted = {"form": {"__reflex_form_data__": [list(entry) for entry in form.items()]}}
        menu = self._tab.expect(REFRESHED)
        seconds, update = await self._tab.call(SAVE_PROFILE, submitted, until=PROFILE_SAVED, path=routes.PROFILE)
        version = field(update, "version")
        if version != self._version + 1:
            raise RuntimeError(f"Version {self._version} was not saved: {update[:300]}")
        self._version = version
        # The menu of every open tab follows: not part of the answer, but not to be left for the next one either.
        await asyncio.wait({menu}, timeout=SETTLE_SECONDS)
        menu.cancel()
        return seconds * 1000


async def measure(bench: Bench) -> list[Row]:
    """Measure."""
    people = await bench.people.sign_in(await bench.people.create(PEOPLE))
    tabs = [
        await Tab.open(
            bench.application.address, routes.PROFILE, cookie=someone.cookie, forwarded_for=someone.forwarded_for
        )
        for someone in people
    ]
    editors = [Editor(tab) for tab in tabs]
    counters = [await Tab.open(bench.counter.address) for _ in range(PEOPLE)]
    in_turn, in_a_row = [], []
    for _ in range(ROUNDS + 1):  # the first one warms up
        saved, counted = [], []
        for editor, tab in islice(zip(cycle(editors), cycle(counters), strict=False), SAVES):
            counted.append(await _count(tab))
            saved.append(await editor.save())
        in_turn.append((saved, counted))
        counted = [await _count(tab) for tab in islice(cycle(counters), SAVES)]
        saved = [await editor.save() for editor in islice(cycle(editors), SAVES)]
        in_a_row.append((saved, counted))
    for tab in (*tabs, *counters):
        tab.close()
    turns = "once here, once there: as people click"
    return [
        compared("Save a profile, p50", "ms", _medians(in_turn[1:]), at_most=6, note=turns),
        compared("Save a profile, p95", "ms", [(percentile(a, 95), percentile(b, 95)) for a, b in in_turn[1:]]),
        compared("Save a profile, p50, in a row", "ms", _medians(in_a_row[1:]), note="caches warm on both"),
    ]


async def _count(tab: Tab) -> float:
    return (await tab.call(INCREMENT, {}, until=COUNTED))[0] * 1000


def _medians(rounds: list[tuple[list[float], list[float]]]) -> list[tuple[float, float]]:
    return [(median(saved), median(counted)) for saved, counted in rounds]
