"""The room of what is being fetched: the real shape, no jump, shown only when the wait is felt (300 ms).

rx.cond(State.loaded, content, skeleton_lines(3, label="Chargement"))
"""

import reflex as rx

from mycharlotte.components.ui.word import Word


def skeleton(class_name: str) -> rx.Component:
    """One block; `class_name` gives its size (`h-11 w-full`)."""
    return rx.el.div(aria_hidden="true", class_name=f"skeleton {class_name}")


def waiting(*blocks: rx.Component, label: Word, class_name: str = "grid gap-3") -> rx.Component:
    """Blocks that stand for something not here yet; `label` is what a screen reader says."""
    return rx.el.div(rx.el.span(label, class_name="sr-only"), *blocks, role="status", class_name=class_name)


def skeleton_lines(lines: int, *, label: Word) -> rx.Component:
    """As many lines of text, the last one shorter."""
    return waiting(
        *(skeleton(f"h-5 {'w-full' if line < lines - 1 else 'w-2/3'}") for line in range(lines)), label=label
    )


def skeleton_fields(fields: int, *, label: Word) -> rx.Component:
    """As many fields of a form: a label and an input each."""
    return waiting(
        *(rx.el.div(skeleton("h-5 w-40"), skeleton("h-12 w-full"), class_name="grid gap-2") for _ in range(fields)),
        label=label,
        class_name="grid max-w-form gap-6",
    )
