"""« Revenir en arrière »: what was just done to appointments, and the way to take it back while there is time.

undo_offer()                                         once in a page whose `load` ends with `undo.offer(self)`
"""

import reflex as rx

from mycharlotte.components.numbers import written
from mycharlotte.components.ui.button import look
from mycharlotte.components.ui.notice import notice
from mycharlotte.components.words import _, words_for
from mycharlotte.states.undo import UndoState

_CLASSES = {
    "place": (
        "no-print pointer-events-none fixed inset-x-4 bottom-24 z-40 flex justify-center "
        "desk:inset-x-auto desk:right-8 desk:bottom-8"
    ),
    "box": (
        "arrive pointer-events-auto grid w-full max-w-84 gap-1 rounded-card border border-line bg-surface p-3 pl-4 "
        "shadow-floating"
    ),
    "head": "flex items-baseline justify-between gap-3",
    "said": "min-w-0 font-medium",
    "refusal": "min-w-0 font-medium text-error",
    "actions": "flex items-center gap-2",
    "undo": look("quiet"),
    "close": "min-h-11 rounded-small px-3 font-medium text-brand hover:bg-sunken",
    "left": "shrink-0 text-small text-muted digits",
}


class UndoOffer(rx.Component):
    """The box: it counts in the browser."""

    library = rx.asset("scripts/undo.js").importable_path
    tag = "UndoOffer"

    change: rx.Var[str]
    seconds: rx.Var[int]
    looks: rx.Var[int]
    said: rx.Var[str]
    refusal: rx.Var[str]
    refusal_serial: rx.Var[int]
    words: rx.Var[dict[str, str]]
    classes: rx.Var[dict[str, str]]

    on_undo: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def undo_offer() -> rx.Component:
    """The offer, in a corner of the page; then, for a moment, that it is undone."""
    offered = UndoState.offered
    return rx.fragment(
        UndoOffer.create(
            change=offered.ref,
            seconds=offered.seconds,
            looks=UndoState.looks,
            said=_said(offered.deed, offered.count),
            refusal=UndoState.refusal.sentence,
            refusal_serial=UndoState.refusal.serial,
            words={
                "undo": _("Revenir en arrière"),
                "close": _("Fermer"),
                "minutes": _("encore {n} min", n="{n}"),
                "seconds": _("encore {n} s", n="{n}"),
            },
            classes=_CLASSES,
            on_undo=UndoState.undo,
        ),
        notice(_undone(UndoState.undone, UndoState.undone_count), serial=UndoState.undone_serial, dismiss=_("Fermer")),
    )


def _one_or(one: rx.Var[str], several: rx.Var[str], count: rx.Var[int]) -> rx.Var[str]:
    return rx.cond(count == 1, one, several)


def _said(deed: rx.Var, count: rx.Var[int]) -> rx.Var[str]:
    return words_for(
        deed,
        {
            "moved": _one_or(_("Rendez-vous déplacé."), _("{n} rendez-vous déplacés.", n=written(count)), count),
            "cancelled": _one_or(_("Rendez-vous annulé."), _("{n} rendez-vous annulés.", n=written(count)), count),
            "updated": _("Lieu changé."),
        },
        otherwise=_one_or(_("Rendez-vous réservé."), _("{n} rendez-vous réservés.", n=written(count)), count),
    )


def _undone(deed: rx.Var, count: rx.Var[int]) -> rx.Var[str]:
    return words_for(
        deed,
        {
            "moved": _one_or(
                _("Le rendez-vous est revenu à son heure."),
                _("{n} rendez-vous sont revenus à leur heure.", n=written(count)),
                count,
            ),
            "cancelled": _one_or(
                _("Le rendez-vous est rétabli."), _("{n} rendez-vous sont rétablis.", n=written(count)), count
            ),
            "updated": _("Le lieu est celui d’avant."),
        },
        otherwise=_one_or(
            _("La réservation est retirée."), _("{n} réservations sont retirées.", n=written(count)), count
        ),
    )
