"""`make bench`: the application beside an empty Reflex counter, one table.

python -m benchmarks                     everything, about five minutes
python -m benchmarks --only guard        one measure: its name is that of its file in rows/
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
from benchmarks.bench import Bench, open_bench
from benchmarks.report import Row

MEASURES = ("start", "page", "profile", "guard", "sign_ins", "memory", "lighthouse")


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Timings beside an empty Reflex counter.")
    parser.add_argument("--only", action="append", choices=MEASURES, help="this measure; may be given several times")
    parser.add_argument("--save", action="store_true", help="keep the figures in benchmarks/baseline.json")
    parser.add_argument("--compare", action="store_true", help="say what moved since the figures that were kept")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures in a file")
    parser.add_argument("--port", type=int, default=3150, help="the first of four free ports (3150)")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    rows = asyncio.run(run(chosen.only or MEASURES, chosen.port))
    print(report.table(rows))
    if chosen.compare:
        print(report.moved(rows))
    for path in filter(None, (chosen.json, report.BASELINE if chosen.save else None)):
        report.write(rows, path)


async def run(measures: tuple[str, ...] | list[str], port: int) -> list[Row]:
    """Run measures one after the other, against two servers that end with this."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="mycharlotte-benchmarks-") as folder:
        async with open_bench(port, Path(folder)) as bench:
            for name in measures:
                started = time.monotonic()
                rows += await _measure(name, bench)
                print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return rows


async def _measure(name: str, bench: Bench) -> list[Row]:
    return await importlib.import_module(f"benchmarks.rows.{name}").measure(bench)


if __name__ == "__main__":
    main()
