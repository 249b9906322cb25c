"""One of a few choices that change what a list shows, pressed while it is the one.

toggle("Patients", count="12", is_pressed=State.role == "patient", on_click=State.choose("patient"))
"""

from typing import Any

import reflex as rx

from mycharlotte.components.ui.word import Flag, Word

LOOK = (
    "min-h-11 rounded-control border border-control px-4 py-2 font-medium text-ink transition-colors hover:bg-sunken "
    "aria-pressed:border-brand aria-pressed:bg-accent aria-pressed:text-on-accent"
)


def toggle(words: Word, *, is_pressed: Flag, on_click: Any, count: Word | None = None) -> rx.Component:
    """The choice, with how many it would show."""
    how_many = rx.fragment(" ", rx.el.span(count, class_name="font-normal digits")) if count is not None else None
    return rx.el.button(
        words,
        how_many if how_many is not None else rx.fragment(),
        type="button",
        aria_pressed=is_pressed,
        on_click=on_click,
        class_name=LOOK,
    )


def toggles(*choices: rx.Component, label: Word) -> rx.Component:
    """The choices side by side; `label` names the group."""
    return rx.el.div(*choices, role="group", aria_label=label, class_name="flex flex-wrap gap-2")
