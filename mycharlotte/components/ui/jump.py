"""A link to another place of the same page: « Aller au contenu », or from a summary of errors to the field.

jump_link("Aller au contenu", to="contenu")
"""

import reflex as rx

from mycharlotte.components.ui.word import Word


class JumpLink(rx.Component):
    """The link that moves the focus without touching the address."""

    library = rx.asset("jump.js", shared=True).importable_path
    tag = "JumpLink"

    to: rx.Var[str]


def jump_link(label: Word, *, to: Word, class_name: str = "link") -> rx.Component:
    """A link that moves the focus to the element whose id is `to`."""
    return JumpLink.create(label, to=to, class_name=class_name)


def skip_link(label: Word, *, to: str) -> rx.Component:
    """The first stop of the keyboard, shown only when it has the focus."""
    return jump_link(
        label,
        to=to,
        class_name=(
            "sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-control "
            "focus:bg-surface focus:px-4 focus:py-3 focus:text-brand focus:shadow-floating"
        ),
    )
