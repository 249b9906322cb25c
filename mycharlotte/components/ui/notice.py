"""A notice that something is done: it comes, is read politely, and goes. Never for what must be read: use an alert.

notice(State.notice, serial=State.notice_serial, dismiss="Fermer")

`serial` is a number that grows at each notice, so that the same words can come twice.
"""

import reflex as rx

from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.word import Word


class Notice(rx.Component):
    """The place where notices come."""

    library = rx.asset("scripts/notice.js").importable_path
    tag = "Notice"

    words: rx.Var[str]
    serial: rx.Var[int]
    dismiss: rx.Var[str]
    box_class_name: rx.Var[str]
    button_class_name: rx.Var[str]


def notice(words: Word, *, serial: rx.Var[int], dismiss: Word) -> rx.Component:
    """Put it once in the shell; it stands above the bars of a phone."""
    return Notice.create(
        icon("circle-check", class_name="text-success"),
        words=words,
        serial=serial,
        dismiss=dismiss,
        class_name=(
            "no-print pointer-events-none fixed inset-x-4 bottom-36 z-40 flex justify-center "
            "desk:inset-x-auto desk:right-8 desk:bottom-8"
        ),
        box_class_name=(
            "arrive pointer-events-auto flex items-center gap-3 rounded-control border border-line bg-surface py-1 "
            "pr-1 pl-4 font-medium shadow-floating"
        ),
        button_class_name="min-h-11 rounded-small px-3 font-medium text-brand hover:bg-sunken",
    )
