"""The inside of a page: one main landmark, one title, what it is for, then the content.

page(…, title="Paramètres", lead="Tout ce qui règle votre espace.")
section(…, title="Votre photo de profil")
"""

import reflex as rx

from mycharlotte.components.ui.button import link_button
from mycharlotte.components.ui.landing import page_title
from mycharlotte.components.ui.word import Word, element_id

MAIN = "contenu"


def page(
    *content: rx.Component,
    title: Word,
    lead: Word | None = None,
    back: rx.Component | None = None,
    actions: rx.Component | None = None,
) -> rx.Component:
    """The main landmark: a way back, the title with its actions, one sentence, the content."""
    return rx.el.main(
        rx.el.header(
            back if back is not None else rx.fragment(),
            rx.el.div(
                page_title(title),
                actions if actions is not None else rx.fragment(),
                class_name="flex flex-wrap items-center justify-between gap-x-6 gap-y-3",
            ),
            rx.el.p(lead, class_name="max-w-measure text-muted") if lead is not None else rx.fragment(),
            class_name="mb-8 grid gap-2",
        ),
        *content,
        id=element_id(MAIN),
        tab_index=-1,
        custom_attrs={"data-landing": ""},
        class_name="min-w-0",
    )


def back_link(label: Word, *, href: Word) -> rx.Component:
    """The way back to the page above, named by it."""
    return rx.el.div(link_button(label, href=href, kind="link", icon="arrow-left"))


def section(
    *content: rx.Component, title: Word, lead: Word | None = None, aside: rx.Component | None = None
) -> rx.Component:
    """A part of a page, with its own title."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="text-lead"),
            aside if aside is not None else rx.fragment(),
            class_name="flex flex-wrap items-baseline justify-between gap-x-4",
        ),
        rx.el.p(lead, class_name="-mt-2 max-w-measure text-muted") if lead is not None else rx.fragment(),
        *content,
        class_name="mb-10 grid gap-4",
    )
