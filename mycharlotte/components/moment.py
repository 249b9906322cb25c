"""An instant in the reader's words."""

from typing import Any

import reflex as rx

from mycharlotte.states.session import SessionState


def spoken(moment: Any) -> rx.Var[str]:
    """The words of a `views.moments.Moment`, to put in a sentence."""
    return rx.cond(SessionState.language == "en", moment.english, moment.french)


def time(moment: Any) -> rx.Component:
    """The same for people and for machines."""
    return rx.el.time(spoken(moment), date_time=moment.iso)
