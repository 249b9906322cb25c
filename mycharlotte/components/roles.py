"""What is done with members of a bubble: the menu of each, what is asked before, what is said after, and leaving."""

import reflex as rx

from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.menu import menu_action
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _, words_for
from mycharlotte.states.roles import RolesState
from mycharlotte.views.members import MemberLine


def role_items(line: MemberLine) -> rx.Component:
    """What an admin may do with someone, in the menu of their line."""
    return rx.fragment(
        rx.cond(
            line.is_admin,
            _item(_("Retirer le rôle d’administrateur"), "dismiss-admin", line, drawing="shield-minus"),
            _item(_("Nommer administrateur"), "name-admin", line, drawing="shield-plus"),
        ),
        rx.cond(
            line.is_oneself,
            _item(_("Quitter la bulle"), "leave", line, drawing="log-out"),
            _item(_("Retirer de la bulle"), "remove", line, drawing="user-round-minus"),
        ),
    )


def leave_button() -> rx.Component:
    """The way out of the bubble, for any member."""
    return rx.el.div(
        button(_("Quitter la bulle"), kind="quiet", icon="log-out", on_click=RolesState.ask("leave", "")),
        class_name="border-t border-line pt-6",
    )


def role_dialog() -> rx.Component:
    """What is asked before anything is done."""
    asked = RolesState.question
    name = asked.name
    title = words_for(
        asked.what,
        {
            "name-admin": _("Nommer {name} administrateur ?", name=name),
            "dismiss-admin": _("Retirer le rôle d’administrateur à {name} ?", name=name),
            "remove": _("Retirer {name} de la bulle ?", name=name),
        },
        otherwise=_("Quitter la bulle ?"),
    )
    return dialog(
        rx.match(
            asked.what,
            (
                "name-admin",
                _told(
                    _(
                        "Cette personne pourra inviter et retirer des membres, modifier la bulle et choisir qui suit "
                        "quel patient."
                    ),
                    _("Elle verra tous les membres, patients compris, et leurs adresses e-mail."),
                ),
            ),
            ("dismiss-admin", rx.cond(asked.is_oneself, _oneself_dismissed(), _other_dismissed())),
            (
                "remove",
                _told(
                    _("Cette personne n’y aura plus accès, dès maintenant. Un e-mail l’en prévient."),
                    _(
                        "Si des patients lui sont dédiés ici, ou des accompagnants, ils ne le seront plus. Vous "
                        "pourrez l’inviter de nouveau."
                    ),
                ),
            ),
            (
                "leave",
                _told(
                    _("Vous n’en verrez plus les membres ni les informations. Plus personne ne vous y sera dédié."),
                    _("Pour y revenir, il vous faudra une nouvelle invitation."),
                ),
            ),
            rx.fragment(),
        ),
        dialog_actions(
            rx.match(
                asked.what,
                ("name-admin", _confirm(_("Nommer administrateur"))),
                ("dismiss-admin", _confirm(_("Retirer le rôle d’administrateur"))),
                ("remove", _confirm(_("Retirer de la bulle"), is_danger=True)),
                _confirm(_("Quitter la bulle"), is_danger=True),
            ),
            close_button(_("Annuler")),
        ),
        title=title,
        close=_("Fermer"),
        open=asked.what != "",
        on_close=RolesState.drop,
    )


def role_outcome() -> rx.Component:
    """What was done, or why it was refused."""
    done = RolesState.done
    words = words_for(
        done.what,
        {
            "name-admin": _("{name} administre maintenant la bulle.", name=done.name),
            "dismiss-admin": rx.cond(
                done.is_oneself,
                _("Vous n’administrez plus la bulle."),
                _("{name} n’administre plus la bulle.", name=done.name),
            ),
        },
        otherwise=_("{name} ne fait plus partie de la bulle.", name=done.name),
    )
    return rx.fragment(
        refusal_summary(RolesState.refusal, title=_("Il y a un problème")),
        outcome(
            rx.cond(done.what != "", rx.el.div(alert(words, kind="success"), class_name="mb-6")),
            serial=RolesState.deeds,
        ),
    )


def _item(words: Word, what: str, line: MemberLine, *, drawing: str) -> rx.Component:
    return menu_action(words, icon=drawing, on_click=RolesState.ask(what, line.ref))


def _confirm(words: Word, *, is_danger: bool = False) -> rx.Component:
    return button(words, kind="danger" if is_danger else "primary", on_click=RolesState.confirm)


def _told(*sentences: Word) -> rx.Component:
    return rx.el.div(*(rx.el.p(sentence) for sentence in sentences), class_name="grid gap-3")


def _other_dismissed() -> rx.Component:
    return _told(_("Cette personne reste membre de la bulle, sans pouvoir la gérer."))


def _oneself_dismissed() -> rx.Component:
    return _told(
        _("Vous restez membre de la bulle, sans pouvoir la gérer."),
        _("Seul un autre administrateur pourra vous redonner ce rôle."),
    )
