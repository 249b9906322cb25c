"""The pages of the settings that are not open yet: each says what will be there."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import settings_page
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.page import page
from mycharlotte.components.words import _


def settings_agendas() -> rx.Component:
    """Agendas."""
    return settings_page(
        page(
            empty(
                _("Vos agendas arrivent bientôt ici"),
                _(
                    "Vous y trouverez un lien pour accéder à votre agenda à partir d’autres applications, et "
                    "vos types de consultations pour les bulles dont vous faites partie."
                ),
                icon="calendar-days",
            ),
            title=_("Agendas"),
        ),
        here=routes.AGENDAS,
    )


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
