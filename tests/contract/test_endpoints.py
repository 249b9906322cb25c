"""Every door that a browser may knock at is known, declared, and written in `endpoints.txt`.

A new handler is a new line there, for a reader to approve: who may call it, and with what.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypedDict, get_args, get_type_hints

import pytest
import reflex as rx
from reflex_base.registry import RegistrationContext
from typing_extensions import is_typeddict

import mycharlotte.app
from mycharlotte.http import events
from mycharlotte.states.guard import Access, Guarded, endpoint

LIST = Path(__file__).with_name("endpoints.txt")
OF_REFLEX = {"State.hydrate_and_load", "OnLoadInternalState.on_load_internal"}


@pytest.fixture
def apart() -> Iterator[None]:
    """States defined by a test do not join those of the application."""
    with RegistrationContext.get().fork():
        yield


def handlers() -> dict[str, Any]:
    """Return every handler that Reflex would call, by the name that a browser sends."""
    return {name: known.handler.fn for name, known in RegistrationContext.get().event_handlers.items()}


def declared() -> dict[str, Any]:
    """Return those that are declared, by a name for readers."""
    return {fn.__qualname__: fn for fn in handlers().values() if hasattr(fn, "access")}


def payload(fn: Any) -> str:
    """Write the fields of a payload, with those of its forms."""
    fields = fn.payload_model.model_fields
    return ", ".join(f"{name}: {_kind(field.annotation)}" for name, field in fields.items()) or "nothing"


def _kind(hint: Any) -> str:
    if is_typeddict(hint):
        return "{" + ", ".join(f"{name}: {_kind(kind)}" for name, kind in get_type_hints(hint).items()) + "}"
    return hint.__name__


def test_every_door_is_in_the_list() -> None:
    found = [f"{name} · {fn.access.name} · {payload(fn)}" for name, fn in sorted(declared().items())]
    assert found == LIST.read_text().splitlines()


def test_whatever_reflex_registered_besides_vanishes() -> None:
    passing = {name for name, fn in handlers().items() if events._fits(name, {}) and not hasattr(fn, "access")}
    assert passing == events.OWN_EVENTS
    assert {handlers()[name].__qualname__ for name in passing} == OF_REFLEX


def test_no_state_is_out_of_the_guard() -> None:
    ours = [
        state for state in RegistrationContext.get().base_states.values() if state.__module__.startswith("mycharlotte")
    ]
    assert len(ours) >= 4
    assert [state.__name__ for state in ours if not issubclass(state, Guarded)] == []


def test_a_handler_never_takes_anything_but_text_numbers_choices_and_forms_of_these() -> None:
    def is_plain(hint: Any) -> bool:
        if is_typeddict(hint):
            return all(is_plain(kind) for kind in get_type_hints(hint).values())
        return hint in {str, int, bool}

    for name, fn in declared().items():
        for field in fn.payload_model.model_fields.values():
            assert is_plain(field.annotation), (name, get_args(field.annotation))


@pytest.mark.usefixtures("apart")
def test_a_state_with_an_undeclared_handler_cannot_be_defined() -> None:
    with pytest.raises(TypeError, match="can be called by any browser"):

        class Undeclared(Guarded, rx.State):
            async def open_door(self) -> None:
                """Let anyone in."""


def test_a_handler_that_would_hold_up_everyone_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="must be async"):

        @endpoint(Access.ANYONE)
        def wait(self: Guarded) -> None:
            """Hold everyone up."""


def test_a_handler_whose_payload_cannot_be_checked_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="must annotate anything"):

        @endpoint(Access.ANYONE)
        async def take(self: Guarded, anything) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            """Take anything."""


@pytest.mark.usefixtures("apart")
def test_a_state_whose_handlers_are_declared_can_be_defined() -> None:
    class Form(TypedDict):
        name: str

    class Declared(Guarded, rx.State):
        @endpoint(Access.SIGNED_IN)
        async def save(self, form: Form) -> None:
            """Save."""

    assert Declared.event_handlers["save"].fn.access is Access.SIGNED_IN  # type: ignore[attr-defined]


def test_every_page_loads_through_declared_doors() -> None:
    for _path, _draw, _name, load in mycharlotte.app.PAGES:
        assert load is None or load.fn in declared().values()
