"""Compile the pages and bundle them, in a process started by `mycharlotte.build`.

Reflex is called by its own steps rather than by its command line, which would ask the network for the latest version,
the fastest npm registry, and each package again. Packages come from `reflex.lock` alone, with `npm ci`, and none of
their scripts is run.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from reflex.utils import build, frontend_skeleton, js_runtimes, path_ops, prerequisites
from reflex_base import constants
from reflex_base.config import Config, get_config

from mycharlotte import frontend
from mycharlotte.config import Settings

WEB = Path(".web")
LOCK = Path("reflex.lock")
LOCK_FILES = ("package.json", "package-lock.json")
MODULES = WEB / "node_modules"
INSTALLED_FROM = MODULES / ".lock.sha256"
COMPILED = WEB / "build" / "compiled.sha256"
KEPT = {"node_modules", "build"}
NPM_OPTIONS = ("--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")


def export() -> None:
    """Compile the application, and bundle it unless the compiled pages are those of the bundle at hand."""
    _lay_out()
    _install_packages()
    js_runtimes.install_frontend_packages = _require_locked  # what `npm ci` installed is all there is
    prerequisites.get_compiled_app(prerender_routes=True, use_rich=False)
    build.set_env_json()
    vite = WEB / constants.ReactRouter.VITE_CONFIG_FILE
    vite.write_text(frontend.edit_vite(vite.read_text()))
    compiled = _fingerprint(
        path for path in WEB.rglob("*") if path.parts[1] not in KEPT and path.name != "package.json"
    )
    if COMPILED.is_file() and COMPILED.read_text() == compiled:
        return
    build.build()
    COMPILED.write_text(compiled)


def lock() -> None:
    """Write in `reflex.lock` the npm packages that the pages need, keeping the versions that still fit."""
    wanted: tuple[set[str], set[str]] = (set(), set())

    def remember(packages: set[str], config: Config) -> None:
        for known, specs in zip(wanted, _needs(packages, config), strict=True):
            known.update(specs)

    _lay_out()
    js_runtimes.install_frontend_packages = remember
    prerequisites.get_compiled_app(prerender_routes=True, use_rich=False)
    pinned = _locked_versions()
    folder = WEB / "lock"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"name": "mycharlotte", "private": True, "type": "module"}))
    if (LOCK / "package-lock.json").exists():
        shutil.copy(LOCK / "package-lock.json", folder)
    for section, specs in zip(("--save", "--save-dev"), wanted, strict=True):
        _npm(
            folder,
            "install",
            "--package-lock-only",
            "--save-exact",
            "--omit-lockfile-registry-resolved",
            section,
            *sorted(spec if _version(spec) else f"{spec}@{pinned.get(spec, 'latest')}" for spec in specs),
        )
    LOCK.mkdir(exist_ok=True)
    for name in LOCK_FILES:
        (LOCK / name).write_text(_without_addresses((folder / name).read_text()))
    shutil.rmtree(folder)


def _lay_out() -> None:
    """Lay out `.web` as Reflex does, from its template, keeping installed packages and the last build."""
    WEB.mkdir(exist_ok=True)
    for leftover in WEB.iterdir():
        if leftover.name not in KEPT:
            path_ops.rm(leftover)
    shutil.copytree(constants.Templates.Dirs.WEB_TEMPLATE, WEB, dirs_exist_ok=True)
    (WEB / constants.Dirs.PUBLIC).mkdir(exist_ok=True)
    (WEB / constants.Reflex.JSON).write_text(json.dumps({"version": constants.Reflex.VERSION}))
    frontend_skeleton.initialize_package_json()
    frontend_skeleton.update_react_router_config()
    frontend_skeleton.initialize_vite_config()


def _install_packages() -> None:
    """Install what `reflex.lock` says, unless it is already there."""
    locked = _fingerprint(LOCK / name for name in LOCK_FILES)
    if INSTALLED_FROM.is_file() and INSTALLED_FROM.read_text() == locked:
        return
    shutil.copy(LOCK / "package-lock.json", WEB)
    _npm(WEB, "ci", "--prefer-offline")
    (WEB / "package-lock.json").unlink()
    INSTALLED_FROM.write_text(locked)


def _require_locked(packages: set[str], config: Config) -> None:
    """Stand in for Reflex's installation: check instead that the lock holds all that the pages import."""
    known = _locked_versions()
    missing = sorted(
        spec
        for specs in _needs(packages, config)
        for spec in specs
        if _name(spec) not in known or _version(spec) not in {"", known[_name(spec)]}
    )
    if missing:
        message = f"reflex.lock does not hold {', '.join(missing)}: run `make lock` and commit reflex.lock."
        raise SystemExit(message)


def _needs(packages: set[str], config: Config) -> tuple[set[str], set[str]]:
    """Return the npm packages that the application needs, then those that only its build needs."""
    fixed = constants.PackageJson
    run = packages | {f"{name}@{version}" for name, version in fixed.DEPENDENCIES.items()}
    make = {f"{name}@{version}" for name, version in fixed.DEV_DEPENDENCIES.items()}
    for plugin in config.plugins:
        run |= set(plugin.get_frontend_dependencies())
        make |= set(plugin.get_frontend_development_dependencies())
    names = {_name(spec) for spec in run}
    return run, {spec for spec in make if _name(spec) not in names}


def _locked_versions() -> dict[str, str]:
    if not (LOCK / "package.json").exists():
        return {}
    package = json.loads((LOCK / "package.json").read_text())
    return package.get("dependencies", {}) | package.get("devDependencies", {})


def _without_addresses(package: str) -> str:
    """Drop where npm found each package, and where to fund it: neither is needed to install from a lock."""
    drop = {"resolved", "funding"}
    read = json.loads(
        package, object_hook=lambda found: {key: value for key, value in found.items() if key not in drop}
    )
    return json.dumps(read, indent=2) + "\n"


def _name(spec: str) -> str:
    return spec[:at] if (at := spec.find("@", 1)) > 0 else spec


def _version(spec: str) -> str:
    """Return the version of `name@version`, empty when there is none; npm drops the `v` of `v2.0.2`."""
    return spec[at + 1 :].removeprefix("v") if (at := spec.find("@", 1)) > 0 else ""


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(f"{path.as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _npm(folder: Path, *arguments: str) -> None:
    npm = path_ops.get_npm_path()
    if subprocess.run([str(npm), *arguments, *NPM_OPTIONS], cwd=folder, check=False).returncode:
        raise SystemExit(f"npm {arguments[0]} failed")


if __name__ == "__main__":
    Settings.model_config["env_file"] = None  # a build must not read the settings of this installation
    get_config()
    {"export": export, "lock": lock}[sys.argv[1]]()
