"""A place where nothing is yet: says what will appear, and how to begin.

empty("Aucun rendez-vous à venir", "Vos prochains rendez-vous apparaîtront ici.", icon="calendar-days",
      action=link_button("Ouvrir l'agenda", href="/agenda", kind="quiet"))
"""

import reflex as rx

from mycharlotte.components.ui.icon import icon as draw_icon
from mycharlotte.components.ui.word import Word


def empty(title: Word, words: Word, *, icon: str, action: rx.Component | None = None) -> rx.Component:
    """What will be here."""
    return rx.el.div(
        draw_icon(icon, size="large", class_name="mb-2 text-muted"),
        rx.el.p(title, class_name="font-medium"),
        rx.el.p(words, class_name="max-w-form text-muted"),
        rx.el.div(action, class_name="mt-3") if action is not None else rx.fragment(),
        class_name="grid justify-items-center rounded-card border border-dashed border-line px-6 py-8 text-center",
    )
