"""How past appointments ended: one answer among four, taken back by pressing it again."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.meeting_time import meeting_time
from mycharlotte.components.ui.button import link_button, text_link
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.palette import dot
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.ui.toggle import toggle, toggles
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _, _n
from mycharlotte.states.outcomes import OutcomesState
from mycharlotte.views.appointments import AppointmentLine

_ANSWERS = {
    "honoured": _("Honoré"),
    "no-show": _("Absence non excusée"),
    "cancelled-by-patient": _("Annulé par le patient"),
    "cancelled-by-companion": _("Annulé par l’accompagnant"),
}


def outcome_choice(standing: Any, *, on_tell: Callable[[Any], Any], label: Word) -> rx.Component:
    """The four answers, the given one pressed; `on_tell` is given an answer, « planned » to take it back."""
    return toggles(
        *(
            toggle(
                words,
                is_pressed=standing == answer,
                on_click=on_tell(rx.cond(standing == answer, "planned", answer)),
            )
            for answer, words in _ANSWERS.items()
        ),
        label=label,
    )


def outcomes_list() -> rx.Component:
    """Each appointment with its answers; when there is none left, so much the better."""
    return rx.fragment(
        refusal_summary(OutcomesState.refusal, title=_("Il y a un problème")),
        rx.cond(
            OutcomesState.lines.length() > 0,
            rx.fragment(
                rx.el.p(
                    rx.cond(OutcomesState.count > 0, _left(OutcomesState.count), _("Tout est renseigné.")),
                    role="status",
                    class_name="mb-4 text-muted",
                ),
                card(rx.el.ul(rx.foreach(OutcomesState.lines, _line), class_name="lined"), class_name=""),
            ),
            empty(
                _("Tout est renseigné"),
                _("Vos rendez-vous passés apparaissent ici jusqu’à ce que vous disiez comment ils se sont passés."),
                icon="circle-check",
                action=link_button(_("Voir mon agenda"), href=routes.AGENDA, kind="quiet"),
            ),
        ),
    )


def outcomes_waiting() -> rx.Component:
    """The room of the list."""
    line = rx.el.div(
        skeleton("h-6 w-48"), skeleton("h-5 w-72"), skeleton("h-11 w-full"), class_name="grid gap-2 px-5 py-4"
    )
    return waiting(card(line, line, class_name="lined"), label=_("Chargement des rendez-vous passés"))


def outcomes_left(count: Any) -> rx.Component:
    """The reminder, with the way there; nothing when nothing is left."""
    return rx.cond(
        count > 0,
        link_button(_left(count), href=routes.OUTCOMES, kind="quiet", icon="clipboard-check"),
    )


def _left(count: Any) -> rx.Var[str]:
    return _n("{n} rendez-vous à renseigner", "{n} rendez-vous à renseigner", count)


def _line(line: AppointmentLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            text_link(rx.el.bdi(line.name), href=_sheet(line)),  # type: ignore[arg-type]
            meeting_time(line.when, class_name="text-small text-muted"),
            rx.el.div(
                dot(line.colour),
                rx.el.span(rx.el.bdi(line.type_name), " · ", rx.el.bdi(line.bubble_name)),
                class_name="flex gap-2 text-small text-muted",
            ),
            class_name="grid min-w-0 gap-0.5 wrap-anywhere",
        ),
        outcome_choice(
            line.standing,
            on_tell=lambda answer: OutcomesState.tell(line.ref, line.version, answer),
            label=_("Comment s’est passé le rendez-vous avec {name}", name=line.name),  # type: ignore[arg-type]
        ),
        key=line.ref,
        class_name="grid gap-3 px-5 py-4",
    )


def _sheet(line: AppointmentLine) -> rx.Var[str]:
    return rx.Var.create(routes.of_appointment(routes.APPOINTMENT, "")) + line.ref
