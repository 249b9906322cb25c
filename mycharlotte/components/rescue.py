"""Helping a member to sign in again: whom, how they were recognised, and the code to give them by voice."""

from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.ui.button import link_button, look
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.words import _, _n
from mycharlotte.states.home import HomeState
from mycharlotte.states.rescue import RescueState
from mycharlotte.states.session import SessionState


class RescueDesk(rx.Component):
    """The whole way, in one piece: the code comes to it from its door, and no state ever holds it."""

    library = rx.asset("scripts/rescue.jsx").importable_path
    tag = "RescueDesk"

    doors: rx.Var[dict[str, str]]
    query: rx.Var[str]
    people: rx.Var[Any]
    has_more: rx.Var[bool]
    count: rx.Var[str]
    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]

    on_find: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_lost: rx.EventHandler[rx.event.no_args_event_spec]


_DOORS = {
    "page": routes.RESCUE,
    "code": routes.POST_RESCUE,
    "proof": routes.POST_CONFIRMATION,
    "confirmation": routes.confirmation(routes.RESCUE),
}
_WORDS = "col-start-1 row-start-1 inline-flex items-center justify-center gap-2"
_PERSON = "grid min-w-0 gap-0.5 wrap-anywhere"
_LOOKS = {
    "form": "grid max-w-form gap-6",
    "field": "grid gap-1.5",
    "label": "font-medium",
    "hint": "text-small text-muted",
    "input": "field",
    "refusal": "font-medium text-error",
    "summary": "mb-6 grid max-w-form gap-1 rounded-control border-2 border-error bg-error-soft p-4 text-error",
    "summaryTitle": "text-lead font-bold",
    "summaryLink": "link text-error!",
    "results": "grid min-h-11 content-start gap-3",
    "list": "lined overflow-hidden rounded-card border border-line bg-surface",
    "person": f"{_PERSON} min-h-14 w-full px-4 py-2.5 text-left transition-colors hover:bg-sunken",
    "name": "font-medium",
    "email": "text-small text-muted",
    "chosen": "flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-control bg-sunken p-4",
    "chosenPerson": _PERSON,
    "secret": "field pr-28",
    "secretFrame": "relative",
    "secretToggle": (
        "absolute inset-y-0.5 right-0.5 min-w-11 rounded-control px-3 text-small font-medium text-brand hover:bg-sunken"
    ),
    "create": look("primary"),
    "quiet": look("quiet"),
    "idle": f"idle-words {_WORDS}",
    "busy": f"busy-words {_WORDS}",
    "issued": "card grid max-w-measure gap-5 rounded-card border border-line bg-surface p-6 shadow-raised",
    "issuedTitle": "text-lead",
    "code": "digits rounded-control bg-sunken px-4 py-5 text-center text-code font-bold tracking-[0.2em]",
    "steps": "grid list-decimal gap-2 pl-6",
}


def rescue_desk() -> rx.Component:
    """What an admin needs; for anyone else, whom to turn to."""
    return rx.cond(RescueState.is_allowed, _desk(), _not_for_you())


def rescue_link() -> rx.Component:
    """The way to the desk, for those who may help."""
    return rx.cond(
        HomeState.home.may_rescue,
        rx.el.div(
            link_button(_("Aider un membre à se reconnecter"), href=routes.RESCUE, kind="quiet", icon="life-buoy"),
            class_name="mt-6",
        ),
    )


def _desk() -> rx.Component:
    people = RescueState.found.people
    return RescueDesk.create(
        doors=_DOORS,
        query=RescueState.query,
        people=people,
        has_more=RescueState.found.has_more,
        count=_n("{n} personne trouvée.", "{n} personnes trouvées.", people.length()),
        words=_words(),
        looks=_LOOKS,
        on_find=RescueState.find,
        on_lost=SessionState.refresh,
    )


def _words() -> dict[str, Any]:
    return {
        "search": _("Qui souhaitez-vous aider ?"),
        "searchHint": _("Tapez trois lettres au moins de son nom ou de son adresse e-mail."),
        "tooMany": _("Plus de 20 personnes correspondent : voici les 20 premières. Précisez le nom."),
        "nobody": _(
            "Personne ne correspond parmi celles et ceux que vous pouvez aider. Essayez une autre partie du nom, ou "
            "l’adresse e-mail."
        ),
        "chosen": _("Personne choisie"),
        "change": _("Choisir une autre personne"),
        "check": _("Comment avez-vous vérifié son identité ?"),
        "checkHint": _(
            "En une phrase, par exemple : appel au numéro déjà connu, rencontre, pièce d’identité vue. N’écrivez rien "
            "sur sa santé."
        ),
        "password": _("Votre mot de passe"),
        "passwordHint": _("Pour créer un code, confirmez que c’est bien vous. Ce que vous avez écrit est gardé."),
        "show": _("Afficher"),
        "hide": _("Masquer"),
        "problem": _("Il y a un problème"),
        "create": _("Créer un code de dépannage"),
        "creating": _("Création…"),
        "lost": _("Votre session est terminée. Reconnectez-vous pour continuer."),
        "failed": _("Aucune réponse n’est arrivée. Vérifiez votre connexion, puis réessayez."),
        "issued": _("Code de dépannage pour {name}", name="{name}"),
        "until": _("Il sert une seule fois, et jusqu’à {time}.", time="{time}"),
        "steps": [
            _("Dictez-le au téléphone ou de vive voix. Ne l’envoyez ni par e-mail ni par message."),
            _("La personne tape son adresse e-mail et son mot de passe, puis choisit « Code de dépannage »."),
            _("Dans ce code, 0 est toujours le chiffre zéro, et 1 le chiffre un."),
        ],
        "once": _(
            "Ce code ne sera plus affiché. S’il se perd, créez-en un autre : il remplace celui-ci. La personne est "
            "prévenue par e-mail."
        ),
        "over": _("L’heure est passée : ce code ne sert plus. S’il le faut, créez-en un autre."),
        "again": _("Aider une autre personne"),
    }


def _not_for_you() -> rx.Component:
    contact = RescueState.contact_email
    return empty(
        _("Cette page est réservée aux administrateurs"),
        _(
            "Un administrateur de bulle ou de la plateforme peut aider un membre qui n’arrive plus à se connecter. "
            "Si c’est votre cas, ou celui d’un proche, écrivez-nous."
        ),
        icon="life-buoy",
        action=rx.el.a(contact, href="mailto:" + contact, class_name="link"),
    )
