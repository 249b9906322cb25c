"""Whole numbers, and delays in the unit one prefers; the server judges what is typed.

number_field("minutes", "Durée, en minutes", default=State.minutes, hint="De 5 à 1 440 minutes.", refusal=State.refusal)
delay_field("latest", "Au plus tard", amount=State.latest_amount, unit=State.latest_unit, units=[("hours", "heures")],
            unit_label="Unité", refusal=State.refusal)
"""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from mycharlotte.components.ui.choices import Option
from mycharlotte.components.ui.fields import described, framed
from mycharlotte.components.ui.refusal import field_id
from mycharlotte.components.ui.word import Word, element_id


def number_field(
    name: str, label: Word, *, default: Any, hint: Word | None = None, refusal: Any | None = None
) -> rx.Component:
    """A whole number; not of the browser's kind, which loses what it does not understand and turns with the wheel."""
    control = _input(name, default=default, hint=hint, refusal=refusal)
    return framed(name, label, control, hint=hint, refusal=refusal, optional=None)


def delay_field(
    name: str,
    label: Word,
    *,
    amount: Any,
    unit: Any,
    units: Sequence[Option],
    unit_label: Word,
    hint: Word | None = None,
    refusal: Any | None = None,
) -> rx.Component:
    """A whole number and its unit, which the form sends as `{name}_amount` and `{name}_unit`."""
    number, unit_name = f"{name}_amount", f"{name}_unit"
    control = rx.el.div(
        _input(number, default=amount, hint=hint, refusal=refusal),
        rx.el.label(unit_label, html_for=field_id(unit_name), class_name="sr-only"),
        rx.el.select(
            *(rx.el.option(words, value=value) for value, words in units),
            id=element_id(field_id(unit_name)),
            name=unit_name,
            default_value=unit,
            class_name="field max-w-40",
        ),
        class_name="flex gap-3",
    )
    return framed(number, label, control, hint=hint, refusal=refusal, optional=None)


def _input(name: str, *, default: Any, hint: Word | None, refusal: Any | None) -> rx.Component:
    return rx.el.input(
        id=element_id(field_id(name)),
        name=name,
        default_value=default,
        input_mode="numeric",
        max_length=20,
        auto_complete="off",
        required=True,
        class_name="field max-w-36",
        custom_attrs=described(name, hint, refusal),
    )
