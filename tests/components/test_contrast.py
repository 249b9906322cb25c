"""The colours of the tokens, held to WCAG 2.2 AA: words at 4.5:1 on what they stand on, edges and marks at 3:1."""

import re
from pathlib import Path

import pytest

from mycharlotte.components.ui.palette import PALETTE
from mycharlotte.domain.consultation_drafts import Colour

ROOT = Path(__file__).parents[2]
TOKENS = ROOT / "assets" / "styles" / "tokens.css"
COMPONENTS = ROOT / "mycharlotte"

WORDS = {
    "ink": [
        "ground",
        "surface",
        "sunken",
        "accent",
        "brand-soft",
        "error-soft",
        "success-soft",
        "info-soft",
        "attention-soft",
    ],
    "muted": ["ground", "surface", "sunken", "brand-soft"],
    "brand": ["ground", "surface", "sunken", "brand-soft"],
    "brand-strong": ["ground", "surface", "sunken"],
    "on-brand": ["brand", "brand-strong"],
    "on-accent": ["accent"],
    "on-error": ["error"],
    "error": ["ground", "surface", "error-soft"],
    "success": ["ground", "surface", "success-soft"],
    "info": ["ground", "surface", "info-soft"],
    "attention": ["ground", "surface", "attention-soft"],
}
WORDS |= {f"type-{colour}": [f"type-{colour}-soft", "surface"] for colour in PALETTE}
EDGES = {
    "control": ["ground", "surface"],
    "focus": ["ground", "surface", "sunken", "accent"],
    "brand": ["ground", "surface", "sunken"],
    "error": ["ground", "surface", "error-soft"],
}
EDGES |= {f"type-{colour}": ["ground", "surface", "sunken"] for colour in PALETTE}


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme by name; the dark ones replace the light ones."""
    source = TOKENS.read_text()
    light, _, rest = source.partition("@media screen and (prefers-color-scheme: dark)")
    dark = rest.partition("@theme")[0]
    colour = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
    return dict(colour.findall(light)) | (dict(colour.findall(dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white), as WCAG 2 defines it."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio between two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_close(pairs: dict[str, list[str]], scheme: str, least: float) -> list[str]:
    colours = tokens(scheme)
    measured = (
        (front, back, contrast(colours[front], colours[back])) for front, backs in pairs.items() for back in backs
    )
    return [f"{front} on {back}: {ratio:.2f}" for front, back, ratio in measured if ratio < least]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_every_colour_they_stand_on(scheme: str) -> None:
    assert too_close(WORDS, scheme, 4.5) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_controls_and_focus_can_be_seen(scheme: str) -> None:
    assert too_close(EDGES, scheme, 3) == []


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_the_dark_scheme_gives_its_own_value_to_every_colour_but_the_mark() -> None:
    light, dark = tokens("light"), tokens("dark")
    assert {name for name in light if light[name] == dark[name]} == {"warmth"}


def test_every_text_colour_is_one_of_the_pairs_above() -> None:
    """A colour of words that nobody measures cannot enter a component."""
    used = {
        name
        for source in COMPONENTS.rglob("*.py")
        for name in re.findall(r"(?<![\w-])text-([a-z-]+)(?![\w-])", source.read_text())
        if name in tokens("light")
    }
    assert used <= set(WORDS)


def test_consultation_types_have_eight_colours_and_no_other() -> None:
    assert tuple(Colour) == PALETTE
    assert {name for name in tokens("light") if name.startswith("type-")} == {
        f"type-{colour}{soft}" for colour in PALETTE for soft in ("", "-soft")
    }


def test_no_component_names_a_raw_colour() -> None:
    raw = re.compile(r"(#[0-9a-fA-F]{3,8}\b|\brgba?\(|\b(?:bg|text|border|fill|stroke)-(?:white|black|\w+-\d{2,3})\b)")
    found = {
        f"{source.name}: {match}"
        for folder, pattern in (
            ("mycharlotte/components", "*.py"),
            ("mycharlotte/pages", "*.py"),
            ("assets/scripts", "*.js*"),
        )
        for source in (ROOT / folder).rglob(pattern)
        for match in raw.findall(source.read_text())
    }
    assert found == set()
