"""What is installed: exactly what is locked, checked by hash, from whatever index the machine uses."""

import json
import re
from pathlib import Path

import pytest
from reflex_base.constants import PackageJson

ROOT = Path(__file__).parent.parent.parent
NPM_LOCKS = [ROOT / "reflex.lock", ROOT / "tests" / "browser", ROOT / "tests" / "clients"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_is_pinned_and_hashed(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_library_that_we_choose_has_its_version_written(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-c"))]
    assert [line for line in lines if "==" not in line] == []


def test_tests_run_on_the_libraries_of_the_application() -> None:
    run, develop = (
        dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert {name: develop[name] for name in run.keys() & develop} == {name: run[name] for name in run.keys() & develop}


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "reflex.lock", "tests/browser", "tests/clients"]
)
def test_no_lock_names_an_index(name: str) -> None:
    place = ROOT / name
    for path in [place] if place.is_file() else [place / "package.json", place / "package-lock.json"]:
        text = path.read_text()
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links|\"resolved\"", text), path


@pytest.mark.parametrize("folder", NPM_LOCKS, ids=lambda folder: folder.name)
def test_every_npm_package_has_its_fingerprint(folder: Path) -> None:
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    named = {name: package for name, package in packages.items() if name and not package.get("inBundle")}
    assert [name for name, package in named.items() if "integrity" not in package] == []


def test_the_frontend_is_built_with_the_packages_of_the_installed_reflex() -> None:
    package = json.loads((ROOT / "reflex.lock" / "package.json").read_text())
    locked = package["dependencies"] | package["devDependencies"]
    wanted = PackageJson.DEPENDENCIES | PackageJson.DEV_DEPENDENCIES
    assert {name: locked.get(name) for name in wanted} == {name: at.removeprefix("v") for name, at in wanted.items()}


def test_the_lock_serves_linux_and_macos_alike() -> None:
    names = json.loads((ROOT / "reflex.lock" / "package-lock.json").read_text())["packages"].keys()
    for system in ("linux-x64-gnu", "linux-arm64-gnu", "darwin-arm64"):
        assert any(name.endswith(system) for name in names), system
