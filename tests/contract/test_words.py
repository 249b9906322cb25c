"""Every sentence shown to people goes through the catalogue, and English lacks none of them."""

import ast
import importlib
import inspect
import json
import re
import string
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeGuard, get_args, get_type_hints

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import mycharlotte
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _, _n
from mycharlotte.locales import CATALOGUES, say, say_n
from mycharlotte.states.home import HomeState

PACKAGE = Path(mycharlotte.__file__).parent
FRENCH = re.compile(r"[àâçéèêëîïôöùûüÿœÀÂÇÉÈÊËÎÏÔÖÙÛÜŸŒ’«»…]")
ELEMENT = re.compile(r"rx\.el\.\w+|rx\.(fragment|text|heading)")
LETTER = re.compile(r"[^\W\d_]")
TRANSLATORS = {"_", "_n", "say", "say_n"}
# Languages say their own names; one label stands in both languages at once.
IN_EVERY_LANGUAGE = {"Français", "English", "Langue · Language"}
# Attributes of elements that people read or hear.
READ_ALOUD = {"alt", "aria_label", "aria_description", "placeholder", "title"}
# What the kit takes as a `Word` because it may be a variable, and does not show.
NOT_SHOWN = {"action", "default", "home", "href", "lang", "to", "upload_url", "value"}

Id = str | tuple[str, str]


@cache
def in_the_code() -> dict[Id, str]:
    """Return every sentence marked for translation, and the first place where it stands."""
    found: dict[Id, str] = {}
    methods = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
    keywords = {"_": None, "_n": (1, 2), "say": (2,), "say_n": (2, 3)}
    for file, line, message, _comments, _context in extract_from_dir(
        PACKAGE, methods, {"**.html": {}, "**.txt": {}}, keywords
    ):
        found.setdefault(message, f"{file}:{line}")  # type: ignore[arg-type]
    return found


