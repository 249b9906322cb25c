"""Choosing: a list, one among a few, yes or no.

choice_field("kind", "Type de document", options=[("rib", "RIB"), ("diploma", "Diplôme")], refusal=State.refusal)
radio_group("method", "Où recevoir votre code", options=[("mail", "Par e-mail"), ("app", "Avec votre application")])
checkbox("trusted", "Ne plus demander de code ici pendant 30 jours")
"""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx

from mycharlotte.components.ui.fields import described, framed
from mycharlotte.components.ui.refusal import field_id, refusal_message
from mycharlotte.components.ui.word import Flag, Word, element_id

Option = tuple[str, Word]


def choice_field(
    name: str,
    label: Word,
    *,
    options: Sequence[Option],
    prompt: Word | None = None,
    default: Any = None,
    hint: Word | None = None,
    refusal: Any | None = None,
    optional: Word | None = None,
) -> rx.Component:
    """One choice in the browser's own list. `prompt` is the first line, which chooses nothing."""
    control = rx.el.select(
        rx.el.option(prompt, value="") if prompt is not None else rx.fragment(),
        *(rx.el.option(words, value=value) for value, words in options),
        id=element_id(field_id(name)),
        name=name,
        required=optional is None,
        class_name="field",
        default_value=default,
        custom_attrs=described(name, hint, refusal),
    )
    return framed(name, label, control, hint=hint, refusal=refusal, optional=optional)


def _option(kind: Literal["checkbox", "radio"], name: str, value: str, words: Word, *, checked: Flag) -> rx.Component:
    return rx.el.label(
        rx.el.input(type=kind, name=name, value=value, default_checked=checked, class_name="size-6 shrink-0"),
        rx.el.span(words),
        class_name="flex min-h-11 items-center gap-3 py-1",
    )


def radio_group(
    name: str,
    legend: Word,
    *,
    options: Sequence[Option],
    default: str | rx.Var[str] | None = None,
    hint: Word | None = None,
    refusal: Any | None = None,
) -> rx.Component:
    """One choice among a few, all seen at once."""
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="font-medium"),
        rx.el.p(hint, id=element_id(field_id(name), "hint"), class_name="text-small text-muted")
        if hint is not None
        else rx.fragment(),
        refusal_message(refusal, name) if refusal is not None else rx.fragment(),
        *(_option("radio", name, value, words, checked=default == value) for value, words in options),
        id=element_id(field_id(name)),
        class_name="grid gap-1",
        custom_attrs={"tabIndex": -1} | described(name, hint, refusal),  # Reflex has no such property for this element
    )


def checkbox(name: str, label: Word, *, checked: Flag = False) -> rx.Component:
    """Yes when ticked."""
    return _option("checkbox", name, "yes", label, checked=checked)
