"""The planning of a companion: the grid or the list, what is asked before a move, and where to go from there."""

from typing import Any

import reflex as rx
from reflex_base.components.component import field

from mycharlotte import routes
from mycharlotte.components.moment import time
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, link_button, look
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.undo import undo_offer
from mycharlotte.components.words import _, _n, words_for
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
}
_HEIGHT = "h-[clamp(30rem,calc(100dvh-14rem),60rem)]"
_QUIET = "min-h-11 rounded-control px-3 font-medium text-brand transition-colors hover:bg-sunken"
_BADGE = "justify-self-start rounded-full px-2.5 py-0.5 text-small font-medium"
_LOOKS = {
    "planning": "grid grid-cols-[minmax(0,1fr)] gap-3",
    "toolbar": (
        "no-print grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-2 desk:grid-cols-[auto_1fr_auto]"
    ),
    "steps": "flex items-center gap-1",
    "arrow": "grid size-11 place-items-center rounded-control text-ink transition-colors hover:bg-sunken",
    "today": look("quiet"),
    "title": "desk:text-lead first-letter:uppercase",
    "titleShort": "tablet:hidden",
    "titleLong": "hidden tablet:inline",
    "views": "col-span-full flex rounded-control border border-control bg-surface p-0.5 desk:col-auto",
    "view": (
        "min-h-11 grow rounded-small px-2 font-medium transition-colors hover:bg-sunken aria-pressed:bg-accent "
        "aria-pressed:text-on-accent phone:px-4"
    ),
    "zone": "text-small text-muted",
    "frame": f"no-print relative {_HEIGHT} overflow-x-auto rounded-card border border-line bg-surface",
    "grid": "h-full",
    "wideGrid": "h-full min-w-176",
    "waiting": "skeleton h-full",
    "loading": (
        "planning-loading no-print absolute top-20 left-1/2 z-10 -translate-x-1/2 rounded-full bg-surface px-4 py-1"
    ),
    "blank": f"skeleton {_HEIGHT}",
    "list": "grid gap-8",
    "printed": "hidden print:grid print:gap-4",
    "day": "grid gap-1",
    "dayHead": "flex items-center justify-between gap-x-4 border-b border-line",
    "dayName": "min-w-0 py-2 first-letter:uppercase",
    "dayToday": "text-brand",
    "dayNew": f"no-print inline-flex items-center no-underline {_QUIET}",
    "hours": "pt-1 text-small text-muted",
    "nothing": "py-2 text-small text-muted",
    "rows": "lined",
    "row": (
        "grid grid-cols-[4.5rem_minmax(0,1fr)] items-start gap-x-4 py-1 tablet:grid-cols-[9rem_minmax(0,1fr)_auto_auto]"
    ),
    "span": (
        "grid min-h-11 grid-cols-[4.5rem_minmax(0,1fr)] items-center gap-x-4 py-2 text-small text-muted "
        "tablet:grid-cols-[9rem_minmax(0,1fr)]"
    ),
    "cancelled": "line-through decoration-1 text-muted",
    "time": "py-2 font-medium digits",
    "until": "block text-small font-normal text-muted tablet:inline",
    "about": "grid min-w-0 justify-items-start",
    "patient": "link py-2 font-medium wrap-anywhere",
    "kind": "flex min-w-0 gap-2 pb-2 text-small text-muted wrap-anywhere",
    "dot": "mt-1 size-3 shrink-0 rounded-full",
    "status": f"{_BADGE} col-start-2 bg-sunken text-muted tablet:col-auto tablet:mt-2",
    "attention": f"{_BADGE} col-start-2 bg-attention-soft text-attention tablet:col-auto tablet:mt-2",
    "action": f"no-print col-start-2 -ml-3 inline-flex items-center no-underline tablet:col-start-4 {_QUIET}",
    "filters": "no-print flex flex-wrap items-center gap-x-6",
    "tick": "flex min-h-11 min-w-0 items-center gap-3 text-small",
    "box": "size-6 shrink-0",
    "ticked": "min-w-0 wrap-anywhere",
}


def planning() -> rx.Component:
    """The planning; for someone who accompanies nobody, where their own appointments are."""
    head = PlanningState.head
    return ready(
        PlanningState.is_ready,
        rx.cond(head.is_companion, _desk(), _not_for_you()),
        of=SessionState.person.ref,
        waiting=waiting(
            skeleton("h-25.5 desk:h-12.5"),
            skeleton(f"{_HEIGHT} rounded-card"),
            rx.el.div(class_name="h-26"),
            label=_("Chargement de votre agenda"),
        ),
    )


def planning_actions() -> rx.Component:
    """What one comes to do most."""
    return rx.el.div(
        rx.cond(
            PlanningState.head.is_companion,
            link_button(_("Nouveau rendez-vous"), href=routes.NEW_APPOINTMENT, icon="plus"),
        ),
        class_name="no-print min-h-11",
    )


def _desk() -> rx.Component:
    head = PlanningState.head
    return rx.el.div(
        _refused(),
        rx.cond(head.has_hours, rx.fragment(), _no_hours()),
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
        undo_offer(),
        class_name="grid gap-4",
    )


def _no_hours() -> rx.Component:
    return alert(
        _("Dites quand vous recevez : l’agenda montrera vos heures, et vos patients pourront y réserver."),
        action=link_button(_("Indiquer mes horaires"), href=routes.HOURS, kind="quiet", icon="clock"),
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
        rx.el.p(time(asked.when), class_name="font-medium first-letter:uppercase"),
        rx.el.p(
            words_for(
                asked.why,
                {
                    "absent": _("Vous avez noté une absence à ce moment-là."),
                    "busy-outside": _("Un autre de vos calendriers est occupé à ce moment-là."),
                    "held": _("Ce créneau est proposé à un patient qui attend."),
                    "buffer": _("Un autre rendez-vous est trop proche."),
                },
                otherwise=_("C’est en dehors de vos horaires."),
            )
        ),
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
            "no-print pointer-events-none fixed inset-x-4 top-18 z-40 flex justify-center desk:top-6 desk:left-72"
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
        "filters": _("Ce que l’agenda montre"),
        "cancelledToo": _("Rendez-vous annulés"),
        "loading": _("Chargement…"),
        "add": _("Ajouter"),
        "on": _("un rendez-vous, {day}", day="{day}"),
        "of": _("le rendez-vous de {name}, {day} à {time}", name="{name}", day="{day}", time="{time}"),
        "change": _("Déplacer ou annuler"),
        "fillIn": _("Renseigner"),
        "toFillIn": _("À renseigner"),
        "cancelled": _("Annulé"),
        "hours": _("Vous recevez : {times}", times="{times}"),
        "nothing": _("Rien de prévu."),
        "allDay": _("Toute la journée"),
        "oneMore": _("+1 autre"),
        "more": _("+{n} autres", n="{n}"),
        "showMore": _("Montrer les {n} autres rendez-vous du jour", n="{n}"),
        "close": _("Fermer"),
        "events": _("Rendez-vous"),
        "spans": {
            "absence": _("Absence"),
            "outside": _("Occupé dans un autre calendrier"),
            "held": _("Proposé à un patient qui attend"),
            "own": _("Votre rendez-vous de patient"),
        },
        "spansShort": {
            "absence": _("Absence"),
            "outside": _("Occupé ailleurs"),
            "held": _("Créneau proposé"),
            "own": _("Votre rendez-vous"),
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
