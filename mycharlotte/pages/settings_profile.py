"""Paramètres › Profil."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import settings_page
from mycharlotte.components.profile import profile_form
from mycharlotte.components.ui.page import page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton_fields
from mycharlotte.components.words import _
from mycharlotte.states.profile import ProfileState
from mycharlotte.states.session import SessionState


def settings_profile() -> rx.Component:
    """Show one's own profile, and change it."""
    return settings_page(
        page(
            ready(
                ProfileState.is_ready,
                profile_form(),
                of=SessionState.person.ref,
                waiting=skeleton_fields(4, label=_("Chargement de votre profil")),
            ),
            title=_("Profil"),
            lead=_("Ce que les membres de vos bulles voient de vous."),
        ),
        here=routes.PROFILE,
    )
