"""Numbers as the reader writes them: « 10 000 », "10,000"."""

import reflex as rx

from mycharlotte.states.session import SessionState


def written(n: rx.Var[int]) -> rx.Var[str]:
    """The digits of a whole number, in groups of three that no line break parts."""
    return rx.cond(SessionState.language == "en", _in(n, "en-GB"), _in(n, "fr-FR"))


def _in(n: rx.Var[int], locale: str) -> rx.Var[str]:
    return rx.Var(f"({n}).toLocaleString({locale!r}).replace(/\\s/g, '\\u00a0')", _var_type=str)
