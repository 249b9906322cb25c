"""The doors of states: who is let in, with what, and what is said when something goes wrong."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, TypedDict

import pytest
import reflex as rx
from hypothesis import given
from hypothesis import strategies as st
from reflex_base.registry import RegistrationContext
from structlog.testing import capture_logs

from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import SignedOut, TooManyTries
from mycharlotte.domain.names import NameMissing
from mycharlotte.domain.phone import PhoneTooShort
from mycharlotte.states import guard
from mycharlotte.states.guard import FORM_ENTRIES, MAX_TEXT, Access, Guarded, endpoint, fitting
from mycharlotte.states.session import SessionState
from tests.cast import Cast, sign_in
from tests.states.tab import Dropped, Tab


class Form(TypedDict):
    """What a form sends."""

    name: str
    note: str


class Doors:
    """Handlers of every kind, as a state of the application would have them."""

    @endpoint(Access.ANYONE)
    async def say(self, words: str, times: int = 1, *, loud: bool = False) -> None:
        """Take text, a number and a choice."""
        self.heard = [*self.heard, (words.upper() if loud else words) * times]  # type: ignore[attr-defined]

    @endpoint(Access.SIGNED_IN)
    async def save(self, form: Form) -> None:
        """Take a form."""
        self.heard = [*self.heard, form["name"], guard.viewer().first_name]  # type: ignore[attr-defined]

    @endpoint(Access.ANYONE)
    async def ask(self) -> None:
        """Need someone, whom nobody checked for."""
        self.heard = [guard.viewer().first_name]

    @endpoint(Access.ANYONE)
    async def refuse(self, kind: str) -> None:
        """Refuse."""
        raise {
            "field": NameMissing(field="first_name"),
            "several": SeveralRefused([NameMissing(field="first_name"), PhoneTooShort()]),
            "limit": TooManyTries(seconds=75),
        }[kind]

    @endpoint(Access.ANYONE)
    async def fail(self, secret: str) -> None:
        """Have a bug."""
        raise RuntimeError(f"cannot write {secret} in people.phone")

    @endpoint(Access.ANYONE, is_live=True)
    async def refresh(self) -> None:
        """Show what was said last, alone."""
        self._assign(heard=self.heard[-1:])  # type: ignore[attr-defined]

    @endpoint(Access.SIGNED_IN)
    async def count(self) -> AsyncIterator[int]:
        """Answer in several steps, the last of which is refused."""
        for number in range(3):
            yield number
        raise PhoneTooShort


@pytest.fixture
def door() -> Iterator[type[rx.State]]:
    """A state with doors, which the application does not know."""
    with RegistrationContext.get().fork():
        handlers = {name: fn for name, fn in vars(Doors).items() if hasattr(fn, "access")}
        annotations = {"__annotations__": {"heard": list[str]}, "heard": [], "__module__": __name__}
        yield type("Door", (Guarded, rx.State), {**annotations, **handlers})


@pytest.fixture
def camille(cast: Cast) -> str:
    """Camille's session."""
    return sign_in(cast.camille)[1]


# Who is let in


async def test_anyone_may_knock_where_anyone_may(door: Any) -> None:
    tab = Tab()
    await tab.send(door, "say", words="good day")
    assert (await tab.see(door)).heard == ["good day"]


async def test_whoever_is_signed_in_is_let_in_as_themselves(door: Any, camille: str) -> None:
    tab = Tab(session_token=camille)
    await tab.send(door, "save", form={"name": "x", "note": ""})
    assert (await tab.see(door)).heard == ["x", "Camille"]
    assert not tab.is_hung_up


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("token", ["", "invented", "\ud800", "a" * 10_000])
async def test_nobody_else_is_let_in_and_the_page_is_covered(door: Any, token: str) -> None:
    tab = Tab(session_token=token)
    await tab.send(door, "save", form={"name": "x", "note": ""})
    assert (await tab.see(door)).heard == []
    assert (await tab.see(SessionState)).is_over
    assert not (await tab.see(SessionState)).is_signed_in
    assert tab.is_hung_up


