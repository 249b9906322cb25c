"""Bulle › Informations › Modifier: for those who run the bubble."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.bubble_edit import bubble_form, form_waiting
from mycharlotte.components.bubble_frame import bubble_href, bubble_page
from mycharlotte.components.ui.page import back_link
from mycharlotte.components.words import _


def bubble_edit() -> rx.Component:
    """Change it."""
    return bubble_page(
        bubble_form(),
        here=routes.BUBBLE_INFORMATION,
        title=_("Modifier les informations générales"),
        lead=_("Ce que tous les membres de la bulle voient."),
        waiting=form_waiting(),
        back=back_link(_("Informations"), href=bubble_href(routes.BUBBLE_INFORMATION)),
        is_for_admins=True,
    )
