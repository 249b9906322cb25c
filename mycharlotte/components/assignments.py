"""Choosing the companions whom a patient is dedicated to (decision D12)."""

import reflex as rx

from mycharlotte.components.ui.dialog import dialog
from mycharlotte.components.ui.menu import menu_action
from mycharlotte.components.ui.notice import notice
from mycharlotte.components.ui.pick_list import PickWords, pick_list
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.words import _
from mycharlotte.states.assignments import AssignmentsState
from mycharlotte.views.members import MemberLine


def assign_item(line: MemberLine) -> rx.Component:
    """The way to choose, in the menu of a patient's line."""
    return menu_action(
        _("Choisir ses accompagnants"), icon="user-round-check", on_click=AssignmentsState.open(line.ref)
    )


def assign_dialog() -> rx.Component:
    """The companions to tick."""
    choice = AssignmentsState.choice
    return rx.fragment(
        dialog(
            refusal_summary(AssignmentsState.refusal, title=_("Il y a un problème")),
            rx.el.p(
                _("Celles et ceux qui sont choisis voient ce patient dans « Mes patients dédiés »."),
                class_name="text-muted",
            ),
            rx.cond(
                choice.patient_ref != "",
                pick_list(
                    picked=choice.picked,
                    found=choice.found,
                    query=choice.query,
                    has_more=choice.has_more,
                    serial=choice.serial,
                    words=PickWords(
                        list=_("Accompagnants"),
                        search=_("Rechercher un accompagnant"),
                        none=_("Personne n’est choisi."),
                        one=_("1 accompagnant choisi."),
                        many=_("{n} accompagnants choisis.", n="{n}"),
                        nobody=_("Personne ne porte ce nom parmi les accompagnants de la bulle."),
                        more=_("Il y en a d’autres : cherchez par le nom."),
                        save=_("Enregistrer"),
                        cancel=_("Annuler"),
                    ),
                    on_search=AssignmentsState.find,
                    on_save=AssignmentsState.save,
                ),
            ),
            title=_("Accompagnants de {name}", name=choice.patient_name),
            close=_("Fermer"),
            open=choice.patient_ref != "",
            on_close=AssignmentsState.drop,
        ),
        notice(
            _("Les accompagnants de {name} sont enregistrés.", name=AssignmentsState.saved_name),
            serial=AssignmentsState.saved,
            dismiss=_("Fermer"),
        ),
    )
