"""Tells the document, hence the browser and screen readers, which language it speaks now.

html_language(State.language, title=_("Profil") + " · myCharlotte")
"""

import reflex as rx

from mycharlotte.components.ui.word import Word


class DocumentLanguage(rx.Component):
    """Shows nothing."""

    library = rx.asset("scripts/language.js").importable_path
    tag = "DocumentLanguage"

    lang: rx.Var[str]
    title: rx.Var[str]


def html_language(lang: Word, *, title: Word = "") -> rx.Component:
    """Keeps the language of the document, and its title when one is given."""
    return DocumentLanguage.create(lang=lang, title=title)
