"""What comes in both languages from the server, in the reader's."""

from typing import Any

import reflex as rx

from mycharlotte.states.session import SessionState


def said(words: Any) -> rx.Var[str]:
    """The words of a `views.appointments.Spoken`, to put in a sentence."""
    return rx.cond(SessionState.language == "en", words.english, words.french)
