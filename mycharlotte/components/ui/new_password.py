"""A new password: the rule, ticked part by part as it is met, and a meter with advice.

new_password_field("new_password", "Nouveau mot de passe", rules=[("too-short", "12 caractères au moins"), …],
                   words=NewPasswordWords(…), judge="/auth/force", refusal=State.refusal)

What is typed is judged by our own server (`judge`), which keeps nothing of it; the parts of the rule, in the browser.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from mycharlotte.components.ui.fields import described, framed
from mycharlotte.components.ui.refusal import field_id
from mycharlotte.components.ui.word import Word, element_id

_TOGGLE = (
    "absolute inset-y-0.5 right-0.5 min-w-11 rounded-control px-3 text-small font-medium text-brand hover:bg-sunken"
)
_NAMES = {
    "all": "grid gap-3",
    "frame": "relative",
    "toggle": _TOGGLE,
    "rules": "grid gap-x-6 gap-y-1.5 text-small tablet:grid-cols-2",
    "met": "flex items-center gap-2 text-success",
    "unmet": "flex items-center gap-2 text-muted",
    "mark": "shrink-0 fill-none stroke-current stroke-[1.6]",
    "meter": "flex min-h-6 items-center gap-3",
    "bars": "grid w-40 shrink-0 grid-cols-4 gap-1",
    "bar": "h-1.5 rounded-full bg-line",
    "levels": [
        f"h-1.5 rounded-full {colour}"
        for colour in ("bg-error", "bg-error", "bg-attention", "bg-success", "bg-success")
    ],
    "strength": "text-small font-medium",
    "advice": "grid min-h-6 gap-1 text-small text-muted",
}


@dataclass(frozen=True, kw_only=True)
class NewPasswordWords:
    """What the field says: five strengths from the weakest, and the sentence of each weakness the server finds."""

    show: Word
    hide: Word
    rule: Word
    met: Word
    unmet: Word
    strengths: Sequence[Word]
    weak: Mapping[str, Word]


class NewPasswordInput(rx.Component):
    """The input, its rule and its meter."""

    library = rx.asset("scripts/new_password.js").importable_path
    tag = "NewPasswordInput"

    name: rx.Var[str]
    auto_complete: rx.Var[str]
    required: rx.Var[bool]
    show: rx.Var[str]
    hide: rx.Var[str]
    rule: rx.Var[str]
    rules: rx.Var[Any]
    met: rx.Var[str]
    unmet: rx.Var[str]
    strengths: rx.Var[Any]
    weak: rx.Var[Any]
    judge: rx.Var[str]
    names: rx.Var[Any]

    _is_form_control = True


def new_password_field(
    name: str,
    label: Word,
    *,
    rules: Sequence[tuple[str, Word]],
    words: NewPasswordWords,
    judge: str,
    hint: Word | None = None,
    refusal: Any | None = None,
) -> rx.Component:
    """The field; what is pasted is taken, and password keepers propose one."""
    control = NewPasswordInput.create(
        id=element_id(field_id(name)),
        name=name,
        auto_complete="new-password",
        required=True,
        show=words.show,
        hide=words.hide,
        rule=words.rule,
        rules=rx.Var.create([list(rule) for rule in rules]),
        met=words.met,
        unmet=words.unmet,
        strengths=rx.Var.create(list(words.strengths)),
        weak=rx.Var.create(dict(words.weak)),
        judge=judge,
        names=rx.Var.create(_NAMES),
        class_name="field pr-28",
        custom_attrs=described(name, hint, refusal),
    )
    return framed(name, label, control, hint=hint, refusal=refusal, optional=None)
