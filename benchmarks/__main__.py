"""`make bench`: the application beside an empty Reflex counter, one table.

python -m benchmarks                     everything, eight to ten minutes
python -m benchmarks --only guard        one measure, by the name of its file
python -m benchmarks --save | --compare  keep the figures in baseline.json | say what moved since
"""

import argparse
import asyncio
import importlib
import signal
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import report
from benchmarks.bench import open_bench
from benchmarks.report import Row

MEASURES = (
    "start",
    "page",
    "profile",
    "members",
    "agenda",
    "slots",
    "guard",
    "sign_ins",
    "lists",
    "feeds",
    "memory",
    "lighthouse",
)
ATTACKS = ("flood", "enumeration")  # each starts the application anew, and says itself what it found


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Timings beside an empty Reflex counter.")
    parser.add_argument(
        "--only", action="append", choices=MEASURES + ATTACKS, help="this measure; may be given several times"
    )
    parser.add_argument("--save", action="store_true", help="keep the figures in benchmarks/baseline.json")
    parser.add_argument("--compare", action="store_true", help="say what moved since the figures that were kept")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures in a file")
    parser.add_argument("--port", type=int, default=3150, help="the first of four free ports (3150)")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = chosen.only or MEASURES + ATTACKS
    rows = asyncio.run(run([name for name in MEASURES if name in wanted], chosen.port))
    print(report.table(rows))
    for name in ATTACKS:
        if name in wanted:
            print(f"\n{name}\n{asyncio.run(attack(name, chosen.port))}", flush=True)
    if chosen.compare:
        print(report.moved(rows))
    for path in filter(None, (chosen.json, report.BASELINE if chosen.save else None)):
        report.write(rows, path)


async def run(measures: list[str], port: int) -> list[Row]:
    """Run measures one after the other, against two servers that end with this."""
    rows: list[Row] = []
    if not measures:
        return rows
    with tempfile.TemporaryDirectory(prefix="mycharlotte-benchmarks-") as folder:
        async with open_bench(port, Path(folder)) as bench:
            for name in measures:
                started = time.monotonic()
                rows += await importlib.import_module(f"benchmarks.rows.{name}").measure(bench)
                print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return rows


async def attack(name: str, port: int) -> str:
    """Run an attack, and return what it says."""
    module = importlib.import_module(f"benchmarks.{name}")
    return await module.measure(port, module.EVENTS if name == "flood" else module.TRIES)


if __name__ == "__main__":
    main()
