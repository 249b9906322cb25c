"""What comes over a page when its connection is cut or its session over. What was typed stays beneath."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.ui import banner
from mycharlotte.components.ui.button import look
from mycharlotte.components.ui.dialog import dialog
from mycharlotte.components.words import _
from mycharlotte.states.session import SessionState


def connection_banner() -> rx.Component:
    """The connection is cut; it catches up by itself."""
    return banner.connection_banner(
        lost=_("Connexion interrompue. Ce que vous écrivez reste ici ; la page se mettra à jour dès son retour."),
        back=_("La connexion est revenue."),
    )


def session_over() -> rx.Component:
    """The session is over: sign in again in another tab, come back, and go on."""
    return dialog(
        rx.el.p(
            _(
                "Pour protéger vos données, vous avez été déconnecté. Reconnectez-vous dans un nouvel "
                "onglet, puis revenez ici : "
                "ce que vous avez écrit sur cette page n’est pas perdu."
            )
        ),
        rx.el.a(
            _("Me reconnecter dans un nouvel onglet"), href=routes.SIGN_IN, target="_blank", class_name=look("primary")
        ),
        opener=rx.fragment(),
        title=_("Votre session est terminée"),
        close=_("Fermer"),
        open=SessionState.is_over,
    )
