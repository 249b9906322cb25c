"""One's bubbles, as they are listed: a card each, which leads to its members."""

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte import routes
from mycharlotte.components.bubble_frame import bubble_mark
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.words import _, _n
from mycharlotte.states.home import HomeState
from mycharlotte.views.home import BubbleLine

_CARDS = "grid gap-4 tablet:grid-cols-2"
_CARD = (
    "card flex items-start gap-4 rounded-card border border-line bg-surface p-5 no-underline shadow-raised "
    "transition-colors hover:border-control"
)


def bubble_list() -> rx.Component:
    """The bubbles one belongs to, with one's part in each, and how many one meets there."""
    return rx.cond(
        HomeState.home.bubbles.length() > 0,
        rx.el.ul(rx.foreach(HomeState.home.bubbles, _card), class_name=_CARDS),
        empty(
            _("Vous n’êtes dans aucune bulle pour l’instant"),
            _(
                "Une bulle réunit des patients et leurs accompagnants. On y entre par une invitation de son "
                "administrateur."
            ),
            icon="users-round",
        ),
    )


def bubbles_waiting() -> rx.Component:
    """The room of two cards."""
    one = card(
        rx.el.div(
            skeleton("size-14"),
            rx.el.div(
                skeleton("h-6 w-40"), skeleton("h-6 w-28"), skeleton("h-6 w-48"), class_name="grid flex-1 gap-1.5"
            ),
            class_name="flex gap-4",
        ),
        class_name="p-5",
    )
    return waiting(one, one, label=_("Chargement de vos bulles"), class_name=_CARDS)


def _card(bubble: BubbleLine) -> rx.Component:
    companions = _n("{n} accompagnant", "{n} accompagnants", bubble.companions)
    patients = _n("{n} patient", "{n} patients", bubble.patients)
    return rx.el.li(
        route_link(
            bubble_mark(bubble.picture_url),
            rx.el.span(
                rx.el.bdi(bubble.name, class_name="font-bold text-ink wrap-anywhere"),
                rx.el.span(
                    rx.cond(bubble.role == "companion", badge(_("Accompagnant")), badge(_("Patient"))),
                    rx.cond(bubble.is_admin, badge(_("Administrateur de bulle"), "info")),
                    class_name="flex flex-wrap gap-2",
                ),
                rx.el.span(
                    companions,
                    rx.cond(bubble.may_list_patients, rx.fragment(", ", patients)),
                    class_name="text-muted",
                ),
                class_name="grid min-w-0 flex-1 justify-items-start gap-1.5",
            ),
            to=rx.Var.create(routes.of_bubble(routes.BUBBLE, "")) + bubble.ref,
            class_name=_CARD,
        ),
        key=bubble.ref,
        class_name="grid",
    )
