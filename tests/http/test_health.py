"""What watches the service is told whether it lives and can work, and nothing else."""

from pathlib import Path

import httpx
from starlette.applications import Starlette

from mycharlotte import db, routes
from mycharlotte.http import health
from tests.servers.application import Application


def test_it_lives_and_works(application: Application) -> None:
    with application.client() as browser:
        assert browser.get(routes.HEALTH).json() == {"alive": True}
        assert browser.get(routes.READY).json() == {"ready": True}


def test_nothing_else_is_said_to_whoever_asks(application: Application) -> None:
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        assert browser.get(routes.READY + "?verbose=1", headers={"Accept": "text/html"}).json() == {"ready": True}


async def test_without_its_database_it_lives_but_does_not_work(tmp_path: Path) -> None:
    db.connect(f"sqlite:///{tmp_path}")  # a folder is no database
    try:
        transport = httpx.ASGITransport(Starlette(routes=health.ROUTES))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as watcher:
            assert (await watcher.get(routes.HEALTH)).status_code == 200
            answer = await watcher.get(routes.READY)
    finally:
        db.disconnect()
    assert (answer.status_code, answer.json()) == (503, {"ready": False})
