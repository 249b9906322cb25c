"""The font, cut so that a page in French or English fetches one small file."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
STYLES = ROOT / "assets" / "styles" / "fonts.css"
FIRST = "atkinson-5.3.0-core.woff2"


def ranges() -> dict[str, set[int]]:
    """The characters that each file of the font is fetched for."""
    faces = re.findall(r'url\("/fonts/([^"]+)"\).*?unicode-range:([^;]+);', STYLES.read_text(), re.DOTALL)
    return {name: {point for part in parts.split(",") for point in _points(part.strip())} for name, parts in faces}


def _points(part: str) -> range:
    start, _, end = part.removeprefix("U+").partition("-")
    return range(int(start, 16), int(end or start, 16) + 1)


def test_the_first_file_is_light_enough_for_the_sign_in_page() -> None:
    assert (ROOT / "assets" / "fonts" / FIRST).stat().st_size <= 12_000


def test_every_file_is_there_with_its_licence() -> None:
    folder = ROOT / "assets" / "fonts"
    assert {file.name for file in folder.iterdir()} == {*ranges(), "OFL.txt"}


def test_a_character_is_fetched_from_one_file_only() -> None:
    names = list(ranges())
    shared = [(a, b) for a in names for b in names if a < b and ranges()[a] & ranges()[b]]
    assert shared == []


@pytest.mark.parametrize(
    "catalogue", sorted((ROOT / "mycharlotte" / "locales").rglob("*.po")), ids=lambda path: path.stem
)
def test_every_sentence_of_ours_is_written_with_the_first_file(catalogue: Path) -> None:
    with catalogue.open("rb") as source:
        messages = list(read_po(source))
    said = {
        sentence
        for message in messages[1:]
        for words in (message.id, message.string)
        for sentence in ([words] if isinstance(words, str) else words or [])
        # What a template fills in never reaches the eyes.
        for sentence in [re.sub(r"\{\w+\}|%\(\w+\)s", "", sentence)]
    }
    first = ranges()[FIRST]
    assert {
        sentence for sentence in said if any(ord(letter) not in first for letter in sentence if letter != "\n")
    } == set()
