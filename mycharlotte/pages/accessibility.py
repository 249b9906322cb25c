"""Accessibilité: what is done, what is not, and whom to tell."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.document import BRAND, document
from mycharlotte.components.footer import footer
from mycharlotte.components.ui.button import text_link
from mycharlotte.components.ui.entry import entry_page
from mycharlotte.components.words import _


def accessibility() -> rx.Component:
    """The statement."""
    return rx.fragment(
        document(_("Accessibilité")),
        entry_page(
            rx.el.div(
                rx.el.p(
                    _(
                        "MyCharlotte est conçu selon WCAG 2.2, niveau AA, et RGAA 4.1. Aucun audit extérieur n’a "
                        "encore été mené : nous ne déclarons donc pas de taux de conformité."
                    )
                ),
                rx.el.p(
                    _(
                        "Chaque page est vérifiée par un outil automatique, au clavier, à 200 % de zoom, en clair "
                        "et en sombre. Un outil ne voit pas tout."
                    )
                ),
                rx.el.p(
                    _(
                        "Si quelque chose vous gêne, écrivez-nous : contact@mycharlotte.fr. Dites la page et ce que "
                        "vous vouliez y faire."
                    )
                ),
                class_name="grid gap-4",
            ),
            title=_("Accessibilité"),
            brand=BRAND,
            skip=_("Aller au contenu"),
            footer=rx.fragment(text_link(_("Revenir à l’accueil"), href=routes.HOME, outside=True), *footer()),
        ),
    )
