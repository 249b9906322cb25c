"""Links that other applications read one's agenda by: the list, and what gives one (seed R19, B5)."""

from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.invite import LINK_LOOKS
from mycharlotte.components.moment import spoken
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button, look
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _
from mycharlotte.states.calendar_links import CalendarLinksState
from mycharlotte.states.session import SessionState
from mycharlotte.views.calendar_links import CalendarLinkLine

_WORDS = "col-start-1 row-start-1 inline-flex items-center justify-center gap-2"
_NOTICE = "rounded-control p-4 font-medium"
_LOOKS = LINK_LOOKS | {
    "frame": "grid gap-4",
    "heard": "sr-only",
    "done": f"{_NOTICE} bg-success-soft text-success",
    "refused": f"{_NOTICE} bg-error-soft text-error",
    "warning": f"{_NOTICE} bg-attention-soft text-attention",
    "dialog": (
        "arrive m-auto w-[min(36rem,calc(100vw-2rem))] rounded-card border border-line bg-surface p-0 text-ink "
        "shadow-floating"
    ),
    "dialogHead": "flex items-center justify-between gap-4 py-3 pr-3 pl-6 text-lead",
    "dialogClose": "min-h-11 shrink-0 rounded-small px-3 text-body font-medium text-brand hover:bg-sunken",
    "dialogBody": "grid gap-5 px-6 pb-6",
    "form": "grid gap-5",
    "name": "font-medium wrap-anywhere",
    "field": "grid content-start gap-1.5",
    "label": "font-medium",
    "input": "field",
    "choice": "grid gap-1",
    "option": "flex min-h-11 items-start gap-3 py-2",
    "optionWords": "grid gap-0.5",
    "optionName": "font-medium",
    "radio": "size-6 shrink-0",
    "secret": "field pr-28",
    "secretFrame": "relative",
    "secretToggle": (
        "absolute inset-y-0.5 right-0.5 min-w-11 rounded-control px-3 text-small font-medium text-brand hover:bg-sunken"
    ),
    "textLink": "link",
    "actions": "flex flex-wrap gap-3",
    "primary": look("primary"),
    "danger": look("danger"),
    "idle": f"idle-words {_WORDS}",
    "busy": f"busy-words {_WORDS}",
    "given": "card grid gap-5 rounded-card border border-line bg-surface p-6 shadow-raised",
    "givenTitle": "text-lead wrap-anywhere",
    "ways": "grid gap-4",
}
_DOORS = {
    "link": routes.POST_CALENDAR_LINK,
    "page": routes.AGENDAS,
    "proof": routes.POST_CONFIRMATION,
    "confirmation": routes.confirmation(routes.AGENDAS),
}


class CalendarLinkDesk(rx.Component):
    """Around the list: what its buttons ask, and the link that was just given, which no state ever holds."""

    library = rx.asset("scripts/calendar_link.jsx").importable_path
    tag = "CalendarLinkDesk"

    doors: rx.Var[dict[str, str]]
    agendas: rx.Var[Any]
    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]

    on_lost: rx.EventHandler[rx.event.no_args_event_spec]


def calendar_links() -> rx.Component:
    """The section of the page."""
    state = CalendarLinksState
    return section(
        rx.cond(
            state.has_place,
            CalendarLinkDesk.create(
                rx.el.div(_list(), _make(), class_name="grid gap-4"),
                doors=_DOORS,
                agendas=state.agendas,
                words=_words(),
                looks=_LOOKS,
                on_lost=SessionState.refresh,
            ),
            rx.el.p(_("Vous pourrez créer un lien quand vous ferez partie d’une bulle."), class_name="text-muted"),
        ),
        title=_("Vos autres applications"),
        lead=_(
            "Un lien pour accéder à votre agenda à partir d’autres applications : Google Agenda, Calendrier d’Apple, "
            "Outlook…"
        ),
    )


def _list() -> rx.Component:
    return rx.cond(
        CalendarLinksState.links.length() > 0,
        card(rx.el.ul(rx.foreach(CalendarLinksState.links, _line), class_name="lined"), class_name=""),
    )


def _make() -> rx.Component:
    asks = {"data-deed": "make"}
    state = CalendarLinksState
    return rx.cond(
        state.agendas.length() > 0,
        rx.el.div(
            rx.cond(
                state.links.length() > 0,
                button(_("Créer un autre lien"), kind="quiet", icon="link", custom_attrs=asks),
                button(_("Créer un lien"), icon="link", custom_attrs=asks),
            )
        ),
    )


def _line(link: CalendarLinkLine) -> rx.Component:
    def ask(deed: str, label: Word, **more: Any) -> rx.Component:
        return button(
            label,
            kind="quiet",
            aria_label=_("{deed} : {name}", deed=label, name=_name(link)),
            custom_attrs={"data-deed": deed, "data-link": link.ref, "data-name": _name(link)} | more,
        )

    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(_name(link), dir="auto", class_name="min-w-0 font-medium wrap-anywhere"),
                badge(rx.match(link.detail, *((value, said["name"]) for value, said in _details().items()), "")),
                class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
            ),
            rx.el.p(_("Créé {moment}", moment=spoken(link.made)), class_name="text-small text-muted"),
            rx.el.p(_read(link), class_name="text-small text-muted"),
            class_name="grid gap-0.5",
        ),
        rx.el.div(
            ask("choose", _("Changer ce qu’il montre"), **{"data-detail": link.detail}),
            ask("renew", _("Renouveler")),
            ask("revoke", _("Supprimer")),
            class_name="flex flex-wrap gap-3",
        ),
        class_name="grid gap-4 px-5 py-4",
    )


