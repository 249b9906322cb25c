"""Calendar applications of others, which read a link as they do for anybody: vdirsyncer with khal, and ical.js."""

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mycharlotte.install import alone

HERE = Path(__file__).resolve().parent
SCRIPTS = Path(sysconfig.get_path("scripts"))
SYNC = """
[general]
status_path = "{folder}/status/"

[pair agenda]
a = "link"
b = "here"
collections = null
conflict_resolution = "a wins"
partial_sync = "ignore"

[storage link]
type = "http"
url = "{url}"

[storage here]
type = "filesystem"
path = "{folder}/events/"
fileext = ".ics"
"""
SHOWN = """
[calendars]
[[agenda]]
path = {folder}/events/
readonly = True

[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = {zone}
default_timezone = {zone}

[sqlite]
path = {folder}/khal.db
"""


@dataclass(frozen=True)
class Khal:
    """Somebody's khal, kept in step by their vdirsyncer."""

    folder: Path
    zone: str = "Europe/Paris"

    def subscribe(self, url: str) -> None:
        """Tell vdirsyncer and khal of a link."""
        (self.folder / "events").mkdir(parents=True)
        (self.folder / "sync").write_text(SYNC.format(folder=self.folder, url=url))
        (self.folder / "shown").write_text(SHOWN.format(folder=self.folder, zone=self.zone))
        self._run("vdirsyncer", "-c", self.folder / "sync", "discover", "agenda")

    def read(self) -> None:
        """Read the link again."""
        self._run("vdirsyncer", "-v", "WARNING", "-c", self.folder / "sync", "sync")

    def events(self, first: str, last: str) -> list[list[str]]:
        """Return what it shows between two days: when, until when, in which state, and what."""
        said = self._run(
            *("khal", "-c", self.folder / "shown", "list", "--notstarted"),
            *("--day-format", "", "--format", "{start}|{end}|{status}|{title}", first, last),
        )
        return [line.split("|") for line in said.splitlines() if line.strip()]

    def _run(self, tool: str, *arguments: object) -> str:
        done = subprocess.run(
            [SCRIPTS / tool, *map(str, arguments)],
            env=os.environ | {"HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def understood_by_ical_js(calendar: str) -> list[dict[str, Any]]:
    """Return what ical.js reads in a calendar."""
    _install()
    command = [str(SCRIPTS / "node"), str(HERE / "read.mjs")]
    done = subprocess.run(command, input=calendar, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@cache
def _install() -> None:
    """Install ical.js as it is locked, the first time."""
    with alone(HERE):
        if not (HERE / "node_modules" / "ical.js" / "package.json").exists():
            npm = [str(SCRIPTS / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
            path = os.pathsep.join((str(SCRIPTS), os.environ.get("PATH", os.defpath)))
            done = subprocess.run(
                npm, cwd=HERE, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
            )
            if done.returncode:
                sys.stderr.write(done.stdout + done.stderr)
                raise RuntimeError("npm could not install what tests/clients/package-lock.json names")
