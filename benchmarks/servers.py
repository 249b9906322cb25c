"""The two servers that are compared: the application and the counter, each a process started here and always ended."""

import asyncio
import contextlib
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.request import Request, urlopen

import psutil

from mycharlotte.build import REFLEX as BUILD
from mycharlotte.build import ROOT

COUNTER = Path(__file__).parent / "counter"
COUNTER_SOURCES = ("counter.py", "rxconfig.py", "assets/scripts/crash.js", "reflex.lock/package-lock.json")
START_SECONDS = 60
STOP_SECONDS = 12


class DidNotStart(RuntimeError):
    """A server did not answer; the message ends with the last lines of its log."""


@dataclass(frozen=True)
class Address:
    """Where a server answers. Connections go to the loopback address, with this name in their headers."""

    port: int
    path: str = "/"

    @property
    def origin(self) -> str:
        """What a browser would call it."""
        return f"http://localhost:{self.port}"


@dataclass
class Server:
    """A running server and what it has consumed."""

    address: Address
    process: psutil.Popen
    seconds_to_answer: float
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def cpu_seconds(self) -> float:
        """Processor time of its whole tree since it started, to the nanosecond where Linux says it."""
        return sum(_cpu_seconds(process) for process in self._tree())

    def own_bytes(self) -> int:
        """Memory that only its tree uses (USS)."""
        return sum(process.memory_full_info().uss for process in self._tree())

    def _tree(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@asynccontextmanager
async def application(port: int, folder: Path, *, module: str = "mycharlotte") -> AsyncIterator[Server]:
    """Run the real application on a fresh database with the demo's people, or on the one already in `folder`.

    `module` is what Python runs: another one changes something first.
    """
    environment = {
        "MYCHARLOTTE_MODE": "demo",
        "MYCHARLOTTE_HOST": "127.0.0.1",
        "MYCHARLOTTE_PORT": str(port),
        "MYCHARLOTTE_PUBLIC_URL": f"http://localhost:{port}",
        "MYCHARLOTTE_WORKERS": "1",
        "MYCHARLOTTE_DATA_DIR": str(folder),
        # Everyone comes from this machine: as behind a proxy, each says where from; that many tabs are no attack here.
        "MYCHARLOTTE_TRUSTED_PROXY_HOPS": "1",
        "MYCHARLOTTE_SOCKETS_PER_BLOCK": "10000",
        "MYCHARLOTTE_SOCKETS_PER_SESSION": "1000",
        "MYCHARLOTTE_LOG_LEVEL": "WARNING",
        # What a .env of this installation might say otherwise.
        **dict.fromkeys(
            (
                "MYCHARLOTTE_DATABASE_URL",
                "MYCHARLOTTE_REDIS_URL",
                "MYCHARLOTTE_STORAGE_URL",
                "MYCHARLOTTE_MAIL_URL",
                "MYCHARLOTTE_SECRET_KEY",
                "MYCHARLOTTE_MASTER_KEYS",
            ),
            "",
        ),
    }
    command = [sys.executable, "-m", module, "run"]
    async with running(command, ROOT, environment, Address(port, "/connexion"), folder) as server:
        yield server


@asynccontextmanager
async def counter(port: int, folder: Path, *, plain: bool = False) -> AsyncIterator[Server]:
    """Run the counter; `plain` without our tuning of the event loop and of the garbage collector."""
    command = [sys.executable, "-m", "benchmarks.counter.serve", str(port), *(["plain"] if plain else [])]
    environment = {"PYTHONPATH": str(ROOT)}
    async with running(command, COUNTER, environment, Address(port), folder) as server:
        yield server


def build_counter() -> None:
    """Build the counter's page with the tools and packages of the application's own build, unless that was done."""
    digest = hashlib.sha256(b"".join((COUNTER / name).read_bytes() for name in COUNTER_SOURCES))
    for name in ("export.py", "frontend.py", "build.py"):
        digest.update((ROOT / "mycharlotte" / name).read_bytes())
    made_of = COUNTER / ".web" / "build" / "inputs.sha256"
    if made_of.is_file() and made_of.read_text() == digest.hexdigest():
        return
    web = COUNTER / ".web"
    web.mkdir(exist_ok=True)
    packages = web / "node_modules"
    if not packages.exists():
        packages.unlink(missing_ok=True)
        packages.symlink_to(os.path.relpath(ROOT / ".web" / "node_modules", web))
    with tempfile.TemporaryDirectory() as nowhere:
        environment = os.environ | BUILD | {"PYTHONPATH": str(ROOT), "REFLEX_DIR": nowhere}
        environment |= {"MYCHARLOTTE_MODE": "test", "MYCHARLOTTE_DATA_DIR": nowhere, "PATH": _path()}
        command = [sys.executable, "-m", "mycharlotte.export", "export"]
        done = subprocess.run(command, cwd=COUNTER, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The counter could not be built:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    made_of.write_text(digest.hexdigest())


@asynccontextmanager
async def running(
    command: list[str], cwd: Path, environment: Mapping[str, str], address: Address, folder: Path
) -> AsyncIterator[Server]:
    """Start a server, wait until it answers, and end it."""
    log = folder / "server.log"
    started = time.perf_counter()
    process = _start(command, cwd, environment, log)
    try:
        if not await _answers(process, address):
            raise DidNotStart(f"Nothing answers on port {address.port}.\n{_last_lines(log)}")
        yield Server(address, process, time.perf_counter() - started, folder, environment)
    finally:
        await asyncio.to_thread(_end, process)


def _start(command: list[str], cwd: Path, environment: Mapping[str, str], log: Path) -> psutil.Popen:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        return psutil.Popen(
            command, cwd=cwd, env=os.environ | environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )


async def _answers(process: psutil.Popen, address: Address) -> bool:
    url = f"http://127.0.0.1:{address.port}{address.path}"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            if await asyncio.to_thread(_status, url, address) == HTTPStatus.OK:
                return True
        await asyncio.sleep(0.01)
    return False


def _last_lines(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]


def _status(url: str, address: Address) -> int:
    asked = Request(url, headers={"Host": f"localhost:{address.port}"})  # noqa: S310
    with urlopen(asked, timeout=5) as answer:  # noqa: S310
        return answer.status


def _end(process: psutil.Popen) -> None:
    """End a server and whatever it started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        tree = [process, *process.children(recursive=True)]
        process.terminate()
        _, alive = psutil.wait_procs(tree, timeout=STOP_SECONDS)
        for left in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                left.kill()
        psutil.wait_procs(alive, timeout=2)


def _cpu_seconds(process: psutil.Process) -> float:
    try:
        # Processor time of each thread, in nanoseconds; psutil counts in ticks of 10 ms.
        return sum(int(path.read_text().split()[0]) for path in _threads(process.pid)) / 1e9
    except OSError:
        used = process.cpu_times()
        return used.user + used.system


def _threads(pid: int) -> Iterator[Path]:
    found = list(Path(f"/proc/{pid}/task").glob("*/schedstat"))
    if not found:
        raise FileNotFoundError(pid)
    yield from found


def _path() -> str:
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
