"""A tiny application in a project of its own, with our set-up files and the packages already installed."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from mycharlotte import build

OURS = ("__init__", "__main__", "build", "config", "export", "failures", "frontend", "install", "serve")
APP = """
import reflex as rx
from mycharlotte.config import settings

class Counter(rx.State):
    count: int = 0
    contact: str = settings().contact_email

    @rx.event
    async def add(self):
        self.count += 1

def index():
    return rx.el.main(rx.el.output(Counter.count), rx.el.button("plus", on_click=Counter.add))

app = rx.App(toaster=None, html_lang="fr", app_wraps={})
app.add_page(index, route="/", title="Compteur")
app.add_page(lambda: rx.el.p("Rien ici"), route="404", title="Rien")
"""


class Project:
    """A folder where commands are run as people run them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = folder / "mycharlotte" / "app.py"
        self.client = folder / ".web" / "build" / "client"

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.folder,
            env=self._environment(environment),
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start `python -m …`, its two outputs in one."""
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=self.folder,
            env=self._environment(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def bundle(self) -> str:
        """Everything that a browser may be sent."""
        return "".join(path.read_text() for path in self.client.rglob("*") if path.suffix in {".js", ".html"})

    def _environment(self, chosen: dict[str, str]) -> dict[str, str]:
        ours = ("MYCHARLOTTE_", "REFLEX_", "__REFLEX_")
        return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | chosen


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The tiny application; npm packages are those of the real one, so that nothing is downloaded."""
    build.ensure_built()
    folder = tmp_path_factory.mktemp("project")
    package = folder / "mycharlotte"
    package.mkdir()
    for name in OURS:
        shutil.copy(build.ROOT / "mycharlotte" / f"{name}.py", package)
    (package / "http").mkdir()
    shutil.copy(build.ROOT / "mycharlotte" / "http" / "heads.py", package / "http")
    shutil.copytree(build.ROOT / "mycharlotte" / "locales", package / "locales")
    shutil.copytree(build.ROOT / "reflex.lock", folder / "reflex.lock")
    shutil.copy(build.ROOT / "rxconfig.py", folder)
    (folder / "assets").mkdir()
    (folder / ".web").mkdir()
    (folder / ".web" / "node_modules").symlink_to(build.WEB / "node_modules")
    made = Project(folder)
    made.app.write_text(APP)
    return made


@pytest.fixture
def free_port() -> int:
    """A port that nothing uses."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
