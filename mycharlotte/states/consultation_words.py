"""A consultation type in words, in both languages: pages change language without asking the server."""

from collections.abc import Callable, Collection, Sequence
from typing import cast

from mycharlotte.domain.errors import Stale
from mycharlotte.locales import say, say_n
from mycharlotte.locales.durations import spoken_duration, spoken_lead, spoken_limit
from mycharlotte.models.consultations import Booking, Mode
from mycharlotte.views.consultation_types import ConsultationTypeView, TypeLine, TypeWords
from mycharlotte.views.edits import Clash


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when it is said."""
    return message


MODES = {
    Mode.ON_SITE: _("Sur place"),
    Mode.AT_HOME: _("À domicile"),
    Mode.PHONE: _("Par téléphone"),
    Mode.VIDEO: _("En visio"),
}
BOOKINGS = {
    Booking.PATIENTS: _("Tous les patients de la bulle"),
    Booking.DEDICATED: _("Les patients dédiés"),
    Booking.NOBODY: _("Personne : seuls les accompagnants"),
}
COLOURS = {
    "plum": _("Prune"),
    "rose": _("Rose"),
    "brick": _("Brique"),
    "ochre": _("Ocre"),
    "moss": _("Mousse"),
    "teal": _("Sarcelle"),
    "sea": _("Bleu mer"),
    "slate": _("Ardoise"),
}


def lines(types: Sequence[ConsultationTypeView]) -> list[TypeLine]:
    """Put types in words, in their order."""
    return [
        TypeLine(
            ref=one.ref,
            name=one.name,
            colour=one.colour,
            instructions=one.instructions,
            is_orphan=not one.is_given_by_all and not one.givers,
            is_first=place == 0,
            is_last=place == len(types) - 1,
            french=words(one, "fr"),
            english=words(one, "en"),
        )
        for place, one in enumerate(types)
    ]


def words(one: ConsultationTypeView, language: str) -> TypeWords:
    """Say all there is to say of a type in a language."""
    return TypeWords(
        minutes=spoken_duration(language, one.minutes),
        mode=say(language, MODES[Mode(one.mode)]),
        givers=_givers(one, language),
        booking=say(language, BOOKINGS[Booking(one.booking)]),
        window=say(
            language,
            "{lead} au plus tôt, {limit}",
            lead=spoken_lead(language, one.earliest_days),
            limit=spoken_limit(language, one.latest_minutes),
        ),
        cancel=_rule(language, one.cancel_minutes),
        move=_rule(language, one.move_minutes),
        breaks=_breaks(one, language),
    )


def clashes(stale: Stale, *, mine: Collection[str], language: str) -> list[Clash]:
    """Put in words the answers that two admins gave differently, some of which are `mine`.

    A field is a column's name, or `givers`.
    """
    here = cast("dict[str, str]", stale.details["mine"])
    return [
        Clash(name, _answer(name, here[name], language), _answer(name, theirs, language), is_mine=name in mine)
        for name, theirs in stale.theirs.items()
    ]


def _givers(one: ConsultationTypeView, language: str) -> str:
    if one.is_given_by_all:
        return say(language, "Tous les accompagnants")
    named = ", ".join(one.givers)
    return (
        say_n(language, "{names} et {n} autre", "{names} et {n} autres", one.others, names=named)
        if one.others
        else named
    )


def _rule(language: str, minutes: int | None) -> str:
    return say(language, "jamais seul") if minutes is None else spoken_limit(language, minutes)


def _breaks(one: ConsultationTypeView, language: str) -> str:
    before, after = spoken_duration(language, one.buffer_before), spoken_duration(language, one.buffer_after)
    match bool(one.buffer_before), bool(one.buffer_after):
        case True, True:
            return say(language, "{before} avant, {after} après", before=before, after=after)
        case True, False:
            return say(language, "{before} avant", before=before)
        case False, True:
            return say(language, "{after} après", after=after)
        case _:
            return ""


def _answer(field: str, value: str, language: str) -> str:
    said = _SPOKEN.get(field, lambda value, language: value or say(language, "(rien)"))
    return said(value, language)


_LENGTHS = dict.fromkeys(("minutes", "buffer_before", "buffer_after"), lambda v, lang: spoken_duration(lang, int(v)))
_LIMITS = dict.fromkeys(
    ("latest_minutes", "cancel_minutes", "move_minutes"), lambda v, lang: _rule(lang, int(v) if v else None)
)
_SPOKEN: dict[str, Callable[[str, str], str]] = {
    "mode": lambda value, language: say(language, MODES[Mode(value)]),
    "booking": lambda value, language: say(language, BOOKINGS[Booking(value)]),
    "colour": lambda value, language: say(language, COLOURS[value]),
    "givers": lambda value, language: value or say(language, "Tous les accompagnants"),
    "earliest_days": lambda value, language: spoken_lead(language, int(value)),
    **_LENGTHS,
    **_LIMITS,
}
