"""The members of a bubble: two lists, one at a time, and the way through."""

import reflex as rx

from mycharlotte.components.assignments import assign_dialog
from mycharlotte.components.member_line import member_line
from mycharlotte.components.numbers import written
from mycharlotte.components.roles import leave_button, role_dialog, role_outcome
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.pager import pager
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.search import search_field
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.ui.toggle import toggle, toggles
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _, _n
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.members import MembersState
from mycharlotte.states.session import SessionState

_COLUMN = "grid grid-cols-[minmax(0,1fr)] gap-6"
_IS_PATIENTS = MembersState.role == "patient"


def members() -> rx.Component:
    """Both lists, one at a time; a patient sees the companions alone."""
    return rx.el.section(
        role_dialog(),
        assign_dialog(),
        role_outcome(),
        refusal_summary(MembersState.refusal, title=_("Il y a un problème")),
        rx.cond(
            MembersState.bubble_ref == BubbleState.bubble.ref,  # else it is still the list of the bubble before
            rx.el.div(_lists(), _search(), _members(), leave_button(), class_name=_COLUMN),
            waiting(*_list_waiting(), label=_("Chargement des membres"), class_name=_COLUMN),
        ),
    )


def members_waiting() -> rx.Component:
    """The room of the head of the page and of a list."""
    return waiting(
        rx.el.div(
            skeleton("size-14"),
            rx.el.div(skeleton("h-7 w-48"), skeleton("h-6 w-32"), class_name="grid gap-1"),
            class_name="flex items-center gap-4",
        ),
        skeleton("h-11 w-full max-w-form"),
        *_list_waiting(),
        label=_("Chargement des membres"),
        class_name=_COLUMN,
    )


def _list_waiting() -> list[rx.Component]:
    line = rx.el.div(
        skeleton("size-12 rounded-full"),
        rx.el.div(skeleton("h-6 w-44"), skeleton("h-5 w-2/3"), class_name="grid flex-1 gap-1.5"),
        class_name="flex gap-4 px-5 py-4",
    )
    field = rx.el.div(skeleton("h-6 w-44"), skeleton("h-12"), class_name="grid max-w-form gap-1.5")
    return [skeleton("h-11 w-full max-w-form"), field, card(*[line] * 6, class_name="lined")]


def _lists() -> rx.Component:
    shown = MembersState.shown
    mine = SessionState.person.ref
    return toggles(
        rx.cond(
            BubbleState.bubble.may_list_patients,
            rx.fragment(
                _choice(_("Accompagnants"), shown.companions, role="companion"),
                _choice(_("Patients"), shown.patients, role="patient"),
                rx.cond(
                    BubbleState.bubble.role == "companion",
                    _filter(_("Mes patients dédiés"), role="patient", dedicated_to=mine),
                ),
            ),
            rx.fragment(
                _choice(_("Accompagnants"), shown.companions, role="companion"),
                _filter(_("Mes accompagnants"), role="companion", dedicated_to=mine),
            ),
        ),
        rx.cond(
            MembersState.dedicated_name != "",
            _filter(
                _("Patients dédiés de {name}", name=MembersState.dedicated_name),
                role="patient",
                dedicated_to=MembersState.dedicated_to,
            ),
        ),
        label=_("Listes"),
    )


def _choice(words: Word, count: rx.Var[int], *, role: str) -> rx.Component:
    is_pressed = (MembersState.role == role) & (MembersState.dedicated_to == "")
    return toggle(words, count=written(count), is_pressed=is_pressed, on_click=MembersState.choose(role, ""))


def _filter(words: Word, *, role: str, dedicated_to: rx.Var[str]) -> rx.Component:
    is_pressed = (MembersState.role == role) & (MembersState.dedicated_to == dedicated_to)
    return toggle(words, is_pressed=is_pressed, on_click=MembersState.choose(role, dedicated_to))


def _search() -> rx.Component:
    return rx.el.div(
        search_field(
            "members",
            rx.cond(_IS_PATIENTS, _("Rechercher un patient"), _("Rechercher un accompagnant")),
            hint=rx.cond(
                BubbleState.bubble.may_run,
                _("Une partie du nom ou de l’adresse e-mail suffit."),
                _("Une partie du nom suffit."),
            ),
            query=MembersState.query,
            emptied=MembersState.emptied,
            on_search=MembersState.find,
        ),
        role="search",
        class_name="max-w-form",
    )


def _members() -> rx.Component:
    shown = MembersState.shown
    where = _(
        "{first}–{last} sur {total}",
        first=written(shown.first),
        last=written(shown.last),
        total=written(shown.total),
    )
    return rx.el.div(
        outcome(
            rx.el.p(
                rx.cond(shown.total > shown.members.length(), where, _how_many(shown.total)),
                role="status",
                class_name="text-small text-muted",
            ),
            serial=MembersState.turns,
        ),
        rx.cond(
            shown.total > 0,
            card(
                rx.el.ul(
                    rx.foreach(shown.members, lambda line: rx.el.li(member_line(line), key=line.ref)),
                    class_name="lined",
                ),
                class_name="",
            ),
            _nobody(),
        ),
        pager(
            previous=_("Précédents"),
            next=_("Suivants"),
            where=where,
            label=_("Pages de la liste"),
            is_first=shown.first <= 1,
            is_last=shown.last >= shown.total,
            on_previous=MembersState.turn(shown.page - 1),
            on_next=MembersState.turn(shown.page + 1),
        ),
        class_name="grid gap-4",
    )


def _how_many(total: rx.Var[int]) -> rx.Var[str]:
    return rx.cond(
        _IS_PATIENTS, _n("{n} patient", "{n} patients", total), _n("{n} accompagnant", "{n} accompagnants", total)
    )


def _nobody() -> rx.Component:
    return rx.cond(
        MembersState.query != "",
        empty(
            _("Personne ne porte ce nom ici"),
            _("Essayez une autre partie du nom, ou l’autre liste."),
            icon="search-x",
        ),
        rx.cond(
            MembersState.dedicated_to != "",
            empty(
                rx.cond(_IS_PATIENTS, _("Aucun patient dédié"), _("Aucun accompagnant dédié")),
                _("Les administrateurs de la bulle choisissent qui suit quel patient."),
                icon="user-round-check",
            ),
            empty(
                rx.cond(_IS_PATIENTS, _("Aucun patient pour l’instant"), _("Aucun accompagnant pour l’instant")),
                _("On entre dans une bulle par une invitation de son administrateur."),
                icon="users-round",
            ),
        ),
    )
