"""What a form shows when it is refused: a summary on top, and the same words beside the field.

A refusal is a variable with three attributes: `sentence` (empty: nothing was refused), `field` (the name of the field,
or empty when none is at fault) and `serial` (a number that grows at each refusal, so that the focus moves again).
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

import reflex as rx

from mycharlotte.components.ui.landing import RefusalSummary, jump_link
from mycharlotte.components.ui.word import Word, element_id


@dataclass(frozen=True)
class NoRefusal:
    """The shape of a refusal, and its value when there is none."""

    sentence: str = ""
    by_field: dict[str, str] = dataclasses.field(default_factory=dict)
    serial: int = 0


def field_id(name: str) -> str:
    """The id of the field of that name, shared by its label, its summary and its messages."""
    return f"field-{name}"


def concerns(refusal: Any, name: str) -> rx.Var[bool]:
    """Whether that field is at fault."""
    return refusal.by_field.contains(name)


def refusal_summary(refusal: Any, *, title: Word | None) -> rx.Component:
    """The summary on top of the form, with a link to each field at fault; nothing when nothing was refused."""
    return rx.cond(
        refusal.sentence != "",
        RefusalSummary.create(
            rx.el.p(title, class_name="text-lead font-bold") if title is not None else rx.fragment(),
            rx.cond(
                refusal.by_field.length() > 0,
                rx.foreach(refusal.by_field, _line),
                rx.el.p(refusal.sentence),
            ),
            serial=refusal.serial,
            sentence=refusal.sentence,
            class_name="mb-6 grid max-w-form gap-1 rounded-control border-2 border-error bg-error-soft p-4 text-error",
        ),
    )


def refusal_message(refusal: Any, name: str) -> rx.Component:
    """The words beside the field; nothing when it is not at fault."""
    return rx.cond(
        concerns(refusal, name),
        rx.el.p(
            _exclamation(),
            rx.el.span(refusal.by_field[name]),
            id=element_id(field_id(name), "refusal"),
            class_name="flex gap-2 font-medium text-error",
        ),
    )


def _line(fault: Any) -> rx.Component:
    return rx.el.p(jump_link(fault[1], to="field-" + fault[0].to(str), class_name="link text-error!"))


def _exclamation() -> rx.Component:
    """Drawn here: the pages before one is signed in then need no library of icons."""
    return rx.el.svg(
        rx.el.path(d="M9 5v5M9 13h.01M9 17A8 8 0 1 0 9 1a8 8 0 0 0 0 16z"),
        view_box="0 0 18 18",
        width="18",
        height="18",
        stroke_linecap="round",
        aria_hidden="true",
        class_name="mt-1 shrink-0 fill-none stroke-current stroke-2",
    )
