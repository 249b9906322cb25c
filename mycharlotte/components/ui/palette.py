"""Eight colours that tell things of one kind apart: a dot before a name, or a chip around words.

dot(State.type.colour)
chip("45 min", "plum")
palette_field("colour", "Couleur", names={"plum": "Prune", …}, default=State.colour, refusal=State.refusal)

A colour never says anything alone: the name is always beside it.
"""

from collections.abc import Mapping
from typing import Any, cast

import reflex as rx

from mycharlotte.components.ui.fields import described
from mycharlotte.components.ui.refusal import field_id, refusal_message
from mycharlotte.components.ui.word import Word, element_id

# The class names stand here in full: the stylesheet holds those it finds written.
_DOTS = {
    "plum": "bg-type-plum",
    "rose": "bg-type-rose",
    "brick": "bg-type-brick",
    "ochre": "bg-type-ochre",
    "moss": "bg-type-moss",
    "teal": "bg-type-teal",
    "sea": "bg-type-sea",
    "slate": "bg-type-slate",
}
_CHIPS = {
    "plum": "bg-type-plum-soft text-type-plum",
    "rose": "bg-type-rose-soft text-type-rose",
    "brick": "bg-type-brick-soft text-type-brick",
    "ochre": "bg-type-ochre-soft text-type-ochre",
    "moss": "bg-type-moss-soft text-type-moss",
    "teal": "bg-type-teal-soft text-type-teal",
    "sea": "bg-type-sea-soft text-type-sea",
    "slate": "bg-type-slate-soft text-type-slate",
}
PALETTE = tuple(_DOTS)


def dot(colour: str | rx.Var[str]) -> rx.Component:
    """A dot of a colour of the palette, before the first line of a name."""
    return rx.el.span(
        rx.el.span(class_name=_with("size-4 rounded-full", _DOTS, colour)),
        aria_hidden="true",
        class_name="flex h-[1lh] shrink-0 items-center",
    )


def chip(words: Word, colour: str | rx.Var[str]) -> rx.Component:
    """Words on a colour of the palette."""
    shape = "inline-flex items-center rounded-full px-3 py-0.5 font-medium wrap-anywhere"
    return rx.el.span(words, class_name=_with(shape, _CHIPS, colour))


def palette_field(
    name: str, legend: Word, *, names: Mapping[str, Word], default: rx.Var[str], hint: Word, refusal: Any
) -> rx.Component:
    """One colour among all, each shown as a chip that says its name."""
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="font-medium"),
        rx.el.p(hint, id=element_id(field_id(name), "hint"), class_name="text-small text-muted"),
        refusal_message(refusal, name),
        rx.el.div(
            *(_swatch(name, colour, names[colour], checked=default == colour) for colour in PALETTE),
            class_name="grid grid-cols-2 gap-x-6",
        ),
        id=element_id(field_id(name)),
        class_name="grid gap-1",
        custom_attrs={"tabIndex": -1} | described(name, hint, refusal),
    )


def _swatch(name: str, colour: str, words: Word, *, checked: rx.Var[bool]) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name=name, value=colour, default_checked=checked, class_name="size-6 shrink-0"),
        chip(words, colour),
        class_name="flex min-h-11 items-center gap-3 py-1",
    )


def _with(shape: str, looks: dict[str, str], colour: str | rx.Var[str]) -> str | rx.Var[str]:
    if isinstance(colour, str):
        return f"{shape} {looks[colour]}"
    cases = ((name, f"{shape} {look}") for name, look in looks.items())
    return cast("rx.Var[str]", rx.match(colour, *cases, shape))
