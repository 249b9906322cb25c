"""The consultation types of a bubble, as its admins arrange them: on offer, in their order, then retired."""

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte import routes
from mycharlotte.components.bubble_frame import bubble_href
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.palette import dot
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _, _n, words_for
from mycharlotte.states.consultation_types import ConsultationTypesState
from mycharlotte.states.session import SessionState
from mycharlotte.views.consultation_types import Suggestion, TypeLine

_DEED = (
    "inline-flex min-h-11 items-center justify-center gap-2 rounded-control px-3 font-medium text-brand no-underline "
    "hover:bg-sunken aria-disabled:text-muted aria-disabled:opacity-60 aria-disabled:hover:bg-transparent"
)


def consultation_types() -> rx.Component:
    """What was just done, the types on offer, what to begin with, the types retired."""
    state = ConsultationTypesState
    return rx.el.div(
        _outcome(),
        _place(),
        rx.el.div(_offered_ones(), rx.cond(state.suggestions.length() > 0, _suggestions()), class_name="grid gap-8"),
        rx.cond(state.retired.length() > 0, _retired_ones()),
    )


def _offered_ones() -> rx.Component:
    return rx.cond(
        ConsultationTypesState.offered.length() > 0,
        rx.el.div(
            rx.el.div(add_button("quiet")),
            card(rx.el.ul(rx.foreach(ConsultationTypesState.offered, _offered), class_name="lined"), class_name=""),
            class_name="grid gap-6",
        ),
        empty(
            _("Aucun type de consultation pour l’instant"),
            _(
                "Un type de consultation dit ce que les accompagnants de la bulle proposent : sa durée, son lieu "
                "et ses règles. Les patients le choisiront pour prendre rendez-vous."
            ),
            icon="calendar-plus",
            action=add_button("primary"),
        ),
    )


def consultation_types_waiting() -> rx.Component:
    """The room of the list."""
    line = rx.el.div(
        rx.el.div(skeleton("h-6 w-48"), skeleton("h-5 w-32"), skeleton("h-5 w-56"), class_name="grid flex-1 gap-1.5"),
        skeleton("h-22 w-56"),
        class_name="flex flex-wrap gap-4 px-5 py-4",
    )
    return waiting(
        skeleton("h-11 w-72"),
        card(line, line, line, class_name="lined"),
        label=_("Chargement des types de consultations"),
        class_name="grid gap-6",
    )


def add_button(kind: str) -> rx.Component:
    """The way to the form of a new type."""
    return link_button(
        _("Ajouter un type de consultation"),
        href=bubble_href(routes.CONSULTATION_TYPE),
        kind="primary" if kind == "primary" else "quiet",
        icon="plus",
    )


def in_words(line: TypeLine, part: str) -> rx.Var[str]:
    """One of the words of a type, in the reader's language."""
    return rx.cond(SessionState.language == "en", getattr(line.english, part), getattr(line.french, part))


def _outcome() -> rx.Component:
    state = ConsultationTypesState
    done = words_for(
        state.done,
        {
            "created": _("« {name} » est maintenant proposé dans la bulle.", name=state.name),
            "saved": _("« {name} » est enregistré.", name=state.name),
            "retired": _("« {name} » est retiré. Les rendez-vous déjà pris ne changent pas.", name=state.name),
            "restored": _("« {name} » est de nouveau proposé, à la fin de la liste.", name=state.name),
        },
        otherwise=rx.Var.create(""),
    )
    return outcome(
        rx.cond(
            state.done != "",
            rx.el.div(alert(rx.el.p(done, class_name="wrap-anywhere"), kind="success"), class_name="mb-6"),
        ),
        refusal_summary(state.refusal, title=_("Il y a un problème")),
        serial=state.deeds,
    )


def _place() -> rx.Component:
    """Where the type just moved is, for those who do not see it move."""
    state = ConsultationTypesState
    said = _("{name} : position {place} sur {count}", name=state.moved, place=state.place, count=state.offered.length())
    return rx.el.p(rx.cond(state.moved != "", said, ""), role="status", class_name="sr-only")


def _offered(line: TypeLine) -> rx.Component:
    return rx.el.li(
        _told(line),
        rx.el.div(
            _move(line, "up", _("Monter"), "arrow-up", is_over=line.is_first),
            _move(line, "down", _("Descendre"), "arrow-down", is_over=line.is_last),
            route_link(
                icon("pencil", size="small"),
                _("Modifier"),
                rx.el.span(" ", line.name, class_name="sr-only"),
                to=bubble_href(routes.CONSULTATION_TYPE) + f"&{routes.TYPE_PARAMETER}=" + line.ref,
                class_name=_DEED,
            ),
            _retire(line),
            class_name="grid grid-cols-2 content-start gap-1",
        ),
        key=line.ref,
        class_name="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-5 py-4",
    )


