"""What is said when the machine does not allow it."""

import sqlite3
from pathlib import Path

import pytest

from mycharlotte.failures import Stopped, explain, explain_error

SAID = {
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": "disque",
    "npm error code ENOSPC\nnpm error syscall write": "disque",
    "WARNING: Retrying after NameResolutionError(): Temporary failure in name resolution\n"
    "ERROR: No matching distribution found for alembic==1.20.1": "réseau",
    "npm error code EAI_AGAIN\nnpm error network request failed": "réseau",
    "npm error code SELF_SIGNED_CERT_IN_CHAIN": "certificat",
    "ERROR: No matching distribution found for cryptography==50.0.2": "Une bibliothèque manque",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.": "empreinte",
    "npm error code EINTEGRITY": "empreinte",
}


@pytest.mark.parametrize(("output", "word"), SAID.items())
def test_what_pip_and_npm_report_becomes_a_sentence(output: str, word: str) -> None:
    stopped = explain(output)
    assert stopped is not None
    assert word in stopped.sentence


def test_what_nobody_knows_stays_as_it_is() -> None:
    assert explain("SyntaxError: invalid syntax") is None
    assert explain_error(ValueError("invalid")) is None


def test_a_full_disk_is_recognised_behind_another_error() -> None:
    full = Path("/dev/full")
    if not full.exists():  # macOS has none: the database's own message says as much
        assert explain_error(sqlite3.OperationalError("database or disk is full")) is not None
        return
    with pytest.raises(OSError, match="No space left") as caught:
        full.write_text("anything")
    failure = RuntimeError("could not save")
    failure.__cause__ = caught.value
    stopped = explain_error(failure)
    assert stopped is not None
    assert "disque" in stopped.sentence


def test_both_languages_are_printed_after_the_details() -> None:
    assert (
        str(Stopped("En français.", "In English.", details="pip said no")) == "pip said no\nEn français.\nIn English."
    )