async def test_a_socket_that_is_gone_lets_nobody_in(door: Any, camille: str) -> None:
    tab = Tab(session_token=camille)
    guard.connections.remove(tab.connection.sid)
    await tab.send(door, "save", form={"name": "x", "note": ""})
    assert (await tab.see(door)).heard == []
    assert (await tab.see(SessionState)).is_over


async def test_a_handler_that_needs_someone_it_did_not_ask_for_refuses(door: Any) -> None:
    tab = Tab(language="en")
    await tab.send(door, "ask")
    assert (await tab.see(door)).refusal.sentence == "Your session has ended. Sign in again to continue."


def test_there_is_nobody_outside_of_a_handler() -> None:
    with pytest.raises(SignedOut):
        guard.viewer()
    assert guard.viewer_or_none() is None
    assert guard.connection().session_token == ""


# What is said


async def test_a_refusal_stands_beside_its_field_in_the_language_of_the_tab(door: Any) -> None:
    for language, sentence in (("fr", "Renseignez votre prénom."), ("en", "Enter your first name.")):
        tab = Tab(language=language)
        await tab.send(door, "refuse", kind="field")
        refusal = (await tab.see(door)).refusal
        assert (refusal.sentence, refusal.field, refusal.by_field) == (sentence, "first_name", {"first_name": sentence})


async def test_whoever_is_signed_in_is_told_in_their_own_language(door: Any, cast: Cast) -> None:
    tab = Tab(session_token=sign_in(cast.zelda)[1], language="fr")
    await tab.send(door, "refuse", kind="limit")
    assert (await tab.see(door)).refusal.sentence == "Too many tries in a row. Try again in 75 seconds."


async def test_several_refusals_stand_each_beside_its_field(door: Any) -> None:
    tab = Tab(language="en")
    await tab.send(door, "refuse", kind="several")
    assert set((await tab.see(door)).refusal.by_field) == {"first_name", "phone"}


async def test_the_same_refusal_twice_moves_the_focus_twice(door: Any) -> None:
    tab = Tab()
    serials = []
    for _ in range(2):
        await tab.send(door, "refuse", kind="field")
        serials.append((await tab.see(door)).refusal.serial)
    assert 0 < serials[0] < serials[1]


async def test_a_refusal_goes_away_with_the_next_thing_that_succeeds(door: Any) -> None:
    tab = Tab()
    await tab.send(door, "refuse", kind="field")
    await tab.send(door, "say", words="good day")
    assert (await tab.see(door)).refusal.sentence == ""
    assert (await tab.see(door)).refusal.serial == 0


async def test_what_others_do_leaves_a_refusal_and_sends_only_what_differs(door: Any) -> None:
    tab = Tab()
    for words in ("good", "day"):
        await tab.send(door, "say", words=words)
    await tab.send(door, "refuse", kind="field")
    tab.sent()
    await tab.send(door, "refresh")
    assert [list(told) for told in tab.sent().values()] == [["heard_rx_state_"]]
    await tab.send(door, "refresh")
    assert tab.sent() == {}
    assert (await tab.see(door)).refusal.field == "first_name"


async def test_a_bug_gives_a_reference_to_the_person_and_its_place_to_the_log(door: Any) -> None:
    tab = Tab(language="en")
    with capture_logs() as logged:
        await tab.send(door, "fail", secret="06 12 34 56 78")
    (entry,) = logged
    sentence = (await tab.see(door)).refusal.sentence
    assert entry["reference"] in sentence
    assert entry["kind"] == "RuntimeError"
    assert any("test_guard.py" in frame for frame in entry["frames"])
    assert "06 12" not in sentence + str(entry)


async def test_what_was_answered_before_a_refusal_was_answered(door: Any, camille: str) -> None:
    tab = Tab(session_token=camille)
    assert await tab.send(door, "count") == [0, 1, 2]
    assert (await tab.see(door)).refusal.field == "phone"


# What fits


