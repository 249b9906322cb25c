"""The mark of the product: the C of Charlotte, a bubble that holds another; and its name.

mark("myCharlotte")
"""

import reflex as rx


def bubble(*, size: int = 32) -> rx.Component:
    """The drawing alone, hidden from screen readers."""
    return rx.el.svg(
        rx.el.path(
            d="M25.4 7.5A12.5 12.5 0 1 0 25.4 24.5", class_name="fill-none stroke-brand", stroke_linecap="round"
        ),
        rx.el.circle(cx="19", cy="16", r="5.5", class_name="fill-warmth"),
        view_box="0 0 32 32",
        width=str(size),
        height=str(size),
        stroke_width="3",
        aria_hidden="true",
        class_name="shrink-0",
    )


def mark(name: str, *, size: int = 32) -> rx.Component:
    """The drawing and the name, side by side."""
    return rx.el.span(
        bubble(size=size),
        rx.el.span(name, class_name="text-lead font-bold tracking-tight text-ink"),
        class_name="inline-flex items-center gap-2.5",
    )
