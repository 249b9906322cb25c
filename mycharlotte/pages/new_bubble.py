"""Paramètres › Bulles › Créer une bulle."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components import new_bubble as pieces
from mycharlotte.components.frame import settings_page
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton_fields
from mycharlotte.components.words import _
from mycharlotte.states.new_bubble import NewBubbleState
from mycharlotte.states.session import SessionState


def new_bubble() -> rx.Component:
    """Name it, and invite its first admin."""
    return settings_page(
        page(
            ready(
                NewBubbleState.is_ready,
                pieces.new_bubble(),
                of=SessionState.person.ref,
                waiting=skeleton_fields(4, label=_("Chargement")),
            ),
            title=_("Créer une bulle"),
            lead=_("Une bulle réunit des patients et leurs accompagnants. Son administrateur y invite chacun."),
            back=back_link(_("Bulles"), href=routes.BUBBLES),
        ),
        here=routes.BUBBLES,
        title=_("Créer une bulle"),
    )
