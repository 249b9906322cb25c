"""What was saved elsewhere while one was typing: both versions of each field, and the choice."""

from collections.abc import Mapping

import reflex as rx

from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.versions import VersionWords, version_choice, version_field
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _, words_for
from mycharlotte.states.editing import Editing
from mycharlotte.views.edits import Clash


def edited_version(state: type[Editing]) -> rx.Component:
    """Which version the form was filled from; it goes inside the form."""
    return version_field("version", state.version.to(str), serial=state.settled)


def clashes(state: type[Editing], *, title: Word, labels: Mapping[str, rx.Var[str]], again: Word) -> rx.Component:
    """What is saved beside what is typed. `labels` are those of the fields; `again` says how to keep one's own."""
    return rx.cond(
        state.clashes.length() > 0,
        alert(
            rx.el.ul(
                rx.foreach(state.clashes, lambda clash: _clash(state, clash, labels)),
                class_name="mt-2 mb-3 grid gap-5",
            ),
            rx.el.p(again),
            kind="warning",
            title=title,
            action=button(_("Reprendre ce qui est enregistré"), kind="quiet", on_click=state.take_theirs),
        ),
    )


def _clash(state: type[Editing], clash: Clash, labels: Mapping[str, rx.Var[str]]) -> rx.Component:
    return rx.el.li(
        rx.el.p(words_for(clash.field, labels, otherwise=_("Votre photo")), class_name="font-bold"),
        rx.cond(clash.field == "picture", _two_pictures(state, clash), _two_texts(clash)),
        class_name="grid justify-items-start gap-2",
    )


def _two_texts(clash: Clash) -> rx.Component:
    nothing = _("rien")
    return rx.fragment(
        _version(_("Enregistré :"), rx.cond(clash.theirs != "", clash.theirs, nothing)),
        _version(
            rx.cond(clash.is_mine, _("Vous avez écrit :"), _("Avant :")),
            rx.cond(clash.mine != "", clash.mine, nothing),
        ),
        version_choice(
            clash.field,
            mine=clash.mine,
            theirs=clash.theirs,
            is_mine=clash.is_mine,
            words=VersionWords(
                holds_mine=rx.cond(
                    clash.is_mine,
                    _("Le formulaire garde ce que vous avez écrit."),
                    _("Le formulaire garde ce qui était écrit avant."),
                ),
                holds_theirs=_("Le formulaire reprend ce qui est enregistré."),
                take_mine=rx.cond(clash.is_mine, _("Remettre ce que j’ai écrit"), _("Remettre ce qui était avant")),
                take_theirs=_("Reprendre cette réponse enregistrée"),
            ),
        ),
    )


def _version(label: Word, value: Word) -> rx.Component:
    return rx.el.p(
        rx.el.span(label, class_name="text-muted"),
        " ",
        rx.el.bdi(value, class_name="whitespace-pre-line wrap-anywhere"),
    )


def _two_pictures(state: type[Editing], clash: Clash) -> rx.Component:
    def picture(words: Word, url: Word) -> rx.Component:
        return rx.el.figure(
            rx.el.img(src=url, alt="", width="96", height="96", class_name="size-24 rounded-control object-cover"),
            rx.el.figcaption(words, class_name="text-small text-muted"),
            class_name="grid gap-1",
        )

    return rx.fragment(
        rx.el.div(
            picture(_("Enregistrée"), clash.theirs),
            picture(_("La vôtre"), clash.mine),
            class_name="flex flex-wrap gap-6",
        ),
        button(_("Reprendre la photo enregistrée"), kind="quiet", on_click=state.drop_picture),
    )
