"""The journal of one's account: what to read, the events, and the way to take them away."""

from collections.abc import Sequence

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.fields import framed
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.refusal import field_id
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.ui.word import Word, element_id
from mycharlotte.components.words import _, _n
from mycharlotte.states.journal import JournalState
from mycharlotte.states.session import SessionState
from mycharlotte.views.journal import JournalLine, Told

_TWO_FIELDS = "grid gap-4 tablet:grid-cols-2"


def journal() -> rx.Component:
    """The events chosen, the newest first."""
    return rx.el.div(_choices(), _events(), class_name="grid gap-6")


def journal_waiting() -> rx.Component:
    """The room of the journal."""
    field = rx.el.div(skeleton("h-5 w-24"), skeleton("h-12"), class_name="grid gap-2")
    line = rx.el.div(
        skeleton("size-10"),
        rx.el.div(skeleton("h-5 w-2/3"), skeleton("h-5 w-1/2"), class_name="grid flex-1 gap-1.5"),
        class_name="flex gap-4 px-5 py-4",
    )
    return waiting(
        rx.el.div(field, field, class_name=_TWO_FIELDS),
        rx.el.div(
            skeleton("h-5 w-40"),
            card(*[line] * 6, class_name="lined"),
            class_name="grid gap-4",
        ),
        label=_("Chargement de votre journal"),
        class_name="grid gap-6",
    )


def download_button() -> rx.Component:
    """Take the whole journal away."""
    return link_button(_("Télécharger (CSV)"), href=routes.JOURNAL_CSV, kind="quiet", icon="download", outside=True)


def _choices() -> rx.Component:
    return rx.el.div(
        _choice(
            "choice",
            _("Événements"),
            [
                ("", _("Tout")),
                ("sign-in", _("Connexions")),
                ("password", _("Mot de passe")),
                ("methods", _("Méthodes de validation")),
                ("devices", _("Appareils et sessions")),
                ("account", _("Compte")),
                ("refused", _("Refus")),
            ],
            value=JournalState.choice,
            on_change=JournalState.choose,
        ),
        _choice(
            "period",
            _("Période"),
            [
                ("", _("Depuis le début")),
                ("week", _("7 derniers jours")),
                ("month", _("30 derniers jours")),
                ("year", _("12 derniers mois")),
            ],
            value=JournalState.period,
            on_change=JournalState.choose_period,
        ),
        class_name=_TWO_FIELDS,
    )


def _choice(
    name: str, label: Word, options: Sequence[tuple[str, Word]], *, value: rx.Var[str], on_change: rx.EventHandler
) -> rx.Component:
    control = rx.el.select(
        *(rx.el.option(words, value=key) for key, words in options),
        id=element_id(field_id(name)),
        value=value,
        on_change=on_change,
        class_name="field",
    )
    return framed(name, label, control, hint=None, refusal=None, optional=None)


def _events() -> rx.Component:
    count = JournalState.lines.length()
    return rx.el.div(
        rx.el.p(
            _n("{n} événement affiché", "{n} événements affichés", count),
            role="status",
            class_name="text-small text-muted",
        ),
        rx.cond(
            count > 0,
            card(rx.el.ol(rx.foreach(JournalState.lines, _line), class_name="lined"), class_name=""),
            _nothing(),
        ),
        rx.cond(
            JournalState.has_more,
            rx.el.div(button(_("Afficher la suite"), kind="quiet", on_click=JournalState.show_more)),
        ),
        rx.cond(
            JournalState.is_full,
            rx.el.p(
                _(
                    "Des événements plus anciens existent. Pour les lire, choisissez ce que vous cherchez, ou "
                    "téléchargez le journal."
                ),
                class_name="max-w-measure text-muted",
            ),
        ),
        class_name="grid gap-4",
    )


def _nothing() -> rx.Component:
    return empty(
        _("Aucun événement à afficher"),
        _("Choisissez d’autres événements, ou une période plus longue."),
        icon="search",
    )


def _line(line: JournalLine) -> rx.Component:
    return rx.el.li(
        _icon(line),
        rx.el.div(
            rx.cond(SessionState.language == "en", _told(line.english, line.at), _told(line.french, line.at)),
            rx.cond(line.is_refused, badge(_("Refusé"), "attention")),
            class_name="flex min-w-0 flex-1 flex-col items-start gap-2 tablet:flex-row tablet:justify-between",
        ),
        class_name="flex items-start gap-4 px-5 py-4",
    )


def _icon(line: JournalLine) -> rx.Component:
    shape = "grid size-10 shrink-0 place-items-center rounded-control"
    return rx.el.span(
        rx.match(
            line.kind,
            ("sign-in", icon("log-in")),
            ("password", icon("key-round")),
            ("methods", icon("shield-check")),
            ("devices", icon("monitor-smartphone")),
            icon("user-round"),
        ),
        class_name=rx.cond(
            line.is_refused, f"{shape} bg-attention-soft text-attention", f"{shape} bg-sunken text-muted"
        ),
    )


def _told(told: Told, at: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.p(told.what, class_name="wrap-anywhere"),
        rx.el.p(
            rx.el.time(told.when, date_time=at),
            rx.cond(told.where != "", rx.fragment(" · ", told.where)),
            class_name="text-small text-muted",
        ),
        class_name="grid min-w-0 gap-0.5",
    )
