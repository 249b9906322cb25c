"""Agenda: the planning of a companion."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import private_page
from mycharlotte.components.planning import planning, planning_actions
from mycharlotte.components.ui.page import page
from mycharlotte.components.words import _


def agenda() -> rx.Component:
    """Show the planning."""
    title = _("Agenda")
    return private_page(page(planning(), title=title, actions=planning_actions()), here=routes.AGENDA, title=title)
