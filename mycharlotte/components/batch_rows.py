"""The rows of a list of invitations: whom each names, and why it is refused."""

import reflex as rx

from mycharlotte import list_words
from mycharlotte.components.numbers import written
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.pager import pager
from mycharlotte.components.ui.toggle import toggle, toggles
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _, words_for
from mycharlotte.locales import say
from mycharlotte.states.batches import BatchesState
from mycharlotte.states.session import SessionState
from mycharlotte.views.batches import BatchRowView

_BATCH = BatchesState.batch
_COUNTS = BatchesState.batch.counts


def batch_rows(good: Word, how_many_good: rx.Var[int]) -> rx.Component:
    """One page of the rows, and the choice of which: all, the `good` ones under that name, the refused ones."""
    where = _("Page {page} sur {pages}", page=written(_BATCH.page), pages=written(_BATCH.pages))
    return rx.el.section(
        rx.el.h2(_("La liste, ligne par ligne"), class_name="text-lead"),
        toggles(
            _choice(_("Toutes"), _COUNTS.total, choice=""),
            _choice(good, how_many_good, choice="good"),
            _choice(_("Refusées"), _COUNTS.refused, choice="refused"),
            label=_("Lignes à afficher"),
        ),
        outcome(rx.el.p(where, role="status", class_name="text-small text-muted"), serial=BatchesState.turns),
        rx.cond(
            _BATCH.rows.length() > 0,
            card(rx.el.ol(rx.foreach(_BATCH.rows, _row), class_name="lined"), class_name=""),
            rx.el.p(_("Aucune ligne à afficher."), class_name="text-muted"),
        ),
        pager(
            previous=_("Précédentes"),
            next=_("Suivantes"),
            where=where,
            label=_("Pages de la liste"),
            is_first=_BATCH.page <= 1,
            is_last=_BATCH.page >= _BATCH.pages,
            on_previous=BatchesState.turn(_BATCH.page - 1),
            on_next=BatchesState.turn(_BATCH.page + 1),
        ),
        class_name="grid gap-4",
    )


def said(message: str) -> rx.Var[str]:
    """Return a sentence that is marked for translation elsewhere (`list_words.py`), in the reader's language."""
    return rx.cond(SessionState.language == "en", say("en", message), message)


def _choice(words: Word, count: rx.Var[int], *, choice: str) -> rx.Component:
    is_pressed = _BATCH.choice == choice
    return toggle(words, count=written(count), is_pressed=is_pressed, on_click=BatchesState.choose(choice))


def _row(row: BatchRowView) -> rx.Component:
    roles = {role.value: said(words) for role, words in list_words.ROLES.items()}
    role = words_for(row.role, roles, otherwise=row.role)
    reasons = {refusal.value: said(words) for refusal, words in list_words.REASONS.items()}
    return rx.el.li(
        rx.el.p(
            _("Ligne {n}", n=row.line.to(str)),
            class_name="w-24 shrink-0 text-small text-muted tablet:pt-0.5",
        ),
        rx.el.div(
            rx.el.p(
                rx.el.bdi(
                    rx.cond(row.email != "", row.email, _("Sans adresse")), class_name="font-medium wrap-anywhere"
                )
            ),
            rx.el.p(
                rx.el.bdi(row.name),
                rx.cond((row.name != "") & (row.role != ""), " · ", ""),
                rx.el.bdi(role),
                class_name="text-small text-muted wrap-anywhere",
            ),
            rx.cond(
                row.refusal != "",
                rx.el.p(
                    rx.cond(row.read != "", rx.fragment(_("« {read} » : ", read=row.read))),
                    words_for(row.refusal, reasons, otherwise=""),
                    class_name="text-error wrap-anywhere",
                ),
            ),
            class_name="grid min-w-0 flex-1 gap-0.5",
        ),
        rx.cond(row.is_sent, badge(_("Envoyée"), "success")),
        rx.cond(row.refusal != "", badge(_("Refusée"), "attention")),
        key=row.line.to(str),
        class_name="flex flex-col items-start gap-x-4 gap-y-1 px-5 py-4 tablet:flex-row",
    )
