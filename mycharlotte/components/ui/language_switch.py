"""The languages, each in its own words; the one in use is marked.

language_switch([("fr", "Français"), ("en", "English")], current=State.language, on_choose=State.speak)
"""

from collections.abc import Sequence
from typing import Any

import reflex as rx


def language_switch(
    languages: Sequence[tuple[str, str]], *, current: rx.Var[str], on_choose: Any, label: Any = "Langue · Language"
) -> rx.Component:
    """One button for each language; `on_choose` is called with its code."""
    return rx.el.div(
        *(
            rx.el.button(
                name,
                type="button",
                lang=code,
                aria_pressed=rx.cond(current == code, "true", "false"),
                on_click=on_choose(code),
                class_name=(
                    "min-h-11 rounded-control px-2 text-brand underline underline-offset-4 hover:bg-sunken "
                    "aria-pressed:font-medium aria-pressed:text-ink aria-pressed:no-underline"
                ),
            )
            for code, name in languages
        ),
        role="group",
        aria_label=label,
        class_name="inline-flex gap-1",
    )
