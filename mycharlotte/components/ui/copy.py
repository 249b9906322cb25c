"""A button that copies: it says so for a moment; when the browser refuses, it selects the text for a copy by hand.

copy_button(State.link, _("Copier le lien"), done=_("Copié"), refused=_("Sélectionnez le lien pour le copier."))
copy_button(None, _("Copier"), source="key", done=_("Copié"), refused=_("Le texte est sélectionné : copiez-le."))

The second copies what the element whose id is `source` holds, or its `data-copy` when what is read is spaced out: for
what a script alone has received, and no state may know.
"""

import reflex as rx

from mycharlotte.components.ui.button import Kind, look
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.word import Word


class CopyButton(rx.Component):
    """The button, and the words that a screen reader hears."""

    library = rx.asset("scripts/copy.js").importable_path
    tag = "CopyButton"

    text: rx.Var[str]
    source: rx.Var[str]
    done: rx.Var[str]
    refused: rx.Var[str]
    shown_class_name: rx.Var[str]
    hidden_class_name: rx.Var[str]
    refused_class_name: rx.Var[str]


_WORDS = "col-start-1 row-start-1 transition-opacity"


def copy_button(
    text: Word | None, label: Word, *, done: Word, refused: Word, source: str = "", kind: Kind = "quiet"
) -> rx.Component:
    """The button. `refused` is shown beneath it, when the browser did not copy."""
    what = {"source": source} if text is None else {"text": text}
    return CopyButton.create(
        _line("copy", label),
        _line("check", done),
        done=done,
        refused=refused,
        class_name=look(kind),
        shown_class_name=_WORDS,
        hidden_class_name=f"{_WORDS} opacity-0",
        refused_class_name="mt-2 text-small text-muted",
        **what,
    )


def _line(drawing: str, words: Word) -> rx.Component:
    return rx.el.span(
        icon(drawing, size="small"), rx.el.span(words), class_name="inline-flex items-center justify-center gap-2"
    )
