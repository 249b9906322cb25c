"""The mark of the product: three bubbles that hold one another, drawn for it, and its name.

mark("myCharlotte")
"""

import reflex as rx


def bubbles(*, size: int = 32) -> rx.Component:
    """The drawing alone, in the brand colour, hidden from screen readers."""
    return rx.el.svg(
        rx.el.circle(cx="12.5", cy="12.5", r="8.5", class_name="fill-none stroke-brand"),
        rx.el.circle(cx="22.5", cy="17", r="6", class_name="fill-none stroke-brand"),
        rx.el.circle(cx="13.5", cy="24.5", r="4", class_name="fill-brand stroke-brand"),
        view_box="0 0 32 32",
        width=str(size),
        height=str(size),
        stroke_width="2.5",
        aria_hidden="true",
        class_name="shrink-0",
    )


def mark(name: str, *, size: int = 32) -> rx.Component:
    """The drawing and the name, side by side."""
    return rx.el.span(
        bubbles(size=size),
        rx.el.span(name, class_name="text-lead font-bold tracking-tight text-ink"),
        class_name="inline-flex items-center gap-2.5",
    )
