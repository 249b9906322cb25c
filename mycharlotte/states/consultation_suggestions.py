"""Consultation types to begin with: names that fit any companion, and figures that anyone may change."""

from collections.abc import Collection

from mycharlotte.domain import names
from mycharlotte.locales import say
from mycharlotte.locales.durations import spoken_duration
from mycharlotte.models.consultations import Mode
from mycharlotte.states.consultation_words import MODES
from mycharlotte.views.consultation_types import Draft, Suggestion, SuggestionWords


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when it is said."""
    return message


_SUGGESTED = {
    "first": (_("Premier entretien"), 60, Mode.ON_SITE, "plum"),
    "follow-up": (_("Entretien de suivi"), 45, Mode.ON_SITE, "teal"),
    "call": (_("Point par téléphone"), 20, Mode.PHONE, "ochre"),
}
SHOWN_UNDER = len(_SUGGESTED)  # a bubble that has as many types has begun


def left(known: Collection[str]) -> list[Suggestion]:
    """Return what may still be suggested to a bubble whose types have these names; nothing once it has begun."""
    folded = {names.folded(name) for name in known}
    if len(folded) >= SHOWN_UNDER:
        return []
    found = [Suggestion(key, _words(key, "fr"), _words(key, "en")) for key in _SUGGESTED]
    return [one for one in found if not {names.folded(one.french.name), names.folded(one.english.name)} & folded]


def draft(key: str, language: str) -> Draft | None:
    """Return the form of a suggestion, named in a language; None for what was never suggested."""
    if key not in _SUGGESTED:
        return None
    name, minutes, mode, colour = _SUGGESTED[key]
    return Draft(name=say(language, name), minutes=str(minutes), mode=mode, colour=colour)


def _words(key: str, language: str) -> SuggestionWords:
    name, minutes, mode, _colour = _SUGGESTED[key]
    about = f"{spoken_duration(language, minutes)} · {say(language, MODES[mode])}"
    return SuggestionWords(say(language, name), about)
