"""What stands at the foot of every page: accessibility, whom to write to, and the languages."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.ui.button import text_link
from mycharlotte.components.ui.language_switch import language_switch
from mycharlotte.components.words import _
from mycharlotte.states.session import SessionState


def footer() -> list[rx.Component]:
    """The links, then the languages."""
    return [
        text_link(_("Accessibilité"), href=routes.ACCESSIBILITY),
        languages(),
    ]


def languages() -> rx.Component:
    """Change the language of every word at once, and for a year in this browser (a preference, no identity)."""
    return language_switch([("fr", "Français"), ("en", "English")], current=SessionState.language, on_choose=_choose)


def _choose(code: str) -> list[rx.event.EventSpec]:
    cookie = f"() => {{ document.cookie = 'language={code}; path=/; max-age=31536000; samesite=lax'; }}"
    return [rx.call_function(rx.Var(cookie)), SessionState.choose_language(code)]
