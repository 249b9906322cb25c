"""Paramètres › Bulles › Dépanner un membre: a code for someone who can no longer sign in."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import settings_page
from mycharlotte.components.rescue import rescue_desk
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton_fields
from mycharlotte.components.words import _
from mycharlotte.states.rescue import RescueState
from mycharlotte.states.session import SessionState


def settings_bubbles_rescue() -> rx.Component:
    """Find the member, say how they were recognised, give the code."""
    return settings_page(
        page(
            ready(
                RescueState.is_ready,
                rescue_desk(),
                of=SessionState.person.ref,
                waiting=skeleton_fields(1, label=_("Chargement")),
            ),
            title=_("Dépanner un membre"),
            lead=_(
                "Pour un membre qui a son mot de passe, mais ne peut plus recevoir de code. Le code de dépannage "
                "remplace le sien une fois : sa double authentification reste active."
            ),
            back=back_link(_("Bulles"), href=routes.BUBBLES),
        ),
        here=routes.BUBBLES,
        title=_("Dépanner un membre"),
    )
