"""Lighthouse, as a phone on a slow network: the sign-in page thrice, and each signed-in page once.

The package is installed from `benchmarks/lighthouse/package-lock.json` the first time, which needs the network.
"""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.bench import Bench
from benchmarks.report import Row
from mycharlotte import routes
from tests.browser.find import browser

FOLDER = Path(__file__).parent.parent / "lighthouse"
NPM = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline")
RUNS = 3
SECONDS = 90
CATEGORIES = {"performance": 95, "accessibility": 100, "best-practices": 100}
SIGNED_IN = (routes.HOME, routes.SETTINGS, routes.PROFILE, routes.SECURITY)

Run = dict[str, Any]


class NotInstalled(RuntimeError):
    """Lighthouse is not here, and could not be fetched."""


async def measure(bench: Bench) -> list[Row]:
    """Measure; a row says so when Lighthouse cannot be installed."""
    try:
        await asyncio.to_thread(_install)
    except NotInstalled as error:
        return [Row("Lighthouse", "", 0, note=f"not measured: {error}")]
    ours = await _audit(bench.application.address.origin + routes.SIGN_IN, RUNS)
    theirs = await _audit(bench.counter.address.origin + "/", RUNS)
    rows = [
        _row(f"Lighthouse, sign-in: {name}", name, ours, least, beside=theirs) for name, least in CATEGORIES.items()
    ]
    (someone,) = await bench.people.sign_in(await bench.people.create(1))
    name, _, value = someone.cookie.partition("=")
    for path in SIGNED_IN:
        found = await _audit(bench.application.address.origin + path, 1, cookie={"name": name, "value": value})
        rows += [_row(f"Lighthouse, {path}: {each}", each, found, CATEGORIES[each]) for each in CATEGORIES]
    return rows


def _row(
    name: str,
    category: str,
    found: list[Run],
    at_least: float,
    *,
    beside: list[Run] | None = None,
) -> Row:
    note = ""
    if category == "performance":
        fcp, lcp, tbt = (median(run["metrics"][name] for run in found) for name in ("fcp", "lcp", "tbt"))
        note = f"FCP {fcp / 1000:.1f} s, LCP {lcp / 1000:.1f} s, TBT {tbt:.0f} ms"
    elif failed := sorted({audit for run in found for audit in run["failed"]}):
        note = ", ".join(failed)
    score = median(run["scores"][category] for run in found)
    reference = median(run["scores"][category] for run in beside) if beside else None
    return Row(name, "", score, reference, at_least=at_least, note=note)


async def _audit(url: str, runs: int, *, cookie: dict[str, str] | None = None) -> list[Run]:
    asked = json.dumps({"url": url, "runs": runs, "chrome": browser(), "cookie": cookie})
    done = await asyncio.to_thread(_run, ["node", "run.mjs", asked], SECONDS * runs)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {url}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _install() -> None:
    lock = (FOLDER / "package-lock.json").read_text()
    mark = FOLDER / "node_modules" / ".installed"
    if mark.is_file() and mark.read_text() == lock:
        return
    done = _run(["npm", *NPM], 300)
    if done.returncode:
        raise NotInstalled((done.stderr.strip() or "npm failed").splitlines()[-1][:160])
    mark.write_text(lock)


def _run(command: list[str], seconds: float) -> subprocess.CompletedProcess[str]:
    scripts = str(Path(sys.executable).parent)
    path = os.pathsep.join((scripts, os.environ.get("PATH", os.defpath)))
    try:
        return subprocess.run(
            command,
            cwd=FOLDER,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"nothing after {seconds:.0f} s")
