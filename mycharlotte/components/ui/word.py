"""What the kit accepts where people read: a sentence, or a variable that follows the reader's language."""

from collections.abc import Sequence
from typing import TypeAlias

import reflex as rx

Word: TypeAlias = str | rx.Var[str]
Flag: TypeAlias = bool | rx.Var[bool]


def element_id(*parts: str) -> rx.Var[str]:
    """An id for the page alone: a literal variable, for which Reflex keeps no reference and adds no form entry."""
    return rx.Var.create("-".join(parts))


def classes(*names: str | Sequence[str] | None) -> str:
    """The class names joined, the empty ones left out."""
    return " ".join(name if isinstance(name, str) else " ".join(name) for name in names if name)