def _name(link: CalendarLinkLine) -> rx.Var[str]:
    return rx.cond(link.bubble != "", link.bubble, _("Toutes vos bulles"))


def _read(link: CalendarLinkLine) -> rx.Var[str]:
    named = rx.match(link.read_by, *_applications().items(), "")
    return rx.cond(
        link.read.iso == "",
        _("Aucune application ne l’a encore lu."),
        rx.cond(
            named != "",
            _("Dernière lecture {moment} par {application}", moment=spoken(link.read), application=named),
            _("Dernière lecture {moment} par une application que nous ne connaissons pas", moment=spoken(link.read)),
        ),
    )


def _applications() -> dict[str, Word]:
    return {
        "google": _("Google Agenda"),
        "apple": _("Calendrier d’Apple"),
        "outlook": "Outlook",
        "thunderbird": "Thunderbird",
        "vdirsyncer": "vdirsyncer",
        "khal": "khal",
        "nextcloud": "Nextcloud",
        "davx5": "DAVx⁵",
        "icsx5": "ICSx⁵",
        "proton": "Proton",
        "gnome": "GNOME",
        "kde": "KDE",
        "yahoo": "Yahoo",
        "fantastical": "Fantastical",
        "busycal": "BusyCal",
    }


def _details() -> dict[str, dict[str, Word]]:
    return {
        "busy": {
            "name": _("Occupé"),
            "shown": _("« Rendez-vous », avec le jour et l’heure. Aucun nom."),
        },
        "initials": {
            "name": _("Initiales"),
            "shown": _("« Rendez-vous · P. G. », avec le jour et l’heure."),
        },
        "full": {
            "name": _("Complet"),
            "shown": _("Le nom de la personne, le type de consultation et le lieu, avec le jour et l’heure."),
        },
    }


def _words() -> dict[str, Any]:
    return {
        "close": _("Fermer"),
        "cancel": _("Annuler"),
        "all": _("Toutes vos bulles"),
        "agenda": _("Quel agenda ?"),
        "detail": _("Ce que le lien montre"),
        "details": _details(),
        "warning": _(
            "Les autres calendriers gardent des copies hors de notre espace protégé : celui de Google, d’Apple ou de "
            "Microsoft, et tous ceux avec qui vous les partagez, sauront avec qui sont vos rendez-vous."
        ),
        "questions": {
            "make": {"title": _("Créer un lien"), "button": _("Créer le lien")},
            "renew": {
                "title": _("Renouveler le lien"),
                "text": _(
                    "L’adresse actuelle ne marchera plus dès maintenant. Vous en recevrez une nouvelle, à donner à vos "
                    "applications."
                ),
                "button": _("Renouveler le lien"),
            },
            "choose": {
                "title": _("Changer ce que le lien montre"),
                "text": _("L’adresse reste la même. Vos applications se mettront à jour à leur prochaine lecture."),
                "button": _("Enregistrer"),
            },
            "revoke": {
                "title": _("Supprimer le lien"),
                "text": _(
                    "L’adresse ne marchera plus dès maintenant. Ce que vos applications ont déjà lu y reste, jusqu’à "
                    "ce que vous l’y supprimiez."
                ),
                "button": _("Supprimer le lien"),
            },
        },
        "done": {
            "choose": _("C’est enregistré."),
            "revoke": _("Le lien est supprimé : son adresse ne marche plus."),
        },
        "sending": _("Un instant…"),
        "password": _("Votre mot de passe"),
        "passwordHint": _("Ce lien ouvre votre agenda à qui le possède : confirmez que c’est bien vous."),
        "otherProof": _("Confirmer autrement"),
        "show": _("Afficher"),
        "hide": _("Masquer"),
        "given": _("Lien d’agenda : {name}", name="{name}"),
        "once": _("Gardez ce lien pour vous : qui le possède lit votre agenda. Il ne sera plus affiché."),
        "copy": _("Copier le lien"),
        "copied": _("Lien copié"),
        "notCopied": _("Votre navigateur n’a pas pu copier. Le lien est sélectionné : copiez-le."),
        "webcal": _("Ouvrir dans mon calendrier"),
        "qr": _("QR code qui ajoute cet agenda au calendrier d’un téléphone"),
        "ways": [
            {
                "name": _("Google Agenda"),
                "how": _("Sur un ordinateur : « Autres agendas », « + », « À partir de l’URL », puis collez le lien."),
            },
            {
                "name": _("Calendrier d’Apple"),
                "how": _("Sur un iPhone, un iPad ou un Mac : scannez le QR code, ou ouvrez le lien avec le bouton."),
            },
            {
                "name": "Outlook",
                "how": _("« Ajouter un calendrier », « S’abonner à partir du web », puis collez le lien."),
            },
        ],
        "slow": _(
            "Chaque application choisit quand elle relit l’agenda : certaines une fois par jour seulement. Pour "
            "l’heure exacte d’un rendez-vous, c’est myCharlotte qui fait foi."
        ),
        "end": _("J’ai gardé le lien"),
        "failed": _("Aucune réponse n’est arrivée. Vérifiez votre connexion, puis réessayez."),
    }
