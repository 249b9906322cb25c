"""When one receives nobody: what is noted, and the form of an absence."""

from typing import Any

import reflex as rx

from mycharlotte.components.absence_appointments import absence_appointments
from mycharlotte.components.spoken import said
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.choices import radio_group
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.fields import text_field
from mycharlotte.components.ui.form import form
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.words import _, _n, words_for
from mycharlotte.states.absences import AbsencesState
from mycharlotte.states.undo import UndoState
from mycharlotte.views.absences import AbsenceLine

_STATE = AbsencesState


def absences() -> rx.Component:
    """What was just done, the form when it is open, the list; for whoever receives nobody, that there is none."""
    return rx.cond(
        _STATE.is_companion,
        rx.el.div(
            rx.el.div(outcome(_done(), serial=_STATE.deeds), class_name="mb-8 max-w-measure empty:hidden"),
            rx.cond((_STATE.over.absence.ref != "") & ~_STATE.is_open, absence_appointments()),
            outcome(rx.cond(_STATE.is_open, _form()), serial=_STATE.drawn),
            _list(),
        ),
        empty(
            _("Cette page est celle des accompagnants"),
            _("Ils y notent quand ils ne reçoivent pas. Vous n’avez rien à y régler."),
            icon="calendar-days",
        ),
    )


def absences_waiting() -> rx.Component:
    """The room of a few lines."""
    line = rx.el.div(skeleton("h-6 w-72 max-w-full"), skeleton("h-5 w-40"), class_name="grid gap-2 px-5 py-4")
    return waiting(card(*[line] * 3, class_name="max-w-measure"), label=_("Chargement de vos absences"))


def _done() -> rx.Component:
    when = said(_STATE.changed.when)
    words = rx.match(
        _STATE.done,
        ("added", alert(_free_no_more(), kind="success", title=_("Absence notée : {when}.", when=when))),
        ("updated", alert(_free_no_more(), kind="success", title=_("Absence modifiée : {when}.", when=when))),
        ("removed", alert(kind="success", title=_("Absence retirée : {when}.", when=when))),
        ("cancelled", rx.cond(UndoState.offered.ref != "", _cancelled())),
        rx.fragment(),
    )
    return rx.fragment(words)


def _cancelled() -> rx.Component:
    return alert(
        _("Les patients seront prévenus dans trois minutes. D’ici là, vous pouvez revenir en arrière."),
        kind="success",
        title=_("Les rendez-vous cochés sont annulés."),
    )


def _free_no_more() -> rx.Component:
    return rx.el.p(_("Personne ne peut plus réserver en ligne avec vous sur ce temps, dans aucune de vos bulles."))


def _list() -> rx.Component:
    add = button(_("Noter une absence"), icon="plus", on_click=_STATE.begin(""))
    return rx.cond(
        _STATE.absences.length() > 0,
        section(
            card(rx.el.ul(rx.foreach(_STATE.absences, _line), class_name="lined"), class_name="max-w-measure"),
            rx.cond(_STATE.is_open, rx.fragment(), rx.el.div(add)),
            title=_("À venir, et celles qui reviennent"),
        ),
        rx.cond(
            _STATE.is_open,
            rx.fragment(),
            empty(
                _("Aucune absence à venir"),
                _("Vacances, formation, une heure chaque mardi : personne ne réservera avec vous sur ce temps."),
                icon="calendar-off",
                action=add,
            ),
        ),
    )


