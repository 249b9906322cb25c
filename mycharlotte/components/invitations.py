"""The invitations of a bubble: the ways to invite, the filters, the list (seed R46)."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.bubble_frame import bubble_href
from mycharlotte.components.invitation_table import invitation_table, state_name
from mycharlotte.components.numbers import written
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import link_button
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.pager import pager
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.search import search_field
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.ui.toggle import toggle, toggles
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _, _n
from mycharlotte.states.invitations import InvitationsState


def invitations() -> rx.Component:
    """What was just done, the ways to invite, the list."""
    return rx.el.div(
        _outcome(),
        rx.el.div(
            link_button(_("Inviter une personne"), href=bubble_href(routes.INVITE), icon="user-plus"),
            link_button(_("Inviter avec une liste"), href=bubble_href(routes.INVITE_MANY), kind="quiet", icon="upload"),
            class_name="flex flex-wrap gap-3",
        ),
        # A connection that comes back starts from nothing: what is being searched must not go.
        rx.cond(
            InvitationsState.is_ready & ~InvitationsState.shown.is_any,
            _nobody_yet(),
            rx.fragment(_filters(), _search(), _list()),
        ),
        class_name="grid grid-cols-[minmax(0,1fr)] gap-6",
    )


def invitations_waiting() -> rx.Component:
    """The room of the head of the page and of the list."""
    line = rx.el.div(
        rx.el.div(skeleton("h-6 w-44"), skeleton("h-5 w-2/3"), class_name="grid flex-1 gap-1.5"),
        skeleton("h-6 w-20"),
        class_name="flex gap-4 px-5 py-4",
    )
    return waiting(
        rx.el.div(
            skeleton("size-14"),
            rx.el.div(skeleton("h-7 w-48"), skeleton("h-6 w-32"), class_name="grid gap-1"),
            class_name="flex items-center gap-4",
        ),
        skeleton("h-11 w-full max-w-form"),
        skeleton("h-11 w-56"),
        rx.el.div(*[line] * 6, class_name="lined rounded-card border border-line bg-surface"),
        label=_("Chargement des invitations"),
        class_name="grid gap-6",
    )


def _outcome() -> rx.Component:
    about = InvitationsState.about
    return outcome(
        rx.match(
            InvitationsState.done,
            ("invited", _done(_("L’invitation est envoyée."), _("L’e-mail part maintenant."))),
            (
                "resent",
                _done(
                    _("L’invitation de {name} est renvoyée.", name=about),
                    _("Un nouvel e-mail part maintenant, en votre nom. L’invitation est de nouveau valable 14 jours."),
                ),
            ),
            (
                "extended",
                _done(
                    _("L’invitation de {name} est prolongée de 14 jours.", name=about),
                    _("Aucun e-mail n’est envoyé : les liens déjà reçus restent bons."),
                ),
            ),
            (
                "revoked",
                _done(
                    _("L’invitation de {name} est révoquée.", name=about),
                    _("Aucun de ses liens n’ouvre plus rien."),
                ),
            ),
            rx.fragment(),
        ),
        refusal_summary(InvitationsState.refusal, title=_("Il y a un problème")),
        serial=InvitationsState.deeds,
    )


def _done(title: Word, words: Word) -> rx.Component:
    return alert(rx.el.p(words), kind="success", title=title)


def _filters() -> rx.Component:
    shown = InvitationsState.shown

    def chip(words: Word, count: rx.Var[int], choice: Word) -> rx.Component:
        is_pressed = InvitationsState.choice == choice
        return toggle(words, count=written(count), is_pressed=is_pressed, on_click=InvitationsState.choose(choice))

    return toggles(
        chip(_("Toutes"), shown.found, ""),
        rx.foreach(
            shown.counts,
            lambda one: rx.fragment(chip(state_name(one.state), one.count, one.state), key=one.state),
        ),
        label=_("États"),
    )


def _search() -> rx.Component:
    return rx.el.div(
        search_field(
            "invitations",
            _("Rechercher une invitation"),
            hint=_("Une partie du nom ou de l’adresse e-mail suffit."),
            query=InvitationsState.query,
            on_search=InvitationsState.find,
        ),
        role="search",
        class_name="max-w-form",
    )


def _list() -> rx.Component:
    shown = InvitationsState.shown
    where = _(
        "{first}–{last} sur {total}",
        first=written(shown.first),
        last=written(shown.last),
        total=written(shown.total),
    )
    return rx.el.div(
        outcome(
            rx.el.p(
                rx.cond(
                    shown.total > shown.lines.length(), where, _n("{n} invitation", "{n} invitations", shown.total)
                ),
                role="status",
                class_name="text-small text-muted",
            ),
            serial=InvitationsState.turns,
        ),
        rx.cond(InvitationsState.is_ready & (shown.total == 0), _nothing_found(), invitation_table()),
        pager(
            previous=_("Précédentes"),
            next=_("Suivantes"),
            where=where,
            label=_("Pages de la liste"),
            is_first=shown.first <= 1,
            is_last=shown.last >= shown.total,
            on_previous=InvitationsState.turn(shown.page - 1),
            on_next=InvitationsState.turn(shown.page + 1),
        ),
        class_name="grid gap-4",
    )


def _nobody_yet() -> rx.Component:
    return empty(
        _("Personne n’a encore été invité"),
        _("Les invitations apparaîtront ici, avec la réponse de chaque personne."),
        icon="mail",
    )


def _nothing_found() -> rx.Component:
    return empty(
        _("Aucune invitation à afficher"),
        _("Essayez une autre partie du nom ou de l’adresse, ou un autre état."),
        icon="search-x",
    )
