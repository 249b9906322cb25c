"""The frame of the pages of a bubble: which one, and the way to its other pages."""

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte import routes
from mycharlotte.components.frame import private_page
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import link_button
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.icon import icon as draw_icon
from mycharlotte.components.ui.menu import current_page
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.session import SessionState

_COLUMN = "grid grid-cols-[minmax(0,1fr)]"  # never wider than the page, whatever a name or an address is
_TAB = (
    "flex min-h-11 items-center gap-2 rounded-control px-4 text-ink no-underline whitespace-nowrap hover:bg-sunken "
    "aria-[current=page]:bg-accent aria-[current=page]:text-on-accent"
)


def bubble_page(
    *content: rx.Component,
    here: str,
    title: Word,
    waiting: rx.Component,
    lead: Word | None = None,
    actions: rx.Component | None = None,
    back: rx.Component | None = None,
    is_for_admins: bool = False,
) -> rx.Component:
    """A page of the bubble that its address names; `here` is the tab it belongs to.

    Until the bubble is known, `waiting` holds its place; whoever has none by that name reads that it cannot be found,
    and whoever does not run it, on a page `is_for_admins`, whom to turn to.
    """
    body = rx.fragment(*content)
    if is_for_admins:
        # A connection that comes back knows nothing for a moment: what is being typed must not go meanwhile.
        body = rx.cond(BubbleState.is_ready & ~BubbleState.bubble.may_run, _for_admins(), body)
    return private_page(
        page(
            ready(
                BubbleState.is_ready,
                rx.cond(
                    BubbleState.is_missing,
                    rx.cond(BubbleState.left_name != "", _left(), _missing()),
                    rx.el.div(_head(here), body, class_name=f"{_COLUMN} gap-8"),
                ),
                of=SessionState.person.ref,
                waiting=waiting,
                about=(routes.BUBBLE_PARAMETER, BubbleState.asked),
            ),
            title=title,
            lead=lead,
            back=back if back is not None else back_link(_("Bulles"), href=routes.BUBBLES),
            actions=actions,
        ),
        here=routes.BUBBLES,
        title=title,
    )


def bubble_href(path: str) -> rx.Var[str]:
    """The address of another page of the same bubble."""
    return rx.Var.create(routes.of_bubble(path, "")) + BubbleState.bubble.ref


def bubble_mark(picture_url: rx.Var[str]) -> rx.Component:
    """The picture of a bubble, or what stands for it."""
    return rx.cond(
        picture_url != "",
        rx.el.img(src=picture_url, alt="", class_name="size-14 shrink-0 rounded-control object-cover"),
        rx.el.span(
            draw_icon("users-round"),
            class_name="grid size-14 shrink-0 place-items-center rounded-control bg-brand-soft text-brand",
        ),
    )


def _head(here: str) -> rx.Component:
    bubble = BubbleState.bubble
    return rx.el.div(
        rx.el.div(
            bubble_mark(bubble.picture_url),
            rx.el.div(
                rx.el.p(bubble.name, class_name="text-lead font-bold wrap-anywhere"),
                rx.el.div(
                    rx.cond(bubble.role == "companion", badge(_("Accompagnant")), badge(_("Patient"))),
                    rx.cond(bubble.is_admin, badge(_("Administrateur de bulle"), "info")),
                    class_name="flex flex-wrap gap-2",
                ),
                class_name="grid min-w-0 gap-1",
            ),
            class_name="flex items-center gap-4",
        ),
        _tabs(here),
        class_name=f"{_COLUMN} gap-5",
    )


def _tabs(here: str) -> rx.Component:
    def tab(words: Word, path: str) -> rx.Component:
        return rx.el.li(route_link(words, to=bubble_href(path), class_name=_TAB, **current_page(path == here)))

    return rx.el.nav(
        rx.el.ul(
            tab(_("Membres"), routes.BUBBLE),
            tab(_("Informations"), routes.BUBBLE_INFORMATION),
            rx.cond(
                BubbleState.bubble.may_run,
                rx.fragment(
                    tab(_("Invitations"), routes.INVITATIONS),
                    tab(_("Types de consultations"), routes.CONSULTATION_TYPES),
                ),
            ),
            class_name="flex flex-wrap gap-1",
        ),
        aria_label=_("Pages de la bulle"),
        class_name="border-b border-line pb-2",
    )


def _left() -> rx.Component:
    return rx.el.div(
        empty(
            _("Vous avez quitté la bulle"),
            _("{name} : vous n’en voyez plus les membres ni les informations.", name=BubbleState.left_name),
            icon="log-out",
            action=link_button(_("Voir mes bulles"), href=routes.BUBBLES, kind="quiet"),
        ),
        role="alert",
    )


def _missing() -> rx.Component:
    return empty(
        _("Cette bulle est introuvable"),
        _("Elle n’existe pas, ou vous n’en faites pas partie. Vérifiez l’adresse, ou revenez à vos bulles."),
        icon="search-x",
        action=link_button(_("Voir mes bulles"), href=routes.BUBBLES, kind="quiet"),
    )


def _for_admins() -> rx.Component:
    return empty(
        _("Cette page est réservée aux administrateurs de la bulle"),
        _("Pour un changement ici, veuillez contacter votre administrateur de bulle."),
        icon="lock",
        action=link_button(_("Voir les membres"), href=bubble_href(routes.BUBBLE), kind="quiet"),
    )
