"""What every measure is given: the two servers, running, and people to use them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import servers
from benchmarks.people import People, people_of
from benchmarks.servers import Server


@dataclass(frozen=True)
class Bench:
    """The application and the counter; `port` is the first of those still free for a measure, `folder` its scratch."""

    application: Server
    counter: Server
    people: People
    port: int
    folder: Path


@asynccontextmanager
async def open_bench(port: int, folder: Path) -> AsyncIterator[Bench]:
    """Start both servers on fresh folders, and end them."""
    servers.build_counter()
    async with (
        servers.application(port, folder / "application") as application,
        servers.counter(port + 1, folder / "counter") as counter,
    ):
        with people_of(application) as people:
            yield Bench(application, counter, people, port + 2, folder)