@pytest.mark.parametrize(
    "payload",
    [
        {"words": "good day"},
        {"words": "", "times": 0},
        {"words": "<script>", "times": -(2**31), "loud": True},
        {"words": "é" * MAX_TEXT, "times": 2**31 - 1},
    ],
)
def test_a_payload_of_the_very_types_fits(payload: dict[str, Any]) -> None:
    assert fitting(Doors.say, payload)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"words": None},
        {"words": 1},
        {"words": b"x"},
        {"words": ["x"]},
        {"words": {"x": "y"}},
        {"words": "x\x00"},
        {"words": "\ud800"},
        {"words": "x" * (MAX_TEXT + 1)},
        {"words": "x", "times": "1"},
        {"words": "x", "times": 1.0},
        {"words": "x", "times": True},
        {"words": "x", "times": 10**400},
        {"words": "x", "times": float("nan")},
        {"words": "x", "loud": 1},
        {"words": "x", "loud": "true"},
        {"words": "x", "more": "y"},
        {"words": "x", "self": "y"},
        {"words": "x", "__class__": "y"},
    ],
    ids=lambda payload: str(payload)[:40],
)
def test_anything_else_does_not(payload: dict[str, Any]) -> None:
    assert not fitting(Doors.say, payload)


def nested(depth: int, make: Any) -> Any:
    """A value inside of a value inside of a value…"""
    value: Any = "x"
    for _ in range(depth):
        value = make(value)
    return value


@pytest.mark.parametrize("depth", [1, 1_000, 10_000])
def test_however_deep_it_is_it_does_not_fit_and_breaks_nothing(depth: int) -> None:
    for make in (lambda value: [value], lambda value: {"form": value}, lambda value: {FORM_ENTRIES: [["name", value]]}):
        assert not fitting(Doors.save, {"form": nested(depth, make)})
        assert not fitting(Doors.say, {"words": nested(depth, make)})


def test_a_form_is_read_as_reflex_will_the_last_value_of_each_name() -> None:
    entries = [["name", "first"], ["note", ""], ["name", "last"]]
    assert fitting(Doors.save, {"form": {FORM_ENTRIES: entries}})
    assert fitting(Doors.save, {"form": {"name": "x", "note": "y"}})


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [["name", "x"]],
        [["name", "x"], ["note", "y"], ["more", "z"]],
        [["name", "x"], ["note", {"filename": "a.png"}]],
        [["name", "x"], ["note"]],
        [["name", "x"], [["note"], "y"]],
        [["name", "x"], "note"],
        [["name", "x\x00"], ["note", "y"]],
        {"name": "x", "note": "y"},
        None,
    ],
)
def test_a_form_that_lacks_a_field_or_brings_another_does_not_fit(entries: Any) -> None:
    assert not fitting(Doors.save, {"form": {FORM_ENTRIES: entries}})


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text()
    | st.sampled_from(["x\x00", "\u202e", 10**400, FORM_ENTRIES]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["form", "name", "note", FORM_ENTRIES]) | st.text(), inner, max_size=3)
    ),
    max_leaves=8,
)
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=50)


@given(st.dictionaries(st.sampled_from(["form", "words"]) | st.text(), anything, max_size=3))
def test_whatever_a_browser_sends_fits_only_when_it_is_exactly_what_was_declared(payload: dict[str, Any]) -> None:
    form = payload.get("form")
    if isinstance(form, dict) and set(form) == {FORM_ENTRIES}:
        form = None  # told apart above
    is_right = (
        set(payload) == {"form"}
        and isinstance(form, dict)
        and set(form) == {"name", "note"}
        and all(isinstance(value, str) and "\x00" not in value for value in form.values())
    )
    if form is not None or "form" not in payload:
        assert fitting(Doors.save, payload) == is_right


@given(texts, texts)
def test_any_text_of_a_person_fits(name: str, note: str) -> None:
    assert fitting(Doors.save, {"form": {"name": name, "note": note}})


async def test_what_does_not_fit_never_reaches_the_handler(door: Any, camille: str) -> None:
    tab = Tab(session_token=camille)
    with pytest.raises(Dropped):
        await tab.send(door, "save", form={"name": "x", "note": "y", "is_admin": "yes"})
    assert (await tab.see(door)).heard == []