def _line(one: AbsenceLine) -> rx.Component:
    hidden = rx.el.span(" : ", said(one.when), class_name="sr-only")
    actions = (
        rx.cond(
            one.booked > 0,
            button(rx.fragment(_("Voir les rendez-vous"), hidden), kind="quiet", on_click=_STATE.look(one.ref)),
        ),
        button(rx.fragment(_("Modifier"), hidden), kind="quiet", on_click=_STATE.begin(one.ref)),
        button(rx.fragment(_("Retirer"), hidden), kind="quiet", on_click=_STATE.remove(one.ref)),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(said(one.when), class_name="font-medium first-letter:uppercase"),
            rx.cond(one.label != "", rx.el.p(one.label, dir="auto", class_name="text-muted wrap-anywhere")),
            rx.cond(
                one.booked > 0,
                badge(_n("{n} rendez-vous à déplacer", "{n} rendez-vous à déplacer", one.booked), "attention"),
            ),
            class_name="grid min-w-0 flex-1 basis-64 justify-items-start gap-1",
        ),
        rx.cond(~_STATE.is_open, rx.el.div(*actions, class_name="flex flex-wrap gap-2")),  # one thing at a time
        class_name="flex flex-wrap items-center justify-between gap-3 px-5 py-4",
    )


def _form() -> rx.Component:
    draft, refusal, optional = _STATE.draft, _STATE.refusal, _("(facultatif)")
    return section(
        rx.el.div(
            form(
                rx.el.div(
                    radio_group(
                        "kind",
                        _("Vous serez absent"),
                        options=[("days", _("Des journées entières")), ("hours", _("Certaines heures"))],
                        default=draft.kind,
                    ),
                    _pair(
                        text_field("first", _("Premier jour"), type="date", default=draft.first, refusal=refusal),
                        _hour("starts", _("À partir de"), draft.starts),
                    ),
                    _pair(
                        text_field(
                            "last",
                            _("Dernier jour"),
                            type="date",
                            default=draft.last,
                            optional=_("(si ce n’est pas le même)"),
                            refusal=refusal,
                        ),
                        _hour("ends", _("Jusqu’à"), draft.ends),
                    ),
                    class_name="group/kind grid gap-4",
                ),
                rx.el.div(
                    radio_group(
                        "repeat",
                        _("Elle revient"),
                        options=[
                            ("0", _("Non, une seule fois")),
                            ("1", _("Chaque semaine")),
                            ("2", _("Une semaine sur deux")),
                        ],
                        default=draft.repeat,
                        refusal=refusal,
                    ),
                    rx.el.div(
                        text_field(
                            "until",
                            _("Jusqu’au"),
                            type="date",
                            default=draft.until,
                            hint=_("Laissez vide si elle n’a pas de fin."),
                            optional=optional,
                            refusal=refusal,
                        ),
                        class_name="border-l-3 border-line pl-4 group-has-[input[value='0']:checked]:hidden",
                    ),
                    class_name="group grid gap-2",
                ),
                text_field(
                    "label",
                    _("Un mot pour vous"),
                    default=draft.label,
                    hint=_("Vous seul le lisez."),
                    optional=optional,
                    max_length=80,
                    refusal=refusal,
                ),
                rx.el.div(
                    button(_("Enregistrer l’absence"), type="submit", busy_label=_("Enregistrement…")),
                    button(_("Annuler"), kind="quiet", on_click=_STATE.leave),
                    class_name="flex flex-wrap gap-3",
                ),
                on_submit=_STATE.save,
                refusal=refusal,
                problem=_("Il y a un problème"),
                saved=_STATE.deeds,
            ),
            key=_STATE.drawn.to(str),
        ),
        title=words_for(_STATE.editing, {"": _("Nouvelle absence")}, otherwise=_("Modifier une absence")),
    )


def _pair(day: rx.Component, hour: rx.Component) -> rx.Component:
    return rx.el.div(day, hour, class_name="grid items-end gap-3 phone:grid-cols-[1fr_9rem]")


def _hour(name: str, label: rx.Var[str], default: Any) -> rx.Component:
    """A time, for absences that do not take whole days."""
    field = text_field(name, label, default=default, placeholder="09:00", max_length=12, refusal=_STATE.refusal)
    return rx.el.div(field, class_name="hidden group-has-[input[value=hours]:checked]/kind:block")
