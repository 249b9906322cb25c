"""A field that finds while one types: no button, a short pause is enough.

search_field("members", "Rechercher", hint="Une partie du nom suffit.", query=State.query, on_search=State.find)
"""

from typing import Any

import reflex as rx

from mycharlotte.components.ui.fields import described, framed
from mycharlotte.components.ui.refusal import field_id
from mycharlotte.components.ui.word import Word, element_id


class SearchInput(rx.Component):
    """The input. `query` is what was last answered; a new `emptied` empties it."""

    library = rx.asset("scripts/search.js").importable_path
    tag = "SearchInput"

    query: rx.Var[str]
    emptied: rx.Var[int]
    dir: rx.Var[str]
    auto_complete: rx.Var[str]
    spell_check: rx.Var[bool]
    max_length: rx.Var[int]

    on_search: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def search_field(
    name: str,
    label: Word,
    *,
    query: rx.Var[str],
    on_search: Any,
    emptied: rx.Var[int] | None = None,
    hint: Word | None = None,
) -> rx.Component:
    """The field, and what to type in it; `on_search` is given what is wanted, without the spaces around.

    What is typed stays, but when the number `emptied` changes.
    """
    control = SearchInput.create(
        id=element_id(field_id(name)),
        query=query,
        on_search=on_search,
        dir="auto",
        auto_complete="off",
        spell_check=False,
        max_length=100,
        class_name="field",
        custom_attrs=described(name, hint, None),
        **({} if emptied is None else {"emptied": emptied}),
    )
    return framed(name, label, control, hint=hint, refusal=None, optional=None)
