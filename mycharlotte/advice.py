"""The advice of zxcvbn about passwords, in our readers' words: its own are in English, and speak to nobody."""

from mycharlotte.locales import marked as _
from mycharlotte.locales import say

_SENTENCES = {
    "Use a few words, avoid common phrases.": _("Choisissez plusieurs mots sans rapport entre eux."),
    "No need for symbols, digits, or uppercase letters.": "",  # our rule asks for some
    "Add another word or two. Uncommon words are better.": _("Ajoutez un ou deux mots, rares de préférence."),
    "Straight rows of keys are easy to guess.": _("Les touches qui se suivent sur le clavier se devinent facilement."),
    "Short keyboard patterns are easy to guess.": _("Les petits trajets sur le clavier se devinent facilement."),
    "Use a longer keyboard pattern with more turns.": "",
    'Repeats like "aaa" are easy to guess.': _("Une lettre répétée se devine facilement."),
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': _(
        "Répéter une suite de lettres ne la rend pas plus difficile à deviner."
    ),
    "Avoid repeated words and characters.": _("Évitez de répéter des mots ou des lettres."),
    'Sequences like "abc" or "6543" are easy to guess.': _(
        "Les suites comme « abc » ou « 6543 » se devinent facilement."
    ),
    "Avoid sequences.": _("Évitez les suites de lettres ou de chiffres."),
    "Recent years are easy to guess.": _("Les années récentes se devinent facilement."),
    "Avoid recent years.": _("Évitez les années récentes."),
    "Avoid years that are associated with you.": _("Évitez les années qui vous concernent."),
    "Dates are often easy to guess.": _("Les dates se devinent souvent."),
    "Avoid dates and years that are associated with you.": _("Évitez les dates et les années qui vous concernent."),
    "This is a top-10 common password.": _("Ce mot de passe est l’un des dix plus répandus."),
    "This is a top-100 common password.": _("Ce mot de passe est l’un des cent plus répandus."),
    "This is a very common password.": _("Ce mot de passe est très répandu."),
    "This is similar to a commonly used password.": _("Ce mot de passe ressemble à un mot de passe répandu."),
    "A word by itself is easy to guess.": _("Un mot seul se devine facilement."),
    "Names and surnames by themselves are easy to guess.": _("Un nom ou un prénom seul se devine facilement."),
    "Common names and surnames are easy to guess.": _("Les noms et prénoms courants se devinent facilement."),
    "Capitalization doesn't help very much.": _("Une majuscule au début n’aide pas beaucoup."),
    "All-uppercase is almost as easy to guess as all-lowercase.": _("Tout en majuscules se devine presque aussi vite."),
    "Reversed words aren't much harder to guess.": _("Un mot à l’envers se devine presque aussi vite."),
    "Predictable substitutions like '@' instead of 'a' don't help very much.": _(
        "Remplacer « a » par « @ » n’aide pas beaucoup."
    ),
}


def sentence(text: str, language: str) -> str:
    """Say a piece of advice in the reader's language; nothing when it does not apply here, or is unknown."""
    french = _SENTENCES.get(text, "")
    return say(language, french) if french else ""