@cache
def in_english() -> dict[Id, Message]:
    """Return every entry of the English catalogue."""
    with (CATALOGUES / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {entry.id: entry for entry in read_po(file, locale="en") if entry.id}  # type: ignore[misc]


def placeholders(text: str) -> set[str]:
    """Return the names between braces."""
    return {name for _text, name, _format, _conversion in string.Formatter().parse(text) if name is not None}


def forms(text: object) -> tuple[str, ...]:
    """Return what an entry says, once or for one and for many."""
    return (text,) if isinstance(text, str) else tuple(text) if isinstance(text, tuple | list) else ("",)


def modules(*folders: str) -> list[Path]:
    """Return the modules of some folders of the package."""
    return sorted(path for folder in folders for path in (PACKAGE / folder).rglob("*.py"))


def found_in(paths: list[Path], look: Callable[[ast.Module], list[str]]) -> dict[str, list[str]]:
    """Look into each module; keep those where something is found."""
    each = {str(path.relative_to(PACKAGE)): look(ast.parse(path.read_text())) for path in paths}
    return {name: found for name, found in each.items() if found}


def test_the_catalogue_lacks_nothing() -> None:
    assert {message: place for message, place in in_the_code().items() if message not in in_english()} == {}


def test_the_catalogue_holds_nothing_that_is_not_said_any_more() -> None:
    assert set(in_english()) - set(in_the_code()) == set()


def test_every_entry_is_translated_for_sure() -> None:
    for entry in in_english().values():
        assert not entry.fuzzy, entry.id
        assert all(form.strip() for form in forms(entry.string)), entry.id
        assert len(forms(entry.string)) == len(forms(entry.id)), entry.id


def test_every_entry_keeps_its_placeholders() -> None:
    for entry in in_english().values():
        said = [placeholders(form) for form in (*forms(entry.id), *forms(entry.string))]
        assert said == said[:1] * len(said), entry.id


def test_no_english_entry_was_left_in_french() -> None:
    for entry in in_english().values():
        assert not FRENCH.search("".join(forms(entry.string)).replace("…", "")), entry.id


def test_spaces_at_the_edges_are_the_same_in_both_languages() -> None:
    for entry in in_english().values():
        french, english = forms(entry.id)[0], forms(entry.string)[0]
        assert (french[0] == " ", french[-1] == " ") == (english[0] == " ", english[-1] == " "), entry.id


def _calls_of(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_what_is_translated_can_be_found_by_reading_the_code() -> None:
    """A sentence that is computed would never be in the catalogue; `say` may repeat one that was marked."""

    def look(tree: ast.Module) -> list[str]:
        ours = [(call, 1 if _called(call) == "_" else 2) for call in _calls_of(tree) if _called(call) in {"_", "_n"}]
        return [ast.unparse(c) for c, count in ours if not all(isinstance(one, ast.Constant) for one in c.args[:count])]

    assert found_in([path for path in modules(".") if path.name != "words.py"], look) == {}


def test_no_french_is_written_outside_of_a_translation() -> None:
    def look(tree: ast.Module) -> list[str]:
        allowed = _translated_or_explained(tree)
        texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in allowed]
        return [text for text in texts if isinstance(text, str) and _is_french(text)]

    assert found_in(modules("components", "pages", "states", "http", "letters", "domain"), look) == {}


def test_no_word_reaches_an_element_without_translation() -> None:
    """In the kit, words come in as arguments; elsewhere through `_`: an element is never given a sentence as it is."""

    def look(tree: ast.Module) -> list[str]:
        elements = [call for call in _calls_of(tree) if ELEMENT.fullmatch(_called(call))]
        given = [one for call in elements for one in call.args]
        given += [keyword.value for call in elements for keyword in call.keywords if keyword.arg in READ_ALOUD]
        return [str(one.value) for one in given if _is_words(one) and one.value not in IN_EVERY_LANGUAGE]

    assert found_in(modules("components", "pages"), look) == {}


def test_no_word_reaches_the_kit_without_translation() -> None:
    """Whatever the kit takes as a `Word` is shown, but for addresses and values."""

    def look(tree: ast.Module) -> list[str]:
        kit, found = dict(_imported_from_the_kit(tree)), []
        for call in _calls_of(tree):
            taken = kit.get(_called(call), {})
            by_place = zip(call.args, taken.values(), strict=False)
            by_name = ((keyword.value, taken.get(keyword.arg or "", False)) for keyword in call.keywords)
            found += [ast.unparse(given) for given, is_shown in (*by_place, *by_name) if is_shown and _is_words(given)]
        return found

    assert found_in([path for path in modules("components", "pages") if path.parent.name != "ui"], look) == {}


def _imported_from_the_kit(tree: ast.Module) -> Iterator[tuple[str, dict[str, bool]]]:
    """Name each piece of the kit that a module uses, with its parameters and whether each is shown."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mycharlotte.components.ui."):
            for alias in node.names:
                piece = getattr(importlib.import_module(node.module or ""), alias.name)
                if inspect.isroutine(piece) or isinstance(piece, type):
                    yield alias.asname or alias.name, _shown_parameters(piece)


def _shown_parameters(piece: Callable[..., object]) -> dict[str, bool]:
    hints = get_type_hints(piece.__init__ if isinstance(piece, type) else piece)
    return {
        parameter: set(get_args(Word)) <= set(get_args(hints.get(parameter))) and parameter not in NOT_SHOWN
        for parameter, details in inspect.signature(piece).parameters.items()
        if details.kind is not inspect.Parameter.VAR_POSITIONAL
    }


def _translated_or_explained(tree: ast.Module) -> set[int]:
    """Return the constants inside of a call to a translator, and those that are docstrings."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in TRANSLATORS:
            inside |= {id(child) for child in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(id(node.value))
    return inside


def _is_french(text: str) -> bool:
    return bool(FRENCH.search(text)) and text not in IN_EVERY_LANGUAGE


def _is_words(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(LETTER.search(node.value))


def test_a_page_reads_in_both_languages() -> None:
    said = str(_("Mettre à jour mon profil"))
    assert json.dumps("Mettre à jour mon profil") in said
    assert "Update my profile" in said


def test_a_page_counts_in_both_languages() -> None:
    said = str(_n("{n} bulle", "{n} bulles", HomeState.home.bubbles.length()))  # type: ignore[attr-defined]
    assert all(words in said for words in ('" bulle"', '" bulles"', '" bubble"', '" bubbles"'))


def test_the_plural_is_found_by_either_form() -> None:
    assert say_n("en", "{n} bulle", "{n} bulles", 2) == "2 bubbles"
    assert say("en", "{n} bulles", n=3) == "3 bubbles"
