"""Can a clock tell whether an address has an account? `python -m benchmarks.enumeration` answers.

Wrong passwords for addresses that exist and for addresses that do not, in turn, each from a block of its own: what
differs must be lost in what varies. Never asserted in tests: a busy machine would fail them.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import httpx

from benchmarks import servers
from benchmarks.people import People, people_of
from benchmarks.servers import Address
from mycharlotte import routes

TRIES = 30
MOST_MILLISECONDS_APART = 10.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.enumeration", description=__doc__)
    parser.add_argument("--port", type=int, default=3150, help="a free port (3150)")
    parser.add_argument("--tries", type=int, default=TRIES, help="how many of each kind (30)")
    chosen = parser.parse_args()
    print(asyncio.run(measure(chosen.port, chosen.tries)))


async def measure(port: int, tries: int) -> str:
    """Return what to print."""
    with tempfile.TemporaryDirectory(prefix="mycharlotte-benchmarks-") as folder:
        async with servers.application(port, Path(folder)) as application:
            with people_of(application) as people:
                known, unknown = await _interleaved(application.address, people, tries)
    apart = abs(median(known) - median(unknown))
    lines = [
        f"{'addresses':20} {'tries':>6} {'median':>10} {'p95':>10}",
        f"{'with an account':20} {len(known):>6} {median(known):>7.1f} ms {_p95(known):>7.1f} ms",
        f"{'without':20} {len(unknown):>6} {median(unknown):>7.1f} ms {_p95(unknown):>7.1f} ms",
        f"medians {apart:.1f} ms apart, to be under {MOST_MILLISECONDS_APART:g}: {_verdict(apart)}",
    ]
    return "\n".join(lines)


async def _interleaved(address: Address, people: People, tries: int) -> tuple[list[float], list[float]]:
    """Return how long each answer took, in milliseconds, for known and unknown addresses."""
    known: list[float] = []
    unknown: list[float] = []
    headers = {"Host": f"localhost:{address.port}", "Origin": address.origin}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{address.port}", headers=headers, timeout=60) as http:
        for n, someone in enumerate([*await people.create(2), *await people.create(tries)]):
            for kept, email in ((known, someone.email), (unknown, f"absente-{someone.number}@mesures.mycharlotte.fr")):
                taken = await _milliseconds(http, email, f"192.0.{n % 250}.{len(kept) % 250}")
                if n > 1:  # the first ones warm up
                    kept.append(taken)
    return known, unknown


async def _milliseconds(http: httpx.AsyncClient, email: str, address: str) -> float:
    form = {"email": email, "password": "Pas-Le-Bon-2026"}
    started = time.perf_counter()
    answer = await http.post(routes.POST_SIGN_IN, data=form, headers={"X-Forwarded-For": address})
    taken = (time.perf_counter() - started) * 1000
    if "-flash=" not in answer.headers.get("set-cookie", ""):
        raise RuntimeError(f"{routes.POST_SIGN_IN} answered {answer.status_code} without a refusal")
    return taken


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def _verdict(apart: float) -> str:
    return "yes" if apart < MOST_MILLISECONDS_APART else "NO"


if __name__ == "__main__":
    main()
