"""The form of a consultation type, when another admin saved meanwhile: what each of the two changed.

What only one of them touched is nobody's quarrel: it is kept. What both changed, differently, is to be chosen.
"""

from dataclasses import replace

from mycharlotte.views.consultation_types import Draft

# The answers of a form, by the column that keeps them: several fields may make one.
ANSWERS = {
    **{name: (name,) for name in ("name", "minutes", "mode", "colour", "booking", "earliest_days")},
    **{name: (name,) for name in ("buffer_before", "buffer_after", "instructions")},
    "givers": ("givers", "companions"),
    "latest_minutes": ("latest_amount", "latest_unit"),
    "cancel_minutes": ("cancel", "cancel_amount", "cancel_unit"),
    "move_minutes": ("move", "move_amount", "move_unit"),
}


def changed(before: Draft, after: Draft) -> set[str]:
    """Return the answers that are not the same in two forms."""
    return {name for name in ANSWERS if _answer(before, name) != _answer(after, name)}


def merged(*, filled: Draft, typed: Draft, saved: Draft) -> Draft:
    """Return what was typed, with the answers that were left as the form was `filled` taken from what is `saved`."""
    fields = [field for name in ANSWERS.keys() - changed(filled, typed) for field in ANSWERS[name]]
    return replace(typed, **{field: getattr(saved, field) for field in fields})


def _answer(draft: Draft, name: str) -> tuple[str, ...]:
    return tuple(getattr(draft, field) for field in ANSWERS[name])
