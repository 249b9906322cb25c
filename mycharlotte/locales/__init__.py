"""The words of the server, in the reader's language: mails, refusals, pages that are not Reflex's.

The French sentences are written in the code; every other language has a gettext catalogue beside this file, read
directly from its `.po`: there is no compiled file to forget.

    say("en", "Bonjour {name},", name="Zelda")                     "Hello Zelda,"
    say_n("en", "{n} minute", "{n} minutes", 10)                   "10 minutes"
"""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

SOURCE = "fr"
FRENCH_PLURAL_FROM = 2
CATALOGUES = Path(__file__).parent


def say(language: str, message: str, **values: object) -> str:
    """Return `message` in `language`, or in French when it has no translation; `{name}` takes the value of `name`."""
    found = _catalogue(language).get(message, (message,))[0]
    return found.format(**values) if values else found


def say_n(language: str, singular: str, plural: str, n: float, **values: object) -> str:
    """Return the sentence that agrees with `n`, which it may show as `{n}`.

    French says 0, 1 and 1.5 in the singular; English only 1 (CLDR plural rules).
    """
    forms = _catalogue(language).get(singular)
    is_one = n == 1 if forms else abs(n) < FRENCH_PLURAL_FROM
    return (forms or (singular, plural))[0 if is_one else -1].format(n=n, **values)


def marked(message: str) -> str:
    """Return a sentence as it is: imported as `_`, it marks what is to be translated when it is said."""
    return message


def languages() -> list[str]:
    """Return the codes of every language spoken, French first."""
    return [SOURCE, *sorted(path.parts[-3] for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po"))]


@cache
def _catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """Map each French sentence to its forms in `language`; what is not translated, or only guessed, is left out."""
    if language == SOURCE or language not in languages():
        return {}
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        entries = read_po(file, locale=language)
    known: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if not entry.id or entry.fuzzy:
            continue
        source = entry.id if isinstance(entry.id, str) else entry.id[0]
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        if forms and all(forms):
            known[source] = forms
            if not isinstance(entry.id, str):
                known.setdefault(entry.id[1], forms[-1:])  # for pages, which choose the form in the browser
    return known
