"""Agenda › past appointments to fill in."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import private_page
from mycharlotte.components.outcomes import outcomes_list, outcomes_waiting
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.words import _
from mycharlotte.states.outcomes import OutcomesState
from mycharlotte.states.session import SessionState


def outcomes() -> rx.Component:
    """Say how each past appointment ended."""
    return private_page(
        page(
            ready(
                OutcomesState.is_ready,
                rx.el.div(outcomes_list()),
                of=SessionState.person.ref,
                waiting=outcomes_waiting(),
            ),
            title=_("Rendez-vous à renseigner"),
            lead=_("Une pression suffit. Appuyez de nouveau sur une réponse pour la retirer."),
            back=back_link(_("Agenda"), href=routes.AGENDA),
        ),
        here=routes.AGENDA,
        title=_("Rendez-vous à renseigner"),
    )
