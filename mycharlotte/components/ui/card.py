"""Cards: a group that stands on its own, or a whole card that leads somewhere.

card(…)
link_row("Journal", "Tout ce qui s'est passé", href="/parametres/securite/journal")
link_card("Profil", "Votre photo, votre nom, votre téléphone", href="/parametres/profil", icon="user-round",
          status=badge("À compléter", "attention"))
"""

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte.components.ui.icon import icon as draw_icon
from mycharlotte.components.ui.word import Word

_SHAPE = "card rounded-card border border-line bg-surface shadow-raised"


def card(*content: rx.Component, class_name: str = "p-6") -> rx.Component:
    """A surface with a hairline."""
    return rx.el.div(*content, class_name=f"{_SHAPE} {class_name}")


def cards(*content: rx.Component) -> rx.Component:
    """Cards side by side where there is room."""
    return rx.el.ul(*(rx.el.li(one, class_name="grid") for one in content), class_name="grid gap-4 tablet:grid-cols-2")


def link_card(title: Word, words: Word, *, href: Word, icon: str, status: rx.Component | None = None) -> rx.Component:
    """A card that is one link: what it leads to, and its state today."""
    return route_link(
        rx.el.span(
            draw_icon(icon),
            class_name="grid size-11 shrink-0 place-items-center rounded-control bg-brand-soft text-brand",
        ),
        rx.el.span(
            rx.el.span(title, class_name="font-bold text-ink"),
            rx.el.span(words, class_name="text-muted"),
            rx.el.span(status, class_name="mt-2") if status is not None else rx.fragment(),
            class_name="grid min-w-0 gap-0.5 justify-items-start",
        ),
        to=href,
        class_name=f"{_SHAPE} flex items-start gap-4 p-5 no-underline transition-colors hover:border-control",
    )


def link_row(title: Word, words: Word, *, href: Word, status: rx.Component | None = None) -> rx.Component:
    """One line of a list inside a card, which leads somewhere."""
    return route_link(
        rx.el.span(
            rx.el.span(title, class_name="font-medium text-ink"),
            rx.el.span(words, class_name="text-muted"),
            rx.el.span(status, class_name="mt-1") if status is not None else rx.fragment(),
            class_name="grid min-w-0 flex-1 justify-items-start gap-1",
        ),
        draw_icon("chevron-right", class_name="text-muted"),
        to=href,
        class_name="flex items-center gap-4 px-5 py-4 no-underline transition-colors hover:bg-sunken",
    )
