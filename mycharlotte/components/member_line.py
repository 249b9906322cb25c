"""A member in a list: who it is, who follows whom, and what an admin may do."""

import reflex as rx

from mycharlotte.components.assignments import assign_item
from mycharlotte.components.roles import role_items
from mycharlotte.components.ui.avatar import avatar
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.menu import menu
from mycharlotte.components.words import _, _n
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.members import MembersState
from mycharlotte.views.members import MemberLine

_ROW = "flex min-h-20 items-center gap-4 px-5 py-4"
_IS_PATIENTS = MembersState.role == "patient"


def member_line(line: MemberLine) -> rx.Component:
    """What is said of a member, and for admins what may be done."""
    return rx.el.div(
        avatar(initials=line.initials, picture=line.picture_url),
        rx.el.div(
            rx.el.p(
                rx.el.bdi(line.name, class_name="font-medium wrap-anywhere"),
                rx.cond(line.is_oneself, badge(_("Vous"))),
                rx.cond(line.is_admin, badge(_("Administrateur de bulle"), "info")),
                rx.cond(
                    line.is_dedicated,
                    rx.cond(_IS_PATIENTS, badge(_("Votre patient dédié"), "success"), badge(_("Vous suit"), "success")),
                ),
                class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
            ),
            rx.cond(line.email != "", rx.el.p(line.email, class_name="text-small text-muted wrap-anywhere")),
            rx.cond(_IS_PATIENTS, _followed_by(line), _follows(line)),
            class_name="grid min-w-0 flex-1 gap-0.5",
        ),
        rx.cond(BubbleState.bubble.may_run, _menu(line)),
        class_name=_ROW,
    )


def _menu(line: MemberLine) -> rx.Component:
    return menu(
        rx.cond(_IS_PATIENTS, assign_item(line)),
        role_items(line),
        face=icon("ellipsis-vertical"),
        label=_("Actions pour {name}", name=line.name),
        class_name="-mr-2",
        button_class_name="grid min-w-11 place-items-center text-muted",
        panel_class_name="w-72 max-w-[calc(100vw-4rem)]",
    )


def _followed_by(line: MemberLine) -> rx.Component:
    others = rx.cond(
        line.more > 0,
        _("{names} et {n} de plus", names=line.companions, n=line.more),
        line.companions,
    )
    return rx.el.p(
        rx.cond(
            line.is_dedicated,
            rx.cond(line.companions != "", _("Suivi par vous, {names}", names=others), _("Suivi par vous")),
            rx.cond(line.companions != "", _("Suivi par {names}", names=others), _("Aucun accompagnant dédié")),
        ),
        class_name="text-small text-muted wrap-anywhere",
    )


def _follows(line: MemberLine) -> rx.Component:
    return rx.cond(
        line.patients > 0,
        rx.el.div(
            button(
                _n("{n} patient dédié", "{n} patients dédiés", line.patients),
                kind="link",
                on_click=MembersState.choose("patient", line.ref),
                aria_label=_("Voir les patients dédiés de {name}", name=line.name),
            )
        ),
    )
