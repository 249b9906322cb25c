"""An application whose public address is https, as behind a proxy."""

from collections.abc import Iterator

import pytest

from tests.servers.application import Application, serving


@pytest.fixture(scope="session")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The application as browsers would reach it at https://espace.example.org; ask it on its own port."""
    folder = tmp_path_factory.mktemp("secured")
    with serving(folder, MYCHARLOTTE_PUBLIC_URL="https://espace.example.org") as running:
        yield running
