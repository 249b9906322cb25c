"""The banner of a cut connection: light, it says that the page will catch up, and goes away by itself.

connection_banner(lost="Connexion interrompue. La page se mettra à jour dès son retour.",
                  back="La connexion est revenue.")
"""

import reflex as rx

from mycharlotte.components.ui.word import Word

_PILL = "arrive rounded-control px-4 py-2.5 text-center font-medium shadow-floating"


class ConnectionBanner(rx.Component):
    """Follows the connection of the page."""

    library = rx.asset("scripts/connection.js").importable_path
    tag = "ConnectionBanner"

    lost: rx.Var[str]
    back: rx.Var[str]
    lost_class_name: rx.Var[str]
    back_class_name: rx.Var[str]


def connection_banner(*, lost: Word, back: Word) -> rx.Component:
    """The two sentences, each at its time; nothing at all while the connection holds."""
    return ConnectionBanner.create(
        lost=lost,
        back=back,
        class_name="no-print pointer-events-none fixed inset-x-4 top-3 z-50 flex justify-center",
        lost_class_name=f"{_PILL} bg-attention-soft text-attention",
        back_class_name=f"{_PILL} bg-success-soft text-success",
    )
