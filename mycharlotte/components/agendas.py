"""What one gives in each of one's bubbles, read only, and the way to have it changed (seed R19–R21)."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.calendar_links import calendar_links
from mycharlotte.components.consultation_types import in_words
from mycharlotte.components.outside_calendars import outside_calendars_link
from mycharlotte.components.reminders import reminders
from mycharlotte.components.time_zone import time_zone
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.choices import choice_field
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.fields import described, framed
from mycharlotte.components.ui.form import form, hidden
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.palette import dot
from mycharlotte.components.ui.refusal import field_id
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.ui.word import Word, element_id
from mycharlotte.components.words import _, _n
from mycharlotte.states.agendas import AgendasState
from mycharlotte.views.consultation_types import AgendaBubble, TypeLine


def agendas() -> rx.Component:
    """What a companion gives, and what leads from one's agenda to other applications."""
    return rx.el.div(
        rx.cond(AgendasState.bubbles.length() > 0, rx.el.div(_dialog(), _outcome(), _types())),
        calendar_links(),
        rx.cond(AgendasState.bubbles.length() > 0, outside_calendars_link()),
        reminders(),
        time_zone(),
    )


def agendas_waiting() -> rx.Component:
    """The room of one bubble with its types."""
    line = rx.el.div(skeleton("h-6 w-48"), skeleton("h-5 w-32"), skeleton("h-5 w-3/4"), class_name="grid gap-1.5 py-4")
    return waiting(
        skeleton("h-6 w-72"),
        card(skeleton("h-6 w-40"), line, line, class_name="grid gap-2 p-5"),
        label=_("Chargement de vos types de consultations"),
        class_name="grid gap-4",
    )


def _outcome() -> rx.Component:
    state = AgendasState
    told = alert(
        rx.el.p(
            _n(
                "{n} administrateur de la bulle l’a reçue et vous répondra par e-mail.",
                "{n} administrateurs de la bulle l’ont reçue et vous répondront par e-mail.",
                state.asked,
            )
        ),
        kind="success",
        title=_("Votre demande pour « {bubble} » est envoyée", bubble=state.asked_in),
    )
    return outcome(rx.cond(state.asked > 0, rx.el.div(told, class_name="mb-8")), serial=state.deeds)


def _types() -> rx.Component:
    return section(
        rx.foreach(AgendasState.bubbles, _bubble),
        title=_("Vos types de consultations"),
        lead=_("Pour en faire modifier un, veuillez contacter votre administrateur de bulle."),
    )


def _bubble(bubble: AgendaBubble) -> rx.Component:
    manage = link_button(
        _("Gérer"),
        href=rx.Var.create(routes.of_bubble(routes.CONSULTATION_TYPES, "")) + bubble.ref,
        kind="quiet",
        icon="settings-2",
    )
    ask = button(_("Demander une modification"), kind="quiet", on_click=AgendasState.begin(bubble.ref))
    return card(
        rx.el.div(
            rx.el.h3(bubble.name, dir="auto", class_name="min-w-0 wrap-anywhere"),
            rx.cond(bubble.may_manage, manage, ask),
            class_name="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-5 py-4",
        ),
        rx.cond(
            bubble.types.length() > 0,  # type: ignore[attr-defined]  (a variable of the list)
            rx.el.ul(rx.foreach(bubble.types, _type), class_name="lined border-t border-line"),
            rx.el.p(
                _("Aucun type de consultation ne vous est attribué dans cette bulle."),
                class_name="border-t border-line px-5 py-4 text-muted",
            ),
        ),
        class_name="",
    )


def _type(line: TypeLine) -> rx.Component:
    def fact(words: Word) -> rx.Component:
        return rx.el.p(words, class_name="text-small text-muted")

    return rx.el.li(
        rx.el.div(
            dot(line.colour),
            rx.el.p(line.name, dir="auto", class_name="min-w-0 font-medium wrap-anywhere"),
            class_name="flex gap-3",
        ),
        rx.el.p(in_words(line, "minutes"), " · ", in_words(line, "mode")),
        fact(_("Qui peut réserver : {who}", who=in_words(line, "booking"))),
        fact(_("Réservation : {when}", when=in_words(line, "window"))),
        fact(_("Annulation par le patient : {when}", when=in_words(line, "cancel"))),
        fact(_("Report par le patient : {when}", when=in_words(line, "move"))),
        rx.cond(in_words(line, "breaks") != "", fact(_("Temps libre : {when}", when=in_words(line, "breaks")))),
        rx.cond(
            line.instructions != "",
            rx.el.details(
                rx.el.summary(
                    _("Consignes pour le patient"),
                    class_name="min-h-11 py-2.5 text-small font-medium text-brand",
                ),
                rx.el.p(line.instructions, dir="auto", class_name="whitespace-pre-line wrap-anywhere"),
            ),
        ),
        class_name="grid gap-1 px-5 py-4",
    )


def _dialog() -> rx.Component:
    state = AgendasState
    return dialog(
        rx.cond(state.asking.ref != "", _form()),
        title=_("Demander une modification"),
        close=_("Fermer"),
        open=state.asking.ref != "",
        on_close=state.leave,
    )


def _form() -> rx.Component:
    state = AgendasState
    return form(
        hidden("bubble", state.asking.ref),
        rx.el.p(
            _(
                "Les administrateurs de « {bubble} » recevront un e-mail avec votre nom et votre adresse, pour vous "
                "répondre.",
                bubble=state.asking.name,
            ),
            class_name="wrap-anywhere",
        ),
        _which(),
        choice_field(
            "change",
            _("Que faut-il modifier ?"),
            prompt=_("Choisissez dans la liste"),
            options=[
                ("name", _("Le nom")),
                ("minutes", _("La durée")),
                ("place", _("Le lieu")),
                ("givers", _("Qui la propose")),
                ("rules", _("Les règles de réservation")),
                ("other", _("Autre chose")),
            ],
            refusal=state.refusal,
        ),
        dialog_actions(
            button(_("Envoyer la demande"), type="submit", busy_label=_("Envoi…")), close_button(_("Annuler"))
        ),
        on_submit=state.ask,
        refusal=state.refusal,
        problem=_("Il y a un problème"),
        saved=state.deeds,
    )


def _which() -> rx.Component:
    refusal = AgendasState.refusal
    control = rx.el.select(
        rx.foreach(AgendasState.asking.types, lambda line: rx.el.option(line.name, value=line.ref)),
        rx.el.option(_("Un type qui n’est pas dans cette liste"), value=""),
        id=element_id(field_id("type")),
        name="type",
        class_name="field",
        custom_attrs=described("type", None, refusal),
    )
    return framed("type", _("Quel type de consultation ?"), control, hint=None, refusal=refusal, optional=None)
