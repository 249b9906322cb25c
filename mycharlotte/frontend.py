"""What we change in Reflex's own frontend, so that one build serves any address, speaks French and weighs less.

The script is copied from the installed package and edited at each compile. An edit that no longer applies stops the
build: it means that Reflex has changed, and that someone must look.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reflex_base.constants import Templates
from reflex_base.plugins import Plugin

from mycharlotte.locales import SOURCE, languages, say

SCRIPT = Path("utils", "state.js")


class FrontendChanged(RuntimeError):
    """Reflex's script no longer holds the text that an edit replaces exactly once."""


class AnyAddress(Plugin):
    """Compile `state.js` with the backend at whatever address the page came from, and with our words."""

    def pre_compile(self, *, add_save_task: Callable[..., None], **_context: Any) -> None:
        """Hand the edited script over to the compiler."""
        add_save_task(_compile_script)


def edit(source: str) -> str:
    """Return Reflex's `state.js` with our edits.

    Raises:
        FrontendChanged: when a text to replace is missing or repeated.
    """
    # Reflex keeps the port it was built with, and drops it under https: the page's own port is always the right one.
    source = _replace(
        source,
        "    endpoint.hostname = frontend_hostname;\n",
        "    endpoint.hostname = frontend_hostname;\n    endpoint.port = window.location.port;\n",
    )
    source = _replace(source, 'endpoint.port = ""; // Assume websocket is on https port via load balancer.', "")
    # The page outlives a deployment: what it says then must not need the server that has just changed.
    banner = {code: say(code, "Une nouvelle version de MyCharlotte est disponible.") for code in languages()}
    source = _replace(
        source,
        'banner.append("A new version of this app is available.");',
        f"banner.append({_in_page_language(banner)});",
    )
    button = {code: say(code, "Recharger la page") for code in languages()}
    return _replace(source, 'button.textContent = "Reload";', f"button.textContent = {_in_page_language(button)};")


def edit_vite(source: str) -> str:
    """Return Reflex's `vite.config.js` with what every page runs in one file: React, its router, our smallest scripts.

    Split, they take more requests, and three kilobytes more: each file is compressed alone.

    Raises:
        FrontendChanged: when the text to replace is missing or repeated.
    """
    every_page = (
        r"node_modules.(react|react-dom|scheduler|react-router)[\\/]|scripts.(form|landing|password|language|doors)"
    )
    group = f'{{ test: /{every_page}/, name: "framework" }},'
    return _replace(source, "          groups: [\n", f"          groups: [\n            {group}\n")


def _in_page_language(sentence: dict[str, str]) -> str:
    """Return a JavaScript expression that picks the form of a sentence in the language of the document."""
    return f"({json.dumps(sentence)}[document.documentElement.lang] ?? {json.dumps(sentence[SOURCE])})"


def _compile_script() -> tuple[str, str]:
    pristine = Path(Templates.Dirs.WEB_TEMPLATE) / SCRIPT
    return str(SCRIPT), edit(pristine.read_text())


def _replace(source: str, old: str, new: str) -> str:
    if (count := source.count(old)) != 1:
        message = (
            f"{SCRIPT} of Reflex holds {count} times instead of once: {old.strip()!r}. Adapt {Path(__file__).name}."
        )
        raise FrontendChanged(message)
    return source.replace(old, new)
