"""The page of the settings that is not open yet: it says what will be there."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import settings_page
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.page import page
from mycharlotte.components.words import _


def settings_documents() -> rx.Component:
    """Administrative documents."""
    return settings_page(
        page(
            empty(
                _("Vos documents arrivent bientôt ici"),
                _(
                    "Vous pourrez y ajouter votre carte d’identité, votre RIB, vos diplômes et vos autres "
                    "documents administratifs."
                ),
                icon="file-text",
            ),
            title=_("Documents administratifs"),
        ),
        here=routes.DOCUMENTS,
    )
