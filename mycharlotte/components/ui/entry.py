"""The layout of the pages before one is signed in: the mark, one calm card, nothing else.

entry_page(post_form(…), title="Connexion", brand="myCharlotte", skip="Aller au contenu", footer=…)
"""

import reflex as rx

from mycharlotte.components.ui.landing import page_title, skip_link
from mycharlotte.components.ui.mark import mark
from mycharlotte.components.ui.page import MAIN
from mycharlotte.components.ui.word import Word, element_id


def entry_page(
    *content: rx.Component,
    title: Word,
    brand: str,
    skip: Word,
    lead: Word | rx.Component | None = None,
    aside: rx.Component | None = None,
    footer: rx.Component | None = None,
) -> rx.Component:
    """A whole page with one thing to do. `aside` stands under the card (demo accounts, help)."""
    return rx.el.div(
        skip_link(skip, to=MAIN),
        rx.el.header(mark(brand, size=36), class_name="flex justify-center"),
        rx.el.main(
            rx.el.div(
                page_title(title),
                rx.el.p(lead, class_name="text-muted") if lead is not None else rx.fragment(),
                class_name="mb-6 grid gap-2",
            ),
            *content,
            id=element_id(MAIN),
            tab_index=-1,
            custom_attrs={"data-landing": ""},
            class_name="card rounded-card border border-line bg-surface p-6 shadow-raised phone:p-8",
        ),
        aside if aside is not None else rx.fragment(),
        rx.el.footer(
            footer,
            class_name="mt-auto flex flex-wrap items-center justify-center gap-x-6 gap-y-2 pt-4 text-small text-muted",
        )
        if footer is not None
        else rx.fragment(),
        class_name="mx-auto flex min-h-dvh max-w-form flex-col gap-6 px-4 py-8 tablet:py-14",
    )
