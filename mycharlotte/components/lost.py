"""What comes over a page when its connection is cut or its session over. What was typed stays beneath."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.document import BRAND
from mycharlotte.components.methods import method_words
from mycharlotte.components.passkey_words import passkey_words
from mycharlotte.components.ui import banner
from mycharlotte.components.ui.mark import mark
from mycharlotte.components.ui.sign_in_again import Doors, Words, sign_in_again
from mycharlotte.components.words import _
from mycharlotte.states.session import SessionState


def connection_banner() -> rx.Component:
    """The connection is cut; it catches up by itself."""
    return banner.connection_banner(
        lost=_("Connexion interrompue. Ce que vous écrivez reste ici ; la page se mettra à jour dès son retour."),
        back=_("La connexion est revenue."),
    )


@rx.memo
def session_over() -> rx.Component:
    """The session is over: sign in again over the page, and go on. One piece for every page: it is not small."""
    return sign_in_again(
        mark(BRAND, size=36),
        over=SessionState.is_over,
        back=SessionState.is_signed_in & rx.State.is_hydrated,
        email=SessionState.person.email,
        doors=Doors(
            password=routes.POST_SIGN_IN,
            code=routes.POST_CODE,
            method=routes.POST_METHOD,
            resend=routes.POST_RESEND,
            challenge=routes.POST_CHALLENGE,
            step=routes.SECOND_STEP,
            page=routes.SIGN_IN_CODE,
            entry=routes.SIGN_IN,
            forgotten=routes.FORGOTTEN,
        ),
        words=_words(),
        methods=method_words("{address}"),
    )


def _words() -> Words:
    return Words(
        title=_("Votre session est terminée"),
        lead=_("Reconnectez-vous pour reprendre où vous en étiez. Ce que vous avez écrit n’est pas perdu."),
        email=_("Adresse e-mail"),
        password=_("Mot de passe"),
        show=_("Afficher"),
        hide=_("Masquer"),
        next=_("Continuer"),
        enter=_("Me connecter"),
        checking=_("Vérification…"),
        returning=_("Retour à votre page…"),
        trust=_("Faire confiance à cet appareil 30 jours"),
        shared=_("Seul votre mot de passe y sera demandé. À éviter sur un appareil partagé."),
        resend=_("Renvoyer un code"),
        sending=_("Envoi…"),
        wait=_("Vous pourrez demander un autre code dans {seconds} s.", seconds="{seconds}"),
        ready=_("Vous pouvez demander un autre code."),
        mailbox=_("Ouvrir la boîte aux lettres"),
        others=_("Utiliser une autre méthode"),
        forgotten=_("Mot de passe oublié ?"),
        another=_("Se connecter avec un autre compte"),
        offline=_("Vous n’êtes pas connecté à Internet, ou le site ne répond pas. Réessayez dans un instant."),
        broken=_("Quelque chose s’est mal passé de notre côté. Réessayez dans un instant."),
        device=passkey_words(),
    )
