"""The companions chosen to give a consultation type: boxes to tick, with a field to find more of them."""

from typing import Any

import reflex as rx

from mycharlotte.components.words import _
from mycharlotte.states.consultation_type import ConsultationTypeState


class CompanionPicker(rx.Component):
    """What is ticked stays in the browser, and goes with the form."""

    library = rx.asset("scripts/companions.jsx").importable_path
    tag = "CompanionPicker"

    name: rx.Var[str]
    chosen: rx.Var[Any]
    people: rx.Var[Any]
    query: rx.Var[str]
    has_more: rx.Var[bool]
    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]

    on_find: rx.EventHandler[rx.event.passthrough_event_spec(str)]

    _is_form_control = True


_LOOKS = {
    "frame": "grid gap-3",
    "field": "grid gap-1.5",
    "label": "font-medium",
    "input": "field",
    "hint": "text-small text-muted",
    "list": "lined max-h-80 overflow-y-auto rounded-control border border-line bg-surface empty:hidden",
    "line": "flex min-h-11 items-center gap-3 px-4 py-2",
    "box": "size-6 shrink-0",
    "person": "grid min-w-0 wrap-anywhere",
    "email": "text-small text-muted",
}


def companion_picker(name: str) -> rx.Component:
    """The boxes; the form carries the references of those ticked, with commas between, as `name`."""
    state = ConsultationTypeState
    return CompanionPicker.create(
        name=name,
        chosen=state.chosen,
        people=state.found.people,
        query=state.query,
        has_more=state.found.has_more,
        on_find=state.look_for,
        words={
            "search": _("Chercher un accompagnant"),
            "counts": [_("Personne n’est encore choisi."), _("1 accompagnant choisi.")],
            "many": _("{n} accompagnants choisis.", n="{n}"),
            "nobody": _("Aucun accompagnant de la bulle n’a ce nom."),
            "none": _("Il n’y a pas encore d’accompagnant dans cette bulle."),
            "more": _("D’autres accompagnants ne sont pas montrés ici : cherchez-les par leur nom."),
        },
        looks=_LOOKS,
    )
