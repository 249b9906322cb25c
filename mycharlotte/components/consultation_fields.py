"""The fields of a consultation type, group by group."""

from typing import Any

import reflex as rx

from mycharlotte.components.companion_picker import companion_picker
from mycharlotte.components.ui.choices import radio_group
from mycharlotte.components.ui.fields import described, text_field
from mycharlotte.components.ui.long_text import Count, long_text_field
from mycharlotte.components.ui.numbers import delay_field, number_field
from mycharlotte.components.ui.palette import palette_field
from mycharlotte.components.ui.refusal import field_id, refusal_message
from mycharlotte.components.ui.word import Word, element_id
from mycharlotte.components.words import _
from mycharlotte.states.consultation_type import ConsultationTypeState
from mycharlotte.states.session import SessionState

INSTRUCTIONS_AT_MOST = 1000
_STATE = ConsultationTypeState
_COLOURS = {
    "plum": _("Prune"),
    "rose": _("Rose"),
    "brick": _("Brique"),
    "ochre": _("Ocre"),
    "moss": _("Mousse"),
    "teal": _("Sarcelle"),
    "sea": _("Bleu mer"),
    "slate": _("Ardoise"),
}


def essentials() -> tuple[rx.Component, ...]:
    """What it is called, how long it lasts, where it happens, its colour."""
    return (_name(), _minutes(), _mode(), _colour())


def givers() -> rx.Component:
    """All the companions of the bubble, or some of them."""
    return rx.el.div(
        radio_group(
            "givers",
            _("Accompagnants"),
            options=[
                ("all", _("Tous les accompagnants de la bulle")),
                ("chosen", _("Certains accompagnants")),
            ],
            default=_STATE.draft.givers,
            refusal=_STATE.refusal,
        ),
        rx.el.fieldset(
            rx.el.legend(_("Ceux qui la proposent"), class_name="mb-2 font-medium"),
            refusal_message(_STATE.refusal, "companions"),
            companion_picker("companions"),
            id=element_id(field_id("companions")),
            class_name="hidden gap-2 group-has-[input[value=chosen]:checked]:grid",
            custom_attrs={"tabIndex": -1} | described("companions", None, _STATE.refusal),
        ),
        class_name="group grid gap-4",
    )


def booking() -> tuple[rx.Component, ...]:
    """Who books it, how early and how late."""
    return (_booking(), _earliest(), _latest())


def rules() -> tuple[rx.Component, ...]:
    """Until when patients cancel or move it by themselves, and the free time around it."""
    return (*_rules(), *_breaks())


def instructions() -> rx.Component:
    """What the patient should know."""
    return long_text_field(
        "instructions",
        _("Consignes pour le patient"),
        count=Count(
            at_most=INSTRUCTIONS_AT_MOST,
            left=_("Caractères restants : {n}", n="{n}"),
            over=_("Caractères en trop : {n}", n="{n}"),
            language=SessionState.language,
        ),
        default=_STATE.draft.instructions,
        hint=_("Ce qu’il doit savoir ou apporter, le même texte pour tous."),
        refusal=_STATE.refusal,
        optional=_("(facultatif)"),
    )


def _name() -> rx.Component:
    return text_field(
        "name",
        _("Nom"),
        default=_STATE.draft.name,
        hint=_("Tel que les patients le liront, par exemple « Entretien de suivi »."),
        refusal=_STATE.refusal,
    )


def _minutes() -> rx.Component:
    return _number("minutes", _("Durée, en minutes"), default=_STATE.draft.minutes, hint=_("De 5 à 1 440 minutes."))


def _mode() -> rx.Component:
    return radio_group(
        "mode",
        _("Lieu"),
        options=[
            ("on-site", _("Sur place")),
            ("at-home", _("À domicile")),
            ("phone", _("Par téléphone")),
            ("video", _("En visio")),
        ],
        default=_STATE.draft.mode,
        refusal=_STATE.refusal,
    )


def _colour() -> rx.Component:
    return palette_field(
        "colour",
        _("Couleur"),
        names=_COLOURS,
        default=_STATE.draft.colour,
        hint=_("Elle distingue ce type des autres dans les agendas."),
        refusal=_STATE.refusal,
    )


def _booking() -> rx.Component:
    return radio_group(
        "booking",
        _("Qui peut réserver"),
        options=[
            ("patients", _("Tous les patients de la bulle")),
            ("dedicated", _("Les patients dédiés")),
            ("nobody", _("Personne : seuls les accompagnants")),
        ],
        default=_STATE.draft.booking,
        hint=_("Un patient dédié est un patient que suit l’accompagnant choisi."),
        refusal=_STATE.refusal,
    )


def _earliest() -> rx.Component:
    return _number(
        "earliest_days",
        _("Au plus tôt, en jours à l’avance"),
        default=_STATE.draft.earliest_days,
        hint=_("De 1 à 365 jours."),
    )


def _latest() -> rx.Component:
    draft = _STATE.draft
    return _delay(
        "latest",
        _("Au plus tard, avant le rendez-vous"),
        amount=draft.latest_amount,
        unit=draft.latest_unit,
        hint=_("Passé ce délai, un patient ne peut plus réserver seul."),
    )


def _rules() -> tuple[rx.Component, rx.Component]:
    draft = _STATE.draft
    return (
        _rule(
            "cancel",
            _("Annulation par le patient"),
            rule=draft.cancel,
            delay=_delay(
                "cancel",
                _("Délai pour annuler, avant le rendez-vous"),
                amount=draft.cancel_amount,
                unit=draft.cancel_unit,
            ),
        ),
        _rule(
            "move",
            _("Report par le patient"),
            rule=draft.move,
            delay=_delay(
                "move",
                _("Délai pour reporter, avant le rendez-vous"),
                amount=draft.move_amount,
                unit=draft.move_unit,
            ),
        ),
    )


def _rule(name: str, legend: Word, *, rule: Any, delay: rx.Component) -> rx.Component:
    return rx.el.div(
        radio_group(
            name,
            legend,
            options=[("until", _("Jusqu’à un délai avant le rendez-vous")), ("never", _("Jamais seul"))],
            default=rule,
            refusal=_STATE.refusal,
        ),
        rx.el.div(
            delay,
            class_name="hidden border-l-3 border-line pl-4 group-has-[input[value=until]:checked]:block",
        ),
        class_name="group grid gap-2",
    )


def _breaks() -> tuple[rx.Component, rx.Component]:
    draft = _STATE.draft
    return (
        _number(
            "buffer_before",
            _("Temps libre avant, en minutes"),
            default=draft.buffer_before,
            hint=_("De 0 à 240 minutes, gardées dans l’agenda de l’accompagnant."),
        ),
        _number(
            "buffer_after",
            _("Temps libre après, en minutes"),
            default=draft.buffer_after,
            hint=_("De 0 à 240 minutes, gardées dans l’agenda de l’accompagnant."),
        ),
    )


def _number(name: str, label: Word, *, default: Any, hint: Word) -> rx.Component:
    return number_field(name, label, default=default, hint=hint, refusal=_STATE.refusal)


def _delay(name: str, label: Word, *, amount: Any, unit: Any, hint: Word | None = None) -> rx.Component:
    return delay_field(
        name,
        label,
        amount=amount,
        unit=unit,
        units=[("minutes", _("minutes")), ("hours", _("heures")), ("days", _("jours"))],
        unit_label=_("Unité"),
        hint=hint,
        refusal=_STATE.refusal,
    )
