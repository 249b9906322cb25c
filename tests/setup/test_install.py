"""Installing: only when the lock has changed, and in a sentence when it cannot be done."""

import shutil
import subprocess
from pathlib import Path

import pytest

from mycharlotte import install
from tests.setup.conftest import Project

ROOT = Path(__file__).parent.parent.parent
NOWHERE = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_RETRIES": "1",
    "PIP_FIND_LINKS": "",
    "PIP_CONFIG_FILE": "/dev/null",
}


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    """A project where nothing is installed."""
    (tmp_path / "mycharlotte").mkdir()
    for name in ("__init__", "install", "failures"):
        shutil.copy(ROOT / "mycharlotte" / f"{name}.py", tmp_path / "mycharlotte")
    shutil.copy(ROOT / "Makefile", tmp_path)
    return Project(tmp_path)


def test_libraries_are_installed_when_the_lock_changes_and_only_then(empty: Project) -> None:
    lock = empty.folder / "requirements.txt"
    lock.write_text("# nothing\n")
    assert "Installation" in empty.command("mycharlotte.install").stderr
    assert empty.command("mycharlotte.install").stderr == ""
    lock.write_text("# nothing more\n")
    assert "Installation" in empty.command("mycharlotte.install").stderr
    (empty.folder / ".venv" / "bin" / "python").unlink()
    assert "Installation" in empty.command("mycharlotte.install").stderr, "a broken environment is made again"


def test_no_network_is_said_in_a_sentence_and_leaves_nothing_marked_as_done(empty: Project) -> None:
    (empty.folder / "requirements.txt").write_text(f"six==1.17.0 --hash=sha256:{'0' * 64}\n")
    failed = empty.command("mycharlotte.install", **NOWHERE)
    assert failed.returncode == 1
    assert "Le réseau ne répond pas" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not list((empty.folder / ".venv").glob("*.installed"))


def test_a_python_too_old_is_said_in_a_sentence(empty: Project) -> None:
    failed = subprocess.run(
        ["make", "run", "PYTHON=python-that-is-not-there"],
        cwd=empty.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert failed.returncode
    assert "Il faut Python 3.11 ou plus récent" in failed.stderr


def test_make_alone_lists_what_can_be_done(empty: Project) -> None:
    said = subprocess.run(["make"], cwd=empty.folder, capture_output=True, text=True, check=True).stdout
    for target in ("run", "dev", "test", "check", "audit", "bench", "lock", "clean"):
        assert f"make {target} " in said


def test_a_lock_is_done_work_only_for_the_very_same_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "VENV", tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    lock = tmp_path / "requirements.txt"
    lock.write_text("a==1\n")
    assert not install.is_installed(lock)
    (tmp_path / "requirements.txt.installed").write_text(install.fingerprint(lock))
    assert install.is_installed(lock)
    lock.write_text("a==2\n")
    assert not install.is_installed(lock)
