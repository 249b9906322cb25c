"""Read a calendar that strangers wrote, in a process of its own: a hostile one ends with it, and holds nobody up.

    busy_times(text, zone=…, since=…, until=…, ours=…)          starts `python -m mycharlotte.adapters.calendar_reader`

That process inherits neither secrets nor anything that is open, and is ended by the kernel when it takes too long or
too much memory.
"""

import contextlib
import json
import os
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from mycharlotte.domain import calendar_texts
from mycharlotte.domain.calendar_texts import Span
from mycharlotte.domain.outside_failures import Failure, Unread

CPU_SECONDS = 20
WHOLE_SECONDS = 60
MEMORY_BYTES = 768 * 1024**2
_ROOT = Path(__file__).parents[2]


def busy_times(text: bytes, *, zone: str, since: datetime, until: datetime, ours: str) -> list[Span]:
    """Return what `calendar_texts.busy_times` does, to the second.

    Raises:
        Unread: what it raises, or more than it may take.
    """
    asked = [zone, since.isoformat(), until.isoformat(), ours]
    try:
        done = subprocess.run(
            [sys.executable, "-m", __spec__.name, *asked],
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it would quote what it reads
            cwd=_ROOT,
            env={},
            timeout=WHOLE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unread(Failure.TOO_FULL) from None
    if done.returncode:
        raise Unread(Failure.TOO_FULL)
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        raise Unread(Failure(answer))
    return [(datetime.fromtimestamp(a, UTC), datetime.fromtimestamp(b, UTC)) for a, b in answer]


def main(zone: str, since: str, until: str, ours: str) -> None:
    """Read the calendar given on the standard input, and print its busy times, or why there are none."""
    _limit()
    try:
        spans = calendar_texts.busy_times(
            sys.stdin.buffer.read(),
            zone=zone,
            since=datetime.fromisoformat(since),
            until=datetime.fromisoformat(until),
            ours=ours,
        )
        answer = [(int(a.timestamp()), int(b.timestamp())) for a, b in spans]
    except Unread as unread:
        answer = unread.failure.value
    except MemoryError:
        answer = Failure.TOO_FULL.value
    print(json.dumps(answer))


def _limit() -> None:
    """Take little, and after everyone else. A system that knows not some limit has the others."""
    os.nice(10)
    for limit, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main(*sys.argv[1:])
