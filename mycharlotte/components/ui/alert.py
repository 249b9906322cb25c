"""A message that stays in the page, with its meaning said by an icon, a colour and words.

alert("Vos changements sont enregistrés.", kind="success")
alert("Le courrier a du retard. Votre code peut arriver dans quelques minutes.", kind="warning", action=button(…))
"""

from typing import Literal

import reflex as rx

from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.word import Word

Kind = Literal["error", "success", "info", "warning"]

_LOOKS: dict[Kind, tuple[str, str]] = {
    "error": ("circle-alert", "bg-error-soft text-error"),
    "success": ("circle-check", "bg-success-soft text-success"),
    "info": ("info", "bg-info-soft text-info"),
    "warning": ("triangle-alert", "bg-attention-soft text-attention"),
}


def alert(
    *words: Word | rx.Component, kind: Kind = "info", title: Word | None = None, action: rx.Component | None = None
) -> rx.Component:
    """The message. An error is read at once by a screen reader, the others when it is their turn."""
    drawing, look = _LOOKS[kind]
    return rx.el.div(
        icon(drawing, class_name="mt-px"),
        rx.el.div(
            rx.el.p(title, class_name="font-bold") if title is not None else rx.fragment(),
            rx.el.div(*words, class_name="text-ink"),
            rx.el.div(action, class_name="mt-3") if action is not None else rx.fragment(),
            class_name="min-w-0",
        ),
        role="alert" if kind == "error" else "status",
        class_name=f"flex gap-3 rounded-control p-4 {look}",
    )
