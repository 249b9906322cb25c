"""A state in one or two words: « À compléter », « Activée ». The words carry the meaning, the colour only helps.

badge("Activée", "success")
"""

from typing import Literal

import reflex as rx

from mycharlotte.components.ui.word import Word

Kind = Literal["neutral", "success", "info", "attention", "error"]

_LOOKS: dict[Kind, str] = {
    "neutral": "bg-sunken text-muted",
    "success": "bg-success-soft text-success",
    "info": "bg-info-soft text-info",
    "attention": "bg-attention-soft text-attention",
    "error": "bg-error-soft text-error",
}


def badge(words: Word, kind: Kind = "neutral") -> rx.Component:
    """The state."""
    return rx.el.span(
        words, class_name=f"inline-flex items-center rounded-full px-2.5 py-0.5 text-small font-medium {_LOOKS[kind]}"
    )
