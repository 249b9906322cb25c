"""Every mail that is sent: one folder per letter, with `subject.txt`, `body.txt` and `body.html`.

A letter says nothing of health, asks for nothing by return, loads nothing and follows nobody. Its subject may be read
on a locked screen: it holds no secret.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from mycharlotte.locales import dates, say, say_n

FOLDER = Path(__file__).parent
LETTERS = tuple(sorted(path.parent.name for path in FOLDER.glob("*/subject.txt")))


@dataclass(frozen=True)
class Rendered:
    """A letter in one language, ready for its envelope."""

    subject: str
    text: str
    html: str
    language: str


def render(letter: str, language: str, values: Mapping[str, str], *, contact: str) -> Rendered:
    """Write a letter.

    Values are text: instants in ISO 8601, a device as « Firefox, Windows » (words of ours, or nothing). A missing one
    raises, but for `first_name` and `timezone`, which every letter can do without.
    """
    plain, rich = _desks(language)
    values = {"first_name": "", "timezone": "Europe/Paris"} | dict(values) | {"contact": contact, "language": language}
    mailto = Markup('<a href="mailto:{0}" style="color:inherit">{0}</a>').format(contact)
    return Rendered(
        subject=" ".join(plain.get_template(f"{letter}/subject.txt").render(values).split()),
        text=plain.get_template(f"{letter}/body.txt").render(values),
        html=rich.get_template(f"{letter}/body.html").render(values | {"mailto": mailto}),
        language=language,
    )


@cache
def _desks(language: str) -> tuple[jinja2.Environment, jinja2.Environment]:
    """The two writers of a language: plain text, and HTML where every value is escaped."""
    return _desk(language, is_html=False), _desk(language, is_html=True)


def _desk(language: str, *, is_html: bool) -> jinja2.Environment:
    desk = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=is_html,  # noqa: S701 - plain text has nothing to escape
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

    def words(message: str, **values: object) -> str:
        if is_html:
            return Markup(escape(say(language, message))).format(**values)  # noqa: S704 - values are escaped by format
        return say(language, message, **values)

    def words_n(singular: str, plural: str, n: int, **values: object) -> str:
        return say_n(language, singular, plural, n, **values)

    def date(iso: str, zone: str) -> str:
        return dates.spoken_date(language, datetime.fromisoformat(iso), zone)

    def time(iso: str, zone: str) -> str:
        return dates.spoken_time(language, datetime.fromisoformat(iso), zone)

    def minutes(start: str, end: str) -> int:
        return round((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() / 60)

    def city(zone: str) -> str:
        return dates.spoken_zone(language, zone)

    def place(device: str) -> str:
        browser, _, system = device.partition(", ")
        if browser and system:
            return say(language, "{browser} sur {system}", browser=browser, system=system)
        return browser or say(language, "un appareil inconnu")

    desk.globals |= {
        "_": words,
        "_n": words_n,
        "date": date,
        "time": time,
        "minutes": minutes,
        "city": city,
        "place": place,
    }
    return desk
