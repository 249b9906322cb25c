"""Words that follow the reader's language without a reload.

    _("Mettre à jour mon profil")
    _("Bonjour {name}", name=HomeState.home.first_name)

Both languages are in the page, and the browser shows the one of the session. French is in the code, English in the
catalogue.
"""

from collections.abc import Mapping
from typing import cast

import reflex as rx

from mycharlotte.components.numbers import written
from mycharlotte.locales import say
from mycharlotte.states.session import SessionState


def _(message: str, **values: rx.Var | str) -> rx.Var[str]:
    """Return a variable that reads `message` in the reader's language; `{name}` takes the value of `name`."""
    return rx.cond(SessionState.language == "en", _filled("en", message, values), _filled("fr", message, values))


def _n(singular: str, plural: str, n: rx.Var[int]) -> rx.Var[str]:
    """Return a sentence that agrees with `n`: French is singular below 2, English for 1 alone."""
    one, many = _(singular, n=written(n)), _(plural, n=written(n))
    return rx.cond(rx.cond(SessionState.language == "en", n == 1, n < 2), one, many)  # noqa: PLR2004


def words_for(value: rx.Var, cases: Mapping[str, rx.Var[str] | str], *, otherwise: rx.Var[str]) -> rx.Var[str]:
    """Return the words of the case that `value` is."""
    return cast("rx.Var[str]", rx.match(value, *cases.items(), otherwise))


def _filled(language: str, message: str, values: dict[str, rx.Var | str]) -> rx.Var[str]:
    text = say(language, message)
    return rx.Var.create(text.format(**{name: f"{value}" for name, value in values.items()}) if values else text)
