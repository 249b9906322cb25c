"""From the command to the first page, when everything is installed, built, migrated and seeded."""

from benchmarks import servers
from benchmarks.bench import Bench
from benchmarks.report import Row, compared

ROUNDS = 3


async def measure(bench: Bench) -> list[Row]:
    """Measure."""
    folder = bench.folder / "start"
    async with servers.application(bench.port, folder / "application"):
        pass
    rounds = []
    for _ in range(ROUNDS):
        async with servers.counter(bench.port + 1, folder / "counter") as started:
            theirs = started.seconds_to_answer
        async with servers.application(bench.port, folder / "application") as started:
            rounds.append((started.seconds_to_answer, theirs))
    return [compared("Start, second time", "s", rounds, note="≤ 5 s is promised")]
