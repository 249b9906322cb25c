"""What the tests of jobs share: a database in use, a folder of their own, a mail server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mycharlotte.config import settings
from tests.servers import smtp as smtp_server


@pytest.fixture(autouse=True)
def data_dir(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder and a database that only this test uses, with the secrets of the whole run."""
    shared = settings()
    monkeypatch.setenv("MYCHARLOTTE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MYCHARLOTTE_DATABASE_URL", database)
    monkeypatch.setenv("MYCHARLOTTE_SECRET_KEY", shared.secret_key.get_secret_value())
    monkeypatch.setenv("MYCHARLOTTE_MASTER_KEYS", shared.master_keys.get_secret_value())
    settings.cache_clear()
    yield tmp_path / "data"
    settings.cache_clear()


@pytest.fixture
def smtp() -> Iterator[smtp_server.SmtpServer]:
    """A running SMTP server."""
    with smtp_server.serving() as server:
        yield server
