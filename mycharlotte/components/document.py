"""What a page tells the browser of itself: its language, and its title in that language."""

import reflex as rx

from mycharlotte.components.ui.html_language import html_language
from mycharlotte.components.ui.word import Word
from mycharlotte.states.session import SessionState

BRAND = "myCharlotte"


def document(title: Word) -> rx.Component:
    """The language of the document and its title, which follow the reader's."""
    return html_language(SessionState.language, title=rx.Var.create(f"{title} · {BRAND}"))
