"""The planning of a companion: the grid or the list, what is asked before a move, and where to go from there."""

from typing import Any

import reflex as rx
from reflex_base.components.component import field

from mycharlotte import routes
from mycharlotte.components.ui.button import button, link_button, look
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.ui.toggle import LOOK as TOGGLE
from mycharlotte.components.words import _, _n
from mycharlotte.states.planning import PlanningState
from mycharlotte.states.session import SessionState


class PlanningDesk(rx.Component):
    """The whole of it, in the browser: it asks for days and moves appointments, and decides of nothing."""

    library = rx.asset("scripts/planning.jsx").importable_path
    tag = "Planning"
    lib_dependencies: list[str] = field(
        default_factory=lambda: ["@fullcalendar/react@7.1.4", "temporal-polyfill@1.0.8"]
    )

    language: rx.Var[str]
    zone: rx.Var[str]
    zone_name: rx.Var[str]
    bubbles: rx.Var[Any]
    shown: rx.Var[Any]
    answers: rx.Var[int]
    is_asking: rx.Var[bool]
    addresses: rx.Var[dict[str, Any]]
    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]

    on_show: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]
    on_move: rx.EventHandler[rx.event.passthrough_event_spec(str, int, str, str)]


# What stands in addresses: pages, the names of their parameters, and the views as people may read them there.
_ADDRESSES: dict[str, Any] = {
    "appointment": routes.APPOINTMENT,
    "newAppointment": routes.NEW_APPOINTMENT,
    "ref": routes.APPOINTMENT_PARAMETER,
    "bubble": routes.BUBBLE_PARAMETER,
    "start": routes.START_PARAMETER,
    "end": routes.END_PARAMETER,
    "day": routes.DAY_PARAMETER,
    "view": "vue",
    "views": {"list": "liste", "day": "jour", "week": "semaine", "month": "mois"},
    "move": "deplacer",
    "cancel": "annuler",
}
_HEIGHT = "h-[clamp(32rem,calc(100dvh-15rem),60rem)]"
_QUIET = "min-h-11 rounded-control px-3 font-medium text-brand transition-colors hover:bg-sunken"
_LOOKS = {
    "planning": "grid gap-3",
    "toolbar": "no-print grid items-center gap-x-4 gap-y-2 tablet:grid-cols-[auto_1fr_auto]",
    "steps": "flex items-center gap-1",
    "arrow": "grid size-11 place-items-center rounded-control text-ink transition-colors hover:bg-sunken",
    "today": look("quiet"),
    "title": "text-lead first-letter:uppercase",
    "views": "grid grid-cols-4 rounded-control border border-control bg-surface p-0.5",
    "view": (
        "min-h-11 rounded-small px-3 font-medium transition-colors hover:bg-sunken aria-pressed:bg-accent "
        "aria-pressed:text-on-accent"
    ),
    "zone": "text-small text-muted",
    "grid": f"no-print relative {_HEIGHT} overflow-hidden rounded-card border border-line bg-surface",
    "waiting": "skeleton absolute inset-0",
    "list": "grid gap-6",
    "printed": "hidden print:grid print:gap-4",
    "day": "grid gap-1",
    "dayHead": "flex flex-wrap items-center justify-between gap-x-4 border-b border-line",
    "dayName": "py-2 first-letter:uppercase",
    "dayToday": "text-brand",
    "dayNew": f"no-print inline-flex items-center no-underline {_QUIET}",
    "hours": "text-small text-muted",
    "nothing": "py-2 text-small text-muted",
    "rows": "lined",
    "row": (
        "grid min-h-14 items-center gap-x-4 gap-y-1 py-2 tablet:grid-cols-[9rem_minmax(0,1fr)_auto_auto] "
        "print:grid-cols-[9rem_minmax(0,1fr)_auto]"
    ),
    "span": "grid min-h-11 items-center gap-x-4 py-2 text-small text-muted tablet:grid-cols-[9rem_1fr]",
    "cancelled": "planning-cancelled",
    "time": "digits",
    "about": "grid min-w-0 justify-items-start",
    "patient": "link inline-flex min-h-11 items-center font-medium wrap-anywhere tablet:min-h-6",
    "kind": "flex min-w-0 items-baseline gap-2 text-small text-muted wrap-anywhere",
    "dot": "size-3 shrink-0 self-center rounded-full",
    "status": "justify-self-start rounded-full bg-sunken px-2.5 py-0.5 text-small font-medium text-muted",
    "attention": (
        "justify-self-start rounded-full bg-attention-soft px-2.5 py-0.5 text-small font-medium text-attention"
    ),
    "actions": "no-print flex flex-wrap gap-x-2 tablet:col-start-4 tablet:justify-self-end -mx-3 tablet:mx-0",
    "action": f"inline-flex items-center no-underline {_QUIET}",
    "filters": "no-print flex flex-wrap items-center gap-2",
    "chips": "flex flex-wrap gap-2",
    "chip": f"{TOGGLE} max-w-full truncate",
}


def planning() -> rx.Component:
    """The planning; for someone who accompanies nobody, where their own appointments are."""
    head = PlanningState.head
    return ready(
        PlanningState.is_ready,
        rx.cond(head.is_companion, _desk(), _not_for_you()),
        of=SessionState.person.ref,
        waiting=waiting(
            skeleton("h-11 w-full"),
            skeleton(f"{_HEIGHT} w-full rounded-card"),
            label=_("Chargement de votre agenda"),
        ),
    )


def planning_actions() -> rx.Component:
    """What one comes to do most."""
    return rx.cond(
        PlanningState.head.is_companion,
        rx.el.div(
            link_button(_("Nouveau rendez-vous"), href=routes.NEW_APPOINTMENT, icon="plus"), class_name="no-print"
        ),
    )


