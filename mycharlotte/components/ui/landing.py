"""Where the focus lands: at the title of a page one comes to, at a place one jumps to, at what was refused.

skip_link("Aller au contenu", to=MAIN)
"""

import reflex as rx

from mycharlotte.components.ui.word import Word

LANDING = rx.asset("scripts/landing.js").importable_path


class JumpLink(rx.Component):
    """A link that moves the focus without touching the address."""

    library = LANDING
    tag = "JumpLink"

    to: rx.Var[str]


class PageTitle(rx.Component):
    """A title that takes the focus when the reader arrives from another page."""

    library = LANDING
    tag = "PageTitle"


class RefusalSummary(rx.Component):
    """A box that takes the focus at each refusal."""

    library = LANDING
    tag = "RefusalSummary"

    serial: rx.Var[int]
    sentence: rx.Var[str]


def page_title(words: Word) -> rx.Component:
    """The only h1 of a page."""
    return PageTitle.create(words, class_name="text-title tracking-tight")


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
