"""Bulle › Types de consultations."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.bubble_frame import bubble_page
from mycharlotte.components.consultation_types import consultation_types, consultation_types_waiting
from mycharlotte.components.words import _


def types_of_consultations() -> rx.Component:
    """Arrange what the companions of a bubble offer."""
    return bubble_page(
        consultation_types(),
        here=routes.CONSULTATION_TYPES,
        title=_("Types de consultations"),
        lead=_("Ce que les accompagnants de la bulle proposent, dans l’ordre où les patients le voient."),
        waiting=consultation_types_waiting(),
        is_for_admins=True,
    )
