"""One set of icons (lucide), always beside a word: so always hidden from screen readers.

icon("calendar-days")
"""

from typing import Literal

import reflex as rx

_PIXELS = {"small": 18, "body": 22, "large": 28}


def icon(name: str, *, size: Literal["small", "body", "large"] = "body", class_name: str = "") -> rx.Component:
    """A decorative icon; only the icons named in the code reach the browser."""
    return rx.icon(
        name,
        size=_PIXELS[size],
        stroke_width=1.75,
        aria_hidden="true",
        class_name=f"shrink-0 {class_name}".strip(),
    )