def _told(line: TypeLine) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            dot(line.colour),
            rx.el.h2(line.name, dir="auto", class_name="min-w-0 wrap-anywhere"),
            class_name="flex gap-3 text-lead",
        ),
        rx.el.p(in_words(line, "minutes"), " · ", in_words(line, "mode")),
        rx.cond(
            line.is_orphan,
            rx.el.p(badge(_("Plus personne ne la propose"), "attention")),
            _fact(_("Qui la propose : {who}", who=in_words(line, "givers"))),
        ),
        _fact(_("Qui peut réserver : {who}", who=in_words(line, "booking"))),
        class_name="grid min-w-0 flex-1 basis-64 gap-1",
    )


def _fact(words: Word) -> rx.Component:
    return rx.el.p(words, class_name="text-small wrap-anywhere text-muted")


def _move(line: TypeLine, direction: str, label: Word, drawing: str, *, is_over: bool) -> rx.Component:
    """Never disabled: whoever moves a type to the end with the keyboard keeps the focus there."""
    return rx.el.button(
        icon(drawing, size="small"),
        label,
        rx.el.span(" ", line.name, class_name="sr-only"),
        type="button",
        on_click=ConsultationTypesState.move(line.ref, direction),
        aria_disabled=is_over,
        class_name=_DEED,
    )


def _retire(line: TypeLine) -> rx.Component:
    opener = rx.el.button(
        icon("archive", size="small"),
        _("Retirer"),
        rx.el.span(" ", line.name, class_name="sr-only"),
        type="button",
        class_name=f"{_DEED} w-full",
    )
    return dialog(
        rx.el.p(_("Ce type ne sera plus proposé. Les rendez-vous déjà pris le gardent, et ne changent pas.")),
        rx.el.p(_("Vous pourrez le remettre à tout moment, tel qu’il est.")),
        dialog_actions(
            button(
                _("Retirer"),
                kind="danger",
                on_click=ConsultationTypesState.retire(line.ref),
                custom_attrs={"data-close": ""},
            ),
            close_button(_("Annuler")),
        ),
        opener=opener,
        title=_("Retirer « {name} » ?", name=line.name),
        close=_("Fermer"),
    )


def _suggestions() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Pour commencer"), class_name="text-lead"),
        rx.el.p(
            _("Ajoutez-en un d’un geste : tout se modifie ensuite."),
            class_name="text-muted",
        ),
        rx.el.ul(
            rx.foreach(ConsultationTypesState.suggestions, _suggestion), class_name="grid gap-3 tablet:grid-cols-3"
        ),
        class_name="grid gap-3",
    )


def _suggestion(suggestion: Suggestion) -> rx.Component:
    is_english = SessionState.language == "en"
    name = rx.cond(is_english, suggestion.english.name, suggestion.french.name)
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                icon("plus", size="small", class_name="text-brand"),
                rx.el.span(_("Ajouter"), " ", class_name="sr-only"),
                name,
                class_name="flex items-center gap-2 font-medium",
            ),
            rx.el.span(
                rx.cond(is_english, suggestion.english.about, suggestion.french.about),
                class_name="text-small text-muted",
            ),
            type="button",
            on_click=ConsultationTypesState.begin_with(suggestion.key),
            class_name=(
                "card grid w-full gap-1 rounded-card border border-line bg-surface px-4 py-3 text-left shadow-raised "
                "transition-colors hover:border-control"
            ),
        ),
        key=suggestion.key,
    )


def _retired_ones() -> rx.Component:
    retired = ConsultationTypesState.retired
    return rx.el.details(
        rx.el.summary(
            _n("{n} type retiré", "{n} types retirés", retired.length()),
            class_name="min-h-11 rounded-control px-3 py-2.5 font-medium hover:bg-sunken",
        ),
        card(rx.el.ul(rx.foreach(retired, _retired), class_name="lined"), class_name="mt-3"),
        class_name="mt-8",
    )


def _retired(line: TypeLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                dot(line.colour),
                rx.el.span(line.name, dir="auto", class_name="min-w-0 font-medium wrap-anywhere"),
                class_name="flex gap-3",
            ),
            rx.el.p(in_words(line, "minutes"), " · ", in_words(line, "mode"), class_name="text-small text-muted"),
            class_name="grid min-w-0 flex-1 basis-56 gap-0.5",
        ),
        button(
            _("Remettre"),
            kind="quiet",
            on_click=ConsultationTypesState.restore(line.ref),
            aria_label=_("Remettre {name}", name=line.name),
        ),
        key=line.ref,
        class_name="flex flex-wrap items-center gap-x-6 gap-y-3 px-5 py-4",
    )
