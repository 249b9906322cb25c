"""404: in the same words whether it does not exist or is not the reader's."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.document import BRAND, document
from mycharlotte.components.footer import footer
from mycharlotte.components.ui.button import link_button
from mycharlotte.components.ui.entry import entry_page
from mycharlotte.components.words import _


def not_found() -> rx.Component:
    """Say it calmly, and lead back."""
    return rx.fragment(
        document(_("Page introuvable")),
        entry_page(
            link_button(_("Revenir à l’accueil"), href=routes.HOME, outside=True),
            title=_("Page introuvable"),
            lead=_("L’adresse est peut-être incomplète, ou la page n’existe plus. Rien n’est perdu."),
            brand=BRAND,
            skip=_("Aller au contenu"),
            footer=rx.fragment(*footer()),
        ),
    )
