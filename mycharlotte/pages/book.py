"""Rendez-vous › Prendre rendez-vous."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.book import book, book_waiting
from mycharlotte.components.frame import private_page
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.words import _
from mycharlotte.states.book import BookState
from mycharlotte.states.session import SessionState


def book_page() -> rx.Component:
    """Choose what, with whom and when."""
    return private_page(
        page(
            ready(
                BookState.is_ready,
                book(),
                of=SessionState.person.ref,
                waiting=book_waiting(),
                about=(routes.TYPE_PARAMETER, BookState.asked),
            ),
            title=_("Prendre rendez-vous"),
            back=back_link(_("Retour"), href=rx.cond(BookState.back != "", BookState.back, routes.MY_APPOINTMENTS)),
        ),
        here=routes.MY_APPOINTMENTS,
        title=_("Prendre rendez-vous"),
    )
