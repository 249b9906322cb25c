"""The days that differ from the week: those to come, and the form that adds one."""

from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.hours import said
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button, text_link
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.choices import radio_group
from mycharlotte.components.ui.fields import text_field
from mycharlotte.components.ui.form import form, hidden
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.page import section
from mycharlotte.components.words import _, _n
from mycharlotte.states.exceptional_days import ExceptionalDaysState
from mycharlotte.states.hours import HoursState
from mycharlotte.views.hours import ExceptionView

_STATE = ExceptionalDaysState


def exceptional_days() -> rx.Component:
    """What was just done, the list, the form."""
    return section(
        outcome(_done(), serial=_STATE.deeds),
        rx.cond(
            _STATE.days.length() > 0,
            card(rx.el.ul(rx.foreach(_STATE.days, _day), class_name="lined"), class_name="max-w-measure"),
            rx.el.p(_("Aucun jour particulier n’est prévu."), class_name="text-muted"),
        ),
        _form(),
        rx.el.p(
            _("Pour plusieurs jours de suite, ou dans toutes vos bulles à la fois, "),
            text_link(_("notez plutôt une absence"), href=routes.ABSENCES),
            ".",
            class_name="max-w-measure text-muted",
        ),
        title=_("Jours particuliers"),
        lead=_("Un jour où vous ne recevez pas dans cette bulle, ou à d’autres horaires que d’habitude."),
    )


def _done() -> rx.Component:
    done, removed = _STATE.done, said(_STATE.removed)
    return rx.cond(
        done.day != "",
        alert(
            rx.cond(done.booked > 0, _still_booked(done)),
            kind="success",
            title=_("C’est noté : {day}, {hours}.", day=said(done.words), hours=said(done.hours)),
        ),
        rx.cond(
            removed != "",
            alert(kind="success", title=_("Le {day} a de nouveau ses horaires habituels.", day=removed)),
        ),
    )


def _day(one: ExceptionView) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(said(one.words), class_name="font-medium first-letter:uppercase"),
            rx.el.p(said(one.hours), class_name="text-muted wrap-anywhere first-letter:uppercase"),
            rx.cond(one.booked > 0, badge(_n("{n} rendez-vous pris", "{n} rendez-vous pris", one.booked), "attention")),
            class_name="grid min-w-0 flex-1 justify-items-start gap-1",
        ),
        button(
            rx.fragment(_("Retirer"), rx.el.span(" ", said(one.words), class_name="sr-only")),
            kind="quiet",
            on_click=_STATE.remove(one.day),
        ),
        class_name="flex flex-wrap items-center justify-between gap-3 px-5 py-4",
    )


def _still_booked(done: Any) -> rx.Component:
    return rx.fragment(
        rx.el.p(
            _n(
                "{n} rendez-vous est déjà pris en dehors de ces horaires : il reste prévu.",
                "{n} rendez-vous sont déjà pris en dehors de ces horaires : ils restent prévus.",
                done.booked,
            ),
            " ",
            text_link(_("Voir ce jour dans l’agenda"), href=_agenda_on(done.day)),
        )
    )


def _agenda_on(day: Any) -> rx.Var[str]:
    return rx.Var.create(f"{routes.AGENDA}?{routes.DAY_PARAMETER}=") + day.to(str)


def _form() -> rx.Component:
    refusal, optional = _STATE.refusal, _("(facultatif)")
    times = "grid grid-cols-2 items-end gap-3"
    return rx.el.details(
        rx.el.summary(_("Ajouter un jour particulier"), class_name="min-h-11 py-2.5 font-medium text-brand"),
        rx.el.div(
            form(
                hidden("bubble", HoursState.week.bubble.ref),
                text_field("day", _("Jour"), type="date", refusal=refusal),
                rx.el.div(
                    radio_group(
                        "kind",
                        _("Ce jour-là"),
                        options=[("closed", _("Je ne reçois pas")), ("open", _("J’ai d’autres horaires"))],
                        default="closed",
                    ),
                    rx.el.div(
                        rx.el.div(
                            text_field("starts", _("De"), placeholder="09:00", refusal=refusal),
                            text_field("ends", _("À"), placeholder="12:00", refusal=refusal),
                            class_name=times,
                        ),
                        rx.el.div(
                            text_field("second_starts", _("Puis de"), optional=optional, refusal=refusal),
                            text_field("second_ends", _("À"), optional=optional, refusal=refusal),
                            class_name=times,
                        ),
                        text_field("place", _("Où"), optional=optional, max_length=300, refusal=refusal),
                        class_name=(
                            "hidden gap-4 border-l-3 border-line pl-4 group-has-[input[value=open]:checked]:grid"
                        ),
                    ),
                    class_name="group grid gap-4",
                ),
                rx.el.div(button(_("Ajouter ce jour"), type="submit", busy_label=_("Enregistrement…"))),
                on_submit=_STATE.put,
                refusal=refusal,
                problem=_("Il y a un problème"),
                saved=_STATE.saved,
            ),
            class_name="pt-3",
        ),
    )
