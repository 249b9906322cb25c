"""People to tick, with a search when there are many; what is ticked stays in the page until it is saved.

    pick_list(picked=State.picked, found=State.found, query=State.query, has_more=State.has_more, serial=State.serial,
              words=PickWords(…), on_search=State.find, on_save=State.save)

Those to tick have a `ref` and a `name`. `on_save` is given the references ticked, parted by spaces.
"""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from mycharlotte.components.ui.button import look
from mycharlotte.components.ui.word import Flag, Word

_LOOKS = {
    "form": "grid gap-4",
    "field": "grid gap-1.5",
    "label": "font-medium",
    "hint": "text-small text-muted",
    "hidden": "sr-only",
    "input": "field",
    "list": "lined -mx-2 max-h-80 overflow-y-auto rounded-control border border-line",
    "person": "flex min-h-12 items-center gap-3 px-4 py-2 hover:bg-sunken",
    "tick": "size-6 shrink-0",
    "name": "min-w-0 wrap-anywhere",
    "actions": "flex flex-wrap gap-3",
    "save": look("primary"),
    "cancel": look("quiet"),
}


@dataclass(frozen=True, kw_only=True)
class PickWords:
    """What it says. `many` has `{n}` for how many are ticked, when they are two or more."""

    list: Word
    search: Word
    none: Word
    one: Word
    many: Word
    nobody: Word
    more: Word
    save: Word
    cancel: Word


class PickList(rx.Component):
    """The list."""

    library = rx.asset("scripts/pick_list.jsx").importable_path
    tag = "PickList"

    picked: rx.Var[Any]
    found: rx.Var[Any]
    query: rx.Var[str]
    has_more: rx.Var[bool]
    words: rx.Var[dict[str, str]]
    looks: rx.Var[dict[str, str]]

    on_search: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_save: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def pick_list(
    *,
    picked: rx.Var[Any],
    found: rx.Var[Any],
    query: rx.Var[str],
    has_more: Flag,
    serial: rx.Var[int],
    words: PickWords,
    on_search: Any,
    on_save: Any,
) -> rx.Component:
    """The list, whose ticks begin anew with each `serial`."""
    return PickList.create(
        picked=picked,
        found=found,
        query=query,
        has_more=has_more,
        words=dict(vars(words)),
        looks=_LOOKS,
        on_search=on_search,
        on_save=on_save,
        key=serial.to(str),
    )
