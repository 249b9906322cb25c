"""The dates of a series before they are booked or moved: a calm list, and what to do with those that do not fit."""

from typing import Any

import reflex as rx

from mycharlotte.components.spoken import said
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.refusal import field_id, refusal_summary
from mycharlotte.components.ui.word import Word, element_id
from mycharlotte.components.words import _, _n, words_for
from mycharlotte.states.series import SeriesState
from mycharlotte.views.series import DateLine, InsteadChoice

_STATE = SeriesState
_LINE = "flex items-start gap-3 px-4 py-3 phone:px-5"


def series_preview(*, back: Word) -> rx.Component:
    """The dates of what is planned, how many wait for a choice, and the way on; `back` leads to the form again."""
    return rx.fragment(
        outcome(rx.cond(_STATE.doing != "", _count()), serial=_STATE.steps),
        rx.cond(_STATE.doing != "", _dates(back)),
    )


def _dates(back: Word) -> rx.Component:
    return rx.el.section(
        refusal_summary(_STATE.refusal, title=_("Il y a un problème")),
        rx.cond(
            _STATE.dates.may_keep > 1,
            rx.el.div(
                button(
                    _n("Garder {n} date signalée", "Garder les {n} dates signalées", _STATE.dates.may_keep),
                    kind="quiet",
                    on_click=_STATE.keep_all,
                )
            ),
        ),
        card(
            rx.el.ol(
                rx.foreach(_STATE.dates.lines, _line),
                id=element_id(field_id("dates")),
                custom_attrs={"tabIndex": -1},
                class_name="lined",
            ),
            class_name="",
        ),
        rx.el.div(
            button(_carry_out(), on_click=_STATE.carry_out, custom_attrs={"data-carry-out": ""}),
            button(back, kind="quiet", on_click=_STATE.give_up),
            class_name="flex flex-wrap gap-3",
        ),
        class_name="mt-6 grid max-w-form gap-6",
    )


def _count() -> rx.Component:
    """« 12 séances, 2 à régler »."""
    dates = _STATE.dates
    return rx.el.div(
        rx.el.h2(
            _n("{n} séance", "{n} séances", dates.count),
            rx.cond(dates.to_settle > 0, rx.fragment(", ", _n("{n} à régler", "{n} à régler", dates.to_settle))),
            class_name="text-lead",
        ),
        rx.el.p(
            rx.cond(
                dates.to_settle > 0,
                _("Pour chaque date signalée, choisissez ce que vous voulez faire. Rien n’est encore enregistré."),
                _("Vérifiez les dates. Rien n’est encore enregistré."),
            ),
            class_name="text-muted",
        ),
        class_name="grid gap-1",
    )


def _carry_out() -> rx.Var[str]:
    """What the button says: « Réserver les 11 séances »."""
    booked = _STATE.dates.booked
    return words_for(
        _STATE.doing,
        {
            "move": _n("Déplacer {n} séance", "Déplacer les {n} séances", booked),
            "extend": _n("Ajouter {n} séance", "Ajouter les {n} séances", booked),
        },
        otherwise=_n("Réserver {n} séance", "Réserver les {n} séances", booked),
    )


def _line(line: DateLine) -> rx.Component:
    """A date: an icon and words say how it stands; then what is in the way, and the choices."""
    needs_choice = (line.conflicts.length() > 0) | line.is_by_hand  # type: ignore[attr-defined]
    return rx.el.li(
        _mark(line),
        rx.el.div(
            rx.el.p(
                rx.el.span(
                    said(line.when), class_name=rx.cond(_is_left(line), "line-through text-muted", "font-medium")
                ),
                class_name="wrap-anywhere",
            ),
            rx.cond(
                line.was.french != "",
                rx.el.p(_("Jusqu’ici :"), " ", said(line.was), class_name="text-small text-muted"),
            ),
            rx.foreach(line.conflicts, _conflict),
            rx.cond(
                line.is_moved_on, _note(_("L’horloge avance cette nuit-là : la séance commence une heure plus tard."))
            ),
            rx.cond(
                line.is_by_hand,
                _note(
                    _("Cette séance a été déplacée à part. Elle garde son heure si vous ne choisissez rien d’autre.")
                ),
            ),
            rx.cond(
                line.instead_words.french != "",
                rx.el.p(_("Déplacée au"), " ", said(line.instead_words), class_name="font-medium text-success"),
            ),
            rx.cond(needs_choice, _choice(line)),
            class_name="grid min-w-0 flex-1 gap-1.5",
        ),
        key=line.key,
        class_name=_LINE,
    )


def _mark(line: DateLine) -> rx.Component:
    return rx.cond(
        line.action == "",
        rx.el.span(
            icon("triangle-alert", class_name="mt-0.5 text-attention"),
            rx.el.span(_("À régler :"), " ", class_name="sr-only"),
        ),
        rx.cond(
            _is_left(line),
            rx.el.span(
                icon("circle-minus", class_name="mt-0.5 text-muted"),
                rx.el.span(_("Laissée de côté :"), " ", class_name="sr-only"),
            ),
            rx.el.span(
                icon("circle-check", class_name="mt-0.5 text-success"),
                rx.el.span(_("Retenue :"), " ", class_name="sr-only"),
            ),
        ),
    )


def _is_left(line: DateLine) -> Any:
    return (line.action == "skip") | (line.action == "stay")


def _conflict(conflict: rx.Var[str]) -> rx.Component:
    return _note(
        words_for(
            conflict,
            {
                "passed": _("Cette heure est passée."),
                "companion-taken": _("Vous avez déjà un rendez-vous à cette heure."),
                "patient-taken": _("Le patient a déjà un rendez-vous à cette heure."),
                "absent": _("Vous avez noté une absence."),
                "busy-outside": _("Un autre de vos calendriers est occupé."),
                "held": _("Ce créneau est proposé à un patient qui attend."),
                "buffer": _("Un autre rendez-vous est trop proche."),
            },
            otherwise=_("C’est en dehors de vos horaires."),
        )
    )


def _note(words: Word) -> rx.Component:
    return rx.el.p(words, class_name="text-small text-muted")


def _choice(line: DateLine) -> rx.Component:
    """What to do with a date, in the browser's own list; what cannot be is not in it."""
    is_move = _STATE.doing == "move"
    return rx.el.label(
        rx.el.span(_("Que faire du"), " ", said(line.when), class_name="sr-only"),
        rx.el.select(
            rx.cond(line.is_by_hand, rx.fragment(), rx.el.option(_("Choisissez…"), value="")),
            rx.cond(
                is_move,
                rx.el.option(_("Garder son heure"), value="stay"),
                rx.el.option(_("Passer : ne pas réserver ce jour-là"), value="skip"),
            ),
            rx.cond(
                line.may_keep,
                rx.el.option(
                    rx.cond(line.is_by_hand, _("Suivre la série"), _("Garder malgré tout")),
                    value="keep",
                ),
            ),
            rx.foreach(line.instead, _instead),
            default_value=rx.cond(line.is_by_hand, "stay", ""),
            on_change=lambda what: _STATE.settle(line.key, what),
            class_name="field",
        ),
        class_name="mt-1 grid",
    )


def _instead(one: InsteadChoice) -> rx.Component:
    return rx.el.option(_("Décaler :"), " ", said(one.words), value="shift " + one.at)