def _desk() -> rx.Component:
    head = PlanningState.head
    return rx.el.div(
        _refused(),
        PlanningDesk.create(
            language=SessionState.language,
            zone=head.zone,
            zone_name=rx.cond(SessionState.language == "en", head.zone_english, head.zone_french),
            bubbles=head.bubbles,
            shown=PlanningState.shown,
            answers=PlanningState.answers,
            is_asking=PlanningState.asked.appointment != "",
            addresses=_ADDRESSES,
            words=_words(),
            looks=_LOOKS,
            on_show=PlanningState.show,
            on_move=PlanningState.move,
        ),
        _ways(),
        _question(),
        class_name="grid gap-4",
    )


def _ways() -> rx.Component:
    """Where one goes from here, now and then."""
    waiting_count = PlanningState.head.to_fill_in
    return rx.el.div(
        rx.cond(
            waiting_count > 0,
            link_button(
                _n("{n} rendez-vous à renseigner", "{n} rendez-vous à renseigner", waiting_count),
                href=routes.OUTCOMES,
                kind="quiet",
                icon="clipboard-check",
            ),
        ),
        link_button(_("Mes horaires"), href=routes.HOURS, kind="quiet", icon="clock"),
        link_button(_("Mes absences"), href=routes.ABSENCES, kind="quiet", icon="calendar-off"),
        link_button(_("Liste d’attente"), href=routes.WAITING, kind="quiet", icon="hourglass"),
        class_name="no-print flex flex-wrap gap-2",
    )


def _question() -> rx.Component:
    asked = PlanningState.asked
    return dialog(
        rx.el.p(asked.why),
        dialog_actions(
            button(_("Déplacer quand même"), on_click=PlanningState.confirm), close_button(_("Laisser où il était"))
        ),
        title=_("Déplacer ce rendez-vous ?"),
        close=_("Fermer"),
        open=asked.appointment != "",
        on_close=PlanningState.drop,
    )


def _refused() -> rx.Component:
    """Why something was refused, where it is seen wherever one looks: what was dragged is back in its place."""
    return rx.el.div(
        rx.cond(
            PlanningState.refusal.sentence != "",
            rx.el.div(
                icon("circle-alert", class_name="text-error"),
                rx.el.p(PlanningState.refusal.sentence, key=PlanningState.refusal.serial.to(str)),
                rx.el.button(
                    _("Fermer"),
                    type="button",
                    on_click=PlanningState.drop,
                    class_name="min-h-11 shrink-0 rounded-small px-3 font-medium text-brand hover:bg-sunken",
                ),
                class_name=(
                    "arrive pointer-events-auto flex max-w-measure items-center gap-3 rounded-control border-2 "
                    "border-error bg-surface py-1 pr-1 pl-4 font-medium shadow-floating"
                ),
            ),
        ),
        role="alert",
        class_name=(
            "no-print pointer-events-none fixed inset-x-4 bottom-24 z-40 flex justify-center desk:left-72 desk:bottom-8"
        ),
    )


def _words() -> dict[str, Any]:
    return {
        "today": _("Aujourd’hui"),
        "isToday": _("aujourd’hui"),
        "views": _("Affichage"),
        "list": _("Liste"),
        "day": _("Jour"),
        "week": _("Semaine"),
        "month": _("Mois"),
        "previous": {
            "list": _("Sept jours plus tôt"),
            "day": _("Jour précédent"),
            "week": _("Semaine précédente"),
            "month": _("Mois précédent"),
        },
        "next": {
            "list": _("Sept jours plus tard"),
            "day": _("Jour suivant"),
            "week": _("Semaine suivante"),
            "month": _("Mois suivant"),
        },
        "zone": _("Les heures sont celles de votre fuseau horaire : {city}.", city="{city}"),
        "counts": [_("aucun rendez-vous"), _("1 rendez-vous"), _("{n} rendez-vous", n="{n}")],
        "bubbles": _("Bulles affichées"),
        "cancelledToo": _("Annulés affichés"),
        "add": _("Ajouter"),
        "on": _("un rendez-vous, {day}", day="{day}"),
        "of": _("le rendez-vous de {name}, {day} à {time}", name="{name}", day="{day}", time="{time}"),
        "move": _("Déplacer"),
        "cancel": _("Annuler"),
        "fillIn": _("Renseigner"),
        "toFillIn": _("À renseigner"),
        "hours": _("Vous recevez : {times}", times="{times}"),
        "nothing": _("Rien de prévu."),
        "allDay": _("Toute la journée"),
        "more": _("autres"),
        "close": _("Fermer"),
        "events": _("Rendez-vous"),
        "spans": {
            "absence": _("Absence"),
            "outside": _("Occupé dans un autre calendrier"),
            "held": _("Proposé à un patient qui attend"),
            "own": _("Votre rendez-vous de patient"),
        },
        "states": {
            "planned": "",
            "honoured": _("Honoré"),
            "cancelled-by-patient": _("Annulé par le patient"),
            "cancelled-by-companion": _("Annulé"),
            "no-show": _("Absence non excusée"),
        },
        "modes": {
            "on-site": _("Sur place"),
            "at-home": _("À domicile"),
            "phone": _("Par téléphone"),
            "video": _("En visio"),
        },
    }


def _not_for_you() -> rx.Component:
    return empty(
        _("Cet agenda est celui des accompagnants"),
        _("Vous n’accompagnez personne pour l’instant. Vos rendez-vous de patient sont sur une autre page."),
        icon="calendar-days",
        action=link_button(_("Voir mes rendez-vous"), href=routes.MY_APPOINTMENTS, kind="quiet"),
    )
