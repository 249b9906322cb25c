"""What one sees when a page breaks in the browser: calm words, a way on, and no technical detail.

    rx.App(app_wraps={(55, "ErrorBoundary"): lambda _stateful: crash_boundary({
        "fr": CrashWords(title="Quelque chose n’a pas marché", words="…", reload="Recharger la page"),
        "en": CrashWords(title="Something went wrong", words="…", reload="Reload the page")})})

The words are plain strings in every language, the first one being the default: the state may be what broke.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import reflex as rx

from mycharlotte.components.ui.button import look


@dataclass(frozen=True, kw_only=True)
class CrashWords:
    """What is said, in one language."""

    title: str
    words: str
    reload: str


class CrashBoundary(rx.Component):
    """Shows its children, until one of them breaks."""

    library = rx.asset("scripts/crash.js").importable_path
    tag = "CrashBoundary"

    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]


def crash_boundary(words: Mapping[str, CrashWords]) -> rx.Component:
    """The boundary; Reflex puts the whole application inside."""
    return CrashBoundary.create(
        words={language: asdict(said) for language, said in words.items()},
        looks={
            "page": "mx-auto grid min-h-dvh max-w-form content-center justify-items-start gap-4 px-4",
            "title": "text-title",
            "words": "text-muted",
            "button": look("primary"),
        },
    )
