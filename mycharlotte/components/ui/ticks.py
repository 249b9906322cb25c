"""Lines to tick inside a form, which carries the values of those ticked, with spaces between.

ticks("appointments", tick_all("Tout cocher"), rx.foreach(State.lines, lambda line: tick(line.ref, line.name)))
"""

import reflex as rx

from mycharlotte.components.ui.word import Word

_LABEL = "flex min-h-11 min-w-0 items-center gap-3 py-1"


class Ticks(rx.Component):
    """What is inside holds boxes."""

    library = rx.asset("scripts/ticks.js").importable_path
    tag = "Ticks"

    name: rx.Var[str]

    _is_form_control = True


def ticks(name: str, *content: rx.Component, label: Word, class_name: str = "") -> rx.Component:
    """The lines; `label` names the group."""
    return Ticks.create(*content, name=name, class_name=class_name, custom_attrs={"role": "group", "aria-label": label})


def tick(value: Word, *words: Word | rx.Component) -> rx.Component:
    """A box and its words."""
    return rx.el.label(
        rx.el.input(type="checkbox", value=value, class_name="size-6 shrink-0"),
        rx.el.span(*words, class_name="min-w-0 wrap-anywhere"),
        class_name=_LABEL,
    )


def tick_all(words: Word) -> rx.Component:
    """The box that ticks them all."""
    box = rx.el.input(type="checkbox", class_name="size-6 shrink-0", custom_attrs={"data-all": ""})
    return rx.el.label(box, rx.el.span(words), class_name=f"{_LABEL} font-medium")
