"""States are the same on both engines, of which the domain's tests make sure: here, SQLite alone."""

from collections.abc import Iterator

import pytest

from mycharlotte.states import connections


@pytest.fixture
def database(sqlite: str) -> str:
    """The database that the cast lives in."""
    return sqlite


@pytest.fixture(autouse=True)
def no_socket_left() -> Iterator[None]:
    """Every test opens its own tabs."""
    yield
    connections._by_sid.clear()
