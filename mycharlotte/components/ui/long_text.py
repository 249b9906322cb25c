"""A field for a text of several lines, which says how many characters are left.

    count = Count(at_most=2000, left="Caractères restants : {n}", over="Caractères en trop : {n}", language="fr")
    long_text_field("welcome", "Message d’accueil", count=count, default=State.welcome, refusal=State.refusal)

`{n}` stays in the words: the browser fills it in. Nothing typed or pasted is cut at `at_most`.
"""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from mycharlotte.components.ui.fields import described, framed
from mycharlotte.components.ui.refusal import field_id
from mycharlotte.components.ui.word import Word, element_id

CARRIED_AT_MOST = 15_000  # beyond, the whole form would be too large to be taken


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many characters a text may have, and how it is said: `left`, then `over` once there are too many."""

    at_most: int
    left: Word
    over: Word
    language: Word


class LongText(rx.Component):
    """The field and its count."""

    library = rx.asset("scripts/long_text.js").importable_path
    tag = "LongText"

    name: rx.Var[str]
    default_value: rx.Var[str]
    rows: rx.Var[int]
    required: rx.Var[bool]
    max_length: rx.Var[int]
    auto_complete: rx.Var[str]
    dir: rx.Var[str]
    at_most: rx.Var[int]
    left: rx.Var[str]
    over: rx.Var[str]
    language: rx.Var[str]
    count_class_name: rx.Var[str]
    over_class_name: rx.Var[str]

    _is_form_control = True


def long_text_field(
    name: str,
    label: Word,
    *,
    count: Count,
    default: Any = "",
    rows: int = 5,
    hint: Word | None = None,
    refusal: Any | None = None,
    optional: Word | None = None,
    autocomplete: str = "off",
) -> rx.Component:
    """The field. `optional` is the word shown when it may stay empty; else it is required."""
    control = LongText.create(
        id=element_id(field_id(name)),
        name=name,
        default_value=default,
        rows=rows,
        required=optional is None,
        max_length=CARRIED_AT_MOST,
        auto_complete=autocomplete,
        dir="auto",
        **vars(count),
        class_name="field resize-y",
        count_class_name="digits text-small text-muted",
        over_class_name="digits text-small font-medium text-error",
        custom_attrs=described(name, hint, refusal),
    )
    return framed(name, label, control, hint=hint, refusal=refusal, optional=optional)
