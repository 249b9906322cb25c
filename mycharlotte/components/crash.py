"""What is shown when a page breaks in the browser, in both languages: the state may be what broke."""

import reflex as rx

from mycharlotte.components.ui.crash import CrashWords, crash_boundary
from mycharlotte.locales import languages, say


def boundary() -> rx.Component:
    """Stand around every page."""
    return crash_boundary({language: _words(language) for language in languages()})


def _words(language: str) -> CrashWords:
    return CrashWords(
        title=say(language, "Quelque chose n’a pas marché"),
        words=say(
            language, "Cette page s’est arrêtée. Ce qui était enregistré est gardé. Rechargez-la pour continuer."
        ),
        reload=say(language, "Recharger la page"),
    )
