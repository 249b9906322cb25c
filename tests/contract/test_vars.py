"""What a state holds goes to the browser or to Redis: plain data and frozen views, never a row, never a viewer."""

import ast
import dataclasses
import inspect
import types
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
import reflex as rx
from reflex_base.registry import RegistrationContext
from sqlmodel import SQLModel

import mycharlotte.app  # noqa: F401 - defines every state
from mycharlotte.models.people import Person
from mycharlotte.views.people import PersonCard
from mycharlotte.views.viewer import Standing, Viewer

PLAIN = {str, int, float, bool, type(None)}
CONTAINERS = {list, tuple, dict, set, frozenset, Union, types.UnionType}


def states() -> list[type[rx.State]]:
    """Return the states of the application."""
    known = RegistrationContext.get().base_states.values()
    return [state for state in known if state.__module__.startswith("mycharlotte.")]  # type: ignore[misc]


def is_plain(kind: Any) -> bool:
    """Tell whether a value of this type may be shown to whoever reads the socket."""
    if kind in PLAIN or kind is Ellipsis:
        return True
    if get_origin(kind) in CONTAINERS:
        return all(is_plain(inner) for inner in get_args(kind)) and bool(get_args(kind))
    return is_view(kind)


def is_view(kind: Any) -> bool:
    """Tell whether it is a frozen dataclass of the views, made of plain data to its leaves."""
    return (
        dataclasses.is_dataclass(kind)
        and isinstance(kind, type)
        and kind.__module__.startswith("mycharlotte.views.")
        and not issubclass(kind, Viewer | Standing)
        and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
        and all(is_plain(hint) for hint in get_type_hints(kind).values())
    )


@pytest.mark.parametrize("state", states(), ids=lambda state: state.__name__)
def test_every_variable_is_plain(state: type[rx.State]) -> None:
    of_reflex = rx.State.get_fields()
    fields = {name: field for name, field in state.get_fields().items() if name not in of_reflex}
    assert fields
    assert {name: field.annotated_type for name, field in fields.items() if not is_plain(field.annotated_type)} == {}


@pytest.mark.parametrize("state", states(), ids=lambda state: state.__name__)
def test_no_computed_variable_asks_the_database(state: type[rx.State]) -> None:
    for name, variable in state.computed_vars.items():
        source = ast.parse(inspect.cleandoc("if 1:\n" + inspect.getsource(variable.fget)))
        names = {node.id for node in ast.walk(source) if isinstance(node, ast.Name)}
        assert not names & {"db", "select", "Session"}, name


def test_the_check_would_see_a_row_a_viewer_and_anything_loose() -> None:
    @dataclasses.dataclass
    class NotFrozen:
        name: str = ""

    assert is_plain(list[PersonCard])
    assert is_plain(dict[str, tuple[str, ...]])
    for kind in (Person, SQLModel, Viewer, list[Viewer], Viewer | None, Standing, object, Any, dict, bytes, NotFrozen):
        assert not is_plain(kind), kind
