"""What is unsafe does not start: each refusal, through the command that everyone runs."""

import base64
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mycharlotte.build import ensure_built
from mycharlotte.config import settings
from tests.servers.application import ROOT, outside

SAFE = {
    "MYCHARLOTTE_MODE": "production",
    "MYCHARLOTTE_PUBLIC_URL": "https://espace.example.org",
    "MYCHARLOTTE_SECRET_KEY": "k" * 48,
    "MYCHARLOTTE_MASTER_KEYS": "1:" + base64.b64encode(b"m" * 32).decode(),
    "MYCHARLOTTE_MAIL_URL": "smtp://localhost",
    "MYCHARLOTTE_TRUSTED_PROXY_HOPS": "1",
}
REFUSED = {
    "an address with a path": ({"MYCHARLOTTE_PUBLIC_URL": "https://example.org/espace"}, "without a path"),
    "an address that is none": ({"MYCHARLOTTE_PUBLIC_URL": "espace.example.org"}, "must be an address such as"),
    "another scheme": ({"MYCHARLOTTE_PUBLIC_URL": "ftp://example.org"}, "must be an address such as"),
    "any origin": ({"MYCHARLOTTE_PUBLIC_URL": "https://*.example.org"}, "must name one exact origin"),
    "cookies in clear": (
        {"MYCHARLOTTE_PUBLIC_URL": "http://espace.example.org"},
        "must be https unless it is localhost",
    ),
    "production in clear": ({"MYCHARLOTTE_PUBLIC_URL": "http://localhost"}, "must be https in production"),
    "the world at the door": ({"MYCHARLOTTE_HOST": "0.0.0.0"}, "must be a loopback address in production"),  # noqa: S104
    "everyone at one address": ({"MYCHARLOTTE_TRUSTED_PROXY_HOPS": "0"}, "MYCHARLOTTE_TRUSTED_PROXY_HOPS must count"),
    "a word for a number": ({"MYCHARLOTTE_PORT": "doors"}, "MYCHARLOTTE_PORT is not of the kind expected"),
    "a mode that is none": ({"MYCHARLOTTE_MODE": "prod"}, "MYCHARLOTTE_MODE is not of the kind expected"),
    "no secret": ({"MYCHARLOTTE_SECRET_KEY": ""}, "must hold at least 32 random bytes"),
    "a short secret": ({"MYCHARLOTTE_SECRET_KEY": "k" * 31}, "must hold at least 32 random bytes"),
    "no master key": ({"MYCHARLOTTE_MASTER_KEYS": ""}, "MYCHARLOTTE_MASTER_KEYS must read"),
    "a short master key": ({"MYCHARLOTTE_MASTER_KEYS": "1:c2hvcnQ="}, "MYCHARLOTTE_MASTER_KEYS must read"),
    "a master key without version": ({"MYCHARLOTTE_MASTER_KEYS": "c2hvcnQ="}, "MYCHARLOTTE_MASTER_KEYS must read"),
    "workers that share nothing": (
        {"MYCHARLOTTE_WORKERS": "2", "MYCHARLOTTE_DATABASE_URL": "postgresql://localhost/x"},
        "needs MYCHARLOTTE_REDIS_URL",
    ),
    "workers on one file": (
        {"MYCHARLOTTE_WORKERS": "2", "MYCHARLOTTE_REDIS_URL": "redis://localhost"},
        "needs PostgreSQL",
    ),
    "codes that reach nobody": ({"MYCHARLOTTE_MAIL_URL": ""}, "must be an SMTP address in production"),
    "setters of Reflex": ({"REFLEX_STATE_AUTO_SETTERS": "true"}, "REFLEX_STATE_AUTO_SETTERS must stay off"),
    "answers for any site": ({"REFLEX_CORS_ALLOWED_ORIGINS": '["*"]'}, "REFLEX_CORS_ALLOWED_ORIGINS must not contain"),
    "telemetry": ({"REFLEX_TELEMETRY_ENABLED": "true"}, "REFLEX_TELEMETRY_ENABLED must stay off"),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, subprocess.CompletedProcess[str]]:
    """What `check` answers to the safe settings, and to each change that makes them unsafe."""
    data_dir = tmp_path_factory.mktemp("boot")
    cases = {"nothing": {}, "no secret of any kind": dict.fromkeys([name for name in SAFE if "KEY" in name], "")}
    cases |= {why: change for why, (change, _) in REFUSED.items()}
    with ThreadPoolExecutor(4) as threads:
        done = threads.map(lambda change: run("check", data_dir, SAFE | change), cases.values())
    return dict(zip(cases, done, strict=True))


def test_safe_settings_start(outcomes: dict[str, subprocess.CompletedProcess[str]]) -> None:
    assert outcomes["nothing"].returncode == 0, outcomes["nothing"].stderr
    assert "production" in outcomes["nothing"].stdout


@pytest.mark.parametrize("why", REFUSED)
def test_unsafe_settings_do_not(outcomes: dict[str, subprocess.CompletedProcess[str]], why: str) -> None:
    assert outcomes[why].returncode != 0
    assert REFUSED[why][1] in outcomes[why].stderr
    assert outcomes[why].stderr.startswith("MyCharlotte does not start:\n- ")


def test_every_reason_is_said_at_once(outcomes: dict[str, subprocess.CompletedProcess[str]]) -> None:
    said = outcomes["no secret of any kind"].stderr
    assert said.count("\n- ") == 2


def test_a_refusal_repeats_no_secret(outcomes: dict[str, subprocess.CompletedProcess[str]]) -> None:
    said = "".join(done.stdout + done.stderr for done in outcomes.values())
    assert SAFE["MYCHARLOTTE_SECRET_KEY"][:31] not in said
    assert SAFE["MYCHARLOTTE_MASTER_KEYS"] not in said


def test_every_refusal_is_tried_here() -> None:
    sentences = [sentence for _, sentence in settings()._checks()]
    assert [sentence for sentence in sentences if not any(part in sentence for _, part in REFUSED.values())] == []


@pytest.mark.parametrize("command", ["serve", "run"])
def test_no_command_goes_round_them(tmp_path: Path, command: str) -> None:
    ensure_built()  # what is missing is said first
    done = run(command, tmp_path, SAFE | {"MYCHARLOTTE_SECRET_KEY": ""})
    assert done.returncode != 0
    assert "must hold at least 32 random bytes" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_demonstration_s_people_never_enter_production(tmp_path: Path) -> None:
    done = run("seed", tmp_path, SAFE)
    assert done.returncode != 0
    assert "never in a production database" in done.stderr


def run(command: str, data_dir: Path, change: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mycharlotte", command],
        cwd=ROOT,
        env=outside() | {"MYCHARLOTTE_DATA_DIR": str(data_dir)} | change,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
