"""What is committed speaks of the project alone, in layers that import downwards."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# Folders of the machines it was written on, and addresses that name a registry or a proxy of theirs.
PLACES = re.compile(
    r"(?<![\w.}])/(?:work|root|home|Users)/\w|/tmp/\w|\.pyenv\b|\.internal\b|extra-index-url",
    re.IGNORECASE,
)
LOCKED_FROM = re.compile(r'"resolved": "https?://(?!registry\.npmjs\.org/)')


def committed() -> list[Path]:
    """Return what git knows, and what it would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """Read a file; nothing for a picture or a font."""
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def test_nothing_names_the_machine_it_was_written_on() -> None:
    found = {
        str(path.relative_to(ROOT)): match[0]
        for path in committed()
        if path != Path(__file__) and (match := PLACES.search(text_of(path)))
    }
    assert found == {}


def test_locks_take_from_the_public_registry() -> None:
    assert [
        str(path) for path in committed() if path.name == "package-lock.json" and LOCKED_FROM.search(text_of(path))
    ] == []


def test_imports_point_down() -> None:
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-1000:]


@pytest.mark.parametrize("name", ["secrets.json", "mycharlotte.db", ".env", "data", ".web"])
def test_what_an_installation_makes_is_never_committed(name: str) -> None:
    assert [path for path in committed() if name in path.relative_to(ROOT).parts] == []
