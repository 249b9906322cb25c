"""Confirmation: prove again who one is, before anything dangerous."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components import confirmation as pieces
from mycharlotte.components.frame import settings_page
from mycharlotte.components.ui.page import page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton_fields
from mycharlotte.components.words import _
from mycharlotte.states.security import SecurityState
from mycharlotte.states.session import SessionState


def confirmation() -> rx.Component:
    """Ask for a proof, then go back."""
    return settings_page(
        page(
            ready(
                SecurityState.is_ready,
                rx.el.div(pieces.by_password(), pieces.by_another_method()),
                of=SessionState.person.ref,
                waiting=skeleton_fields(1, label=_("Chargement")),
            ),
            title=_("Confirmez que c’est vous"),
            lead=_("Ce que vous allez faire touche à la sécurité d’un compte. C’est valable cinq minutes."),
        ),
        here=routes.SECURITY,
    )
