"""Every mail that is sent: one folder per letter, with `subject.txt`, `body.txt` and `body.html`.

A letter says nothing of health, asks for nothing by return, loads nothing and follows nobody. Its subject may be read
on a locked screen: it holds no secret.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from mycharlotte import routes
from mycharlotte.locales import dates, say, say_n
from mycharlotte.locales.places import spoken_device

FOLDER = Path(__file__).parent
_INSIDE_AN_ADDRESS = re.compile(r"[.:/@]+(?=\S)")
_CUT = "\u200b"  # a space of no width
LETTERS = tuple(sorted(path.parent.name for path in FOLDER.glob("*/subject.txt")))


@dataclass(frozen=True)
class Rendered:
    """A letter in one language, ready for its envelope."""

    subject: str
    text: str
    html: str
    language: str


def render(letter: str, language: str, values: Mapping[str, str], *, contact: str, site: str) -> Rendered:
    """Write a letter. `contact` is the address to write to, `site` the origin that links lead to.

    Values are text: instants in ISO 8601, a device as « Firefox, Windows » (words of ours, or nothing). A missing one
    raises, but for `first_name` and `timezone`, which every letter can do without.
    """
    plain, rich = _desks(language)
    known = {"first_name": "", "timezone": "Europe/Paris"} | dict(values)
    ours = {
        "language": language,
        "contact": contact,
        "forgotten": site + routes.FORGOTTEN,
        "agendas": site + routes.AGENDAS,
    }
    links = {
        "mailto": _link(f"mailto:{contact}", contact),
        "forgotten_link": _link(ours["forgotten"]),
        "agendas_link": _link(ours["agendas"]),
    }
    return Rendered(
        subject=" ".join(plain.get_template(f"{letter}/subject.txt").render(known | ours).split()),
        text=plain.get_template(f"{letter}/body.txt").render(known | ours),
        html=rich.get_template(f"{letter}/body.html").render(known | ours | links),
        language=language,
    )


def unlinked(text: str) -> str:
    """Return what somebody wrote such that no mail reader makes a link of it: an invisible space cuts addresses."""
    return _INSIDE_AN_ADDRESS.sub(lambda found: _CUT.join(found[0]) + _CUT, text)


def _link(address: str, words: str = "") -> Markup:
    return Markup('<a href="{}" style="color:inherit;overflow-wrap:anywhere">{}</a>').format(address, words or address)


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
        return spoken_device(language, device) or say(language, "un appareil inconnu")

    desk.globals |= {
        "_": words,
        "_n": words_n,
        "date": date,
        "time": time,
        "minutes": minutes,
        "city": city,
        "place": place,
        "unlinked": unlinked,
    }
    return desk
