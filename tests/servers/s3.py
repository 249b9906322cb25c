"""A real S3 server for tests: `rclone serve s3`, on a free port of this machine, over a folder."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

ACCESS_KEY = "tests"
SECRET_KEY = "tests-secret-key"
BUCKET = "files"

_ADDRESS = re.compile(r"\[(http://127\.0\.0\.1:\d+)/?\]")


@dataclass(frozen=True)
class S3Server:
    """A running server: what to tell `open_storage`, and the folder it serves."""

    endpoint: str
    folder: Path
    process: subprocess.Popen[str]

    def address(self, prefix: str = "") -> dict[str, str]:
        """The arguments of `open_storage` for the bucket, or for a prefix in it."""
        return {
            "url": f"s3://{BUCKET}/{prefix}".rstrip("/"),
            "endpoint": self.endpoint,
            "access_key": ACCESS_KEY,
            "secret_key": SECRET_KEY,
        }

    def stop(self) -> None:
        """Stop for good, as a crash would."""
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(folder: Path) -> Iterator[S3Server]:
    """Serve an empty bucket until the end of the block."""
    (folder / "served" / BUCKET).mkdir(parents=True)
    process = subprocess.Popen(
        [
            _rclone(),
            "serve",
            "s3",
            str(folder / "served"),
            "--addr=127.0.0.1:0",
            f"--auth-key={ACCESS_KEY},{SECRET_KEY}",
            f"--config={folder / 'none.conf'}",
            f"--cache-dir={folder / 'cache'}",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    with process.stderr as log:
        server = S3Server(_announced_address(log), folder / "served" / BUCKET, process)
        drain = threading.Thread(target=log.read)  # a full pipe would block the server
        drain.start()
        try:
            yield server
        finally:
            server.stop()
            drain.join()


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """One server for the whole run: give each test a prefix of its own."""
    with serving(tmp_path_factory.mktemp("s3")) as server:
        yield server


def _rclone() -> str:
    beside_python = Path(sys.executable).with_name("rclone")
    found = str(beside_python) if beside_python.exists() else shutil.which("rclone")
    if found:
        return found
    reason = "rclone is not installed: pip install -r requirements-dev.txt"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _announced_address(log: IO[str]) -> str:
    """Read the log up to the line that tells the port the server got."""
    lines: list[str] = []
    for line in log:
        lines.append(line)
        if found := _ADDRESS.search(line):
            return found.group(1)
    pytest.fail("rclone did not start:\n" + "".join(lines))
