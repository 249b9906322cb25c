"""A plain table that scrolls by itself when it is wider than the screen.

table(rx.foreach(State.sessions, lambda row: table_row(row.device, row.place, row.when)),
      caption="Vos appareils connectés", columns=["Appareil", "Lieu", "Dernière activité"])
"""

from collections.abc import Sequence

import reflex as rx

from mycharlotte.components.ui.word import Word


def table(*rows: rx.Component, caption: Word, columns: Sequence[Word]) -> rx.Component:
    """The table; the caption is read out, and names the part that scrolls."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    *(
                        rx.el.th(
                            column,
                            scope="col",
                            class_name="px-4 py-3 text-small font-medium whitespace-nowrap text-muted",
                        )
                        for column in columns
                    )
                ),
                class_name="border-b border-line",
            ),
            rx.el.tbody(*rows, class_name="lined"),
            class_name="w-full border-collapse text-left",
        ),
        role="region",
        aria_label=caption,
        tab_index=0,
        class_name="card overflow-x-auto rounded-card border border-line bg-surface shadow-raised",
    )


def table_row(*cells: Word | rx.Component) -> rx.Component:
    """A row; its first cell names it."""
    first, *others = cells
    return rx.el.tr(
        rx.el.th(first, scope="row", class_name="px-4 py-3 font-medium"),
        *(rx.el.td(cell, class_name="px-4 py-3") for cell in others),
    )
