"""404: in the same words whether it does not exist or is not the reader's."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.footer import footer
from mycharlotte.components.ui.button import link_button
from mycharlotte.components.ui.entry import entry_page
from mycharlotte.components.ui.html_language import html_language
from mycharlotte.components.words import _
from mycharlotte.states.session import SessionState


def not_found() -> rx.Component:
    """Say it calmly, and lead back."""
    return rx.fragment(
        html_language(SessionState.language),
        entry_page(
            link_button(_("Revenir à l’accueil"), href=routes.HOME, outside=True),
            title=_("Page introuvable"),
            lead=_("L’adresse est peut-être incomplète, ou la page n’existe plus. Rien n’est perdu."),
            brand="myCharlotte",
            skip=_("Aller au contenu"),
            footer=rx.fragment(*footer()),
        ),
    )
