"""Install the libraries into `.venv`, exactly as locked, when the lock has changed: `python3 -m mycharlotte.install`.

Runs on the machine's own Python, before anything is installed: standard library only. Every library is a wheel checked
against its hash, so that nothing is compiled and nothing unexpected is run.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mycharlotte.failures import Stopped, explain, explain_error, last_lines

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def install(*locks: Path) -> bool:
    """Make `.venv` hold what the lock files say; return whether anything had to be done.

    Raises:
        Stopped: with a sentence when the disk, the network or the machine does not allow it.
    """
    with alone(ROOT):
        if is_installed(*locks):
            return False
        _make_venv()
        _say("Installation des bibliothèques dans .venv (une à trois minutes la première fois)…")
        requested = [argument for lock in locks for argument in ("-r", str(lock))]
        _pip("install", "--require-hashes", "--only-binary", ":all:", *requested)
        for lock in locks:
            _stamp(lock).write_text(fingerprint(lock))
        return True


def is_installed(*locks: Path) -> bool:
    """Whether `.venv` works and was installed from these very lock files."""
    if not (VENV / "bin" / "python").exists():
        return False
    return all(_stamp(lock).is_file() and _stamp(lock).read_text() == fingerprint(lock) for lock in locks)


def fingerprint(lock: Path) -> str:
    """Return the SHA-256 of a lock file."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process at a time work in a folder; the lock ends with the process, however it ends."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _make_venv() -> None:
    """Create `.venv`, or create it again when its Python no longer runs."""
    python = VENV / "bin" / "python"
    asked = [python, "-m", "pip", "--version"]
    if python.exists() and not subprocess.run(asked, capture_output=True, check=False).returncode:
        return
    try:
        venv.EnvBuilder(clear=True, symlinks=True, with_pip=True).create(VENV)
    except (ImportError, subprocess.CalledProcessError) as error:
        output = getattr(error, "output", b"") or b""
        raise explain(output.decode(errors="replace")) or Stopped(
            f"Ce Python ({sys.executable}) n'a pas le module « venv » complet. Sur Debian et Ubuntu : "
            "sudo apt install python3-venv. Sinon, indiquez un autre Python : make run PYTHON=/chemin/de/python3.",
            "This Python lacks the complete venv module. On Debian and Ubuntu: sudo apt install python3-venv. "
            "Otherwise name another Python: make run PYTHON=/path/to/python3.",
        ) from None


def _pip(*arguments: str) -> None:
    """Run pip quietly; its output is shown only when it fails."""
    command = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        output = done.stdout + done.stderr
        raise explain(output) or Stopped(
            "L'installation des bibliothèques a échoué ; le message de pip est ci-dessus.",
            "Installing the libraries failed; pip's message is above.",
            details=last_lines(output),
        )


def _stamp(lock: Path) -> Path:
    return VENV / f"{lock.name}.installed"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main(names: Sequence[str]) -> None:
    """Install from the lock files named on the command line, relative to the project."""
    try:
        install(*(ROOT / name for name in names or ["requirements.txt"]))
    except OSError as error:
        if stopped := explain_error(error):
            raise stopped from None
        raise
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main(sys.argv[1:])
