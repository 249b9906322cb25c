"""The hours of a week, to be typed day by day: a day is copied to others in one press."""

from typing import Any

import reflex as rx

from mycharlotte.components.ui.button import look
from mycharlotte.components.words import _
from mycharlotte.states.hours import HoursState
from mycharlotte.states.session import SessionState

SPANS_AT_MOST = 42


class WeekEditor(rx.Component):
    """What is typed stays in the browser, and goes with the form."""

    library = rx.asset("scripts/week.jsx").importable_path
    tag = "WeekEditor"

    name: rx.Var[str]
    of: rx.Var[str]
    spans: rx.Var[Any]
    version: rx.Var[str]
    places: rx.Var[Any]
    settled: rx.Var[int]
    redrawn: rx.Var[int]
    refused: rx.Var[dict[str, str]]
    at_most: rx.Var[int]
    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]

    _is_form_control = True


_BUTTON = "min-h-11 rounded-control px-3 font-medium text-brand hover:bg-sunken disabled:opacity-60"
_LOOKS = {
    "frame": "grid",
    "day": "grid gap-3 border-b border-line py-5 first-of-type:pt-0",
    "dayName": "text-lead",
    "span": "grid gap-1",
    "times": "grid grid-cols-[1fr_1fr_auto] items-end gap-3",
    "field": "grid min-w-0 gap-1",
    "label": "text-small font-medium",
    "input": "field",
    "hint": "text-small text-muted",
    "fault": "font-medium text-error",
    "hidden": "sr-only",
    "actions": "flex flex-wrap gap-x-2 gap-y-1",
    "button": look("quiet"),
    "remove": _BUTTON,
    "summary": "min-h-11 py-2.5 font-medium text-brand wrap-anywhere",
    "more": "grid gap-3 border-l-3 border-line pb-2 pl-4",
    "copies": "open:basis-full",
    "status": "flex min-h-11 flex-wrap items-center gap-3 rounded-control pt-4",
}


def week_editor(name: str) -> rx.Component:
    """The seven days, inside a form: it carries them as `name`, with the version they were filled from."""
    state, week = HoursState, HoursState.week
    return WeekEditor.create(
        name=name,
        key=week.bubble.ref,
        of=SessionState.person.ref + "/" + week.bubble.ref,
        spans=week.spans,
        version=week.version,
        places=week.places,
        settled=state.settled,
        redrawn=state.redrawn,
        refused=state.refusal.by_field,
        at_most=SPANS_AT_MOST,
        words={
            "days": [_("Lundi"), _("Mardi"), _("Mercredi"), _("Jeudi"), _("Vendredi"), _("Samedi"), _("Dimanche")],
            "span": _("{day}, plage {n}", day="{day}", n="{n}"),
            "closed": _("Pas d’horaires ce jour-là."),
            "starts": _("De"),
            "ends": _("À"),
            "place": _("Où (facultatif)"),
            "since": _("À partir du"),
            "until": _("Jusqu’au"),
            "dates": _("Laissez les dates vides si ces horaires valent toute l’année."),
            "dated": _("à certaines dates"),
            "more": _("Lieu et dates"),
            "add": _("Ajouter une plage"),
            "remove": _("Retirer"),
            "copy": _("Copier ce jour"),
            "copyHint": _("Les horaires du jour choisi sont remplacés."),
            "working": _("Du lundi au vendredi"),
            "everyday": _("Toute la semaine"),
            "copied": _("{day} est copié : {days}.", day="{day}", days="{days}"),
            "takeBack": _("Annuler la copie"),
            "unsaved": _("Vos changements ne sont pas encore enregistrés."),
        },
        looks=_LOOKS,
    )
