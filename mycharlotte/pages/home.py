"""Accueil: today."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.bubbles import bubble_list
from mycharlotte.components.first_steps import first_steps, profile_to_complete
from mycharlotte.components.frame import private_page
from mycharlotte.components.guests import welcome
from mycharlotte.components.today import has_plans, today
from mycharlotte.components.ui.page import page, section
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton_lines
from mycharlotte.components.words import _
from mycharlotte.states.home import HomeState
from mycharlotte.states.session import SessionState


def home() -> rx.Component:
    """Greet, then show what to do next."""
    return private_page(
        page(
            ready(
                HomeState.is_ready,
                rx.el.div(
                    welcome(),
                    # Whoever has nothing planned yet begins with the first steps.
                    rx.cond(has_plans(), rx.fragment(today(), _steps()), rx.fragment(_steps(), today())),
                    section(bubble_list(), title=_("Vos bulles")),
                ),
                of=SessionState.person.ref,
                waiting=skeleton_lines(6, label=_("Chargement de votre accueil")),
            ),
            title=_("Bonjour {name}", name=SessionState.person.first_name),
            lead=rx.cond(SessionState.language == "en", HomeState.day_in_english, HomeState.day_in_french),
        ),
        here=routes.HOME,
        title=_("Accueil"),
    )


def _steps() -> rx.Component:
    return rx.el.div(rx.cond(HomeState.home.is_companion, first_steps(), profile_to_complete()), class_name="mb-10")
