"""How long ago something was, kept true while the page stays open: « il y a 4 minutes ».

ago(State.read.iso, language=SessionState.language, just_now="à l'instant", otherwise="hier à 10 h")
"""

import reflex as rx

from mycharlotte.components.ui.word import Word


class Ago(rx.Component):
    """Counts in the browser."""

    library = rx.asset("scripts/ago.js").importable_path
    tag = "Ago"

    iso: rx.Var[str]
    language: rx.Var[str]
    just_now: rx.Var[str]
    otherwise: rx.Var[str]


def ago(iso: Word, *, language: Word, just_now: Word, otherwise: Word) -> rx.Component:
    """The words for an instant (ISO 8601); `otherwise` are those of its date, from a day on."""
    return Ago.create(iso=iso, language=language, just_now=just_now, otherwise=otherwise)
