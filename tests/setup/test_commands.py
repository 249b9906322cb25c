"""The commands, run as people run them on a tiny application: build, build again, serve, click."""

import json
import signal
import socket
from contextlib import closing

from playwright.sync_api import sync_playwright

from tests.browser.find import browser
from tests.setup.conftest import Project


def test_a_build_that_failed_says_so_and_the_next_one_succeeds(project: Project) -> None:
    sound = project.app.read_text()
    project.app.write_text(sound.replace("on_click=Counter.add", "on_click=Counter.missing"))
    failed = project.command("mycharlotte", "build")
    project.app.write_text(sound)

    assert failed.returncode == 1
    assert "La préparation de l'interface a échoué" in failed.stderr
    assert "missing" in failed.stderr
    repaired = project.command("mycharlotte", "build")
    assert (repaired.returncode, repaired.stdout) == (0, "built\n")
    assert project.command("mycharlotte", "build").stdout == "already built from these sources\n"


def test_two_builds_at_once_make_one(project: Project) -> None:
    project.app.write_text(project.app.read_text() + "\n# changed for two\n")
    started = [project.start("mycharlotte", "build") for _ in range(2)]
    outputs = sorted(process.communicate()[0].splitlines()[-1] for process in started)
    assert outputs == ["already built from these sources", "built"]


def test_a_build_cut_short_is_made_again(project: Project) -> None:
    project.command("mycharlotte", "build")
    (project.folder / ".web" / "build" / "inputs.sha256").unlink()  # it is written last
    (project.folder / ".web" / "build" / "compiled.sha256").unlink()
    (project.client / "index.html").unlink()
    assert project.command("mycharlotte", "build").stdout == "built\n"
    assert (project.client / "index.html").is_file()


def test_a_change_that_pages_do_not_see_does_not_bundle_them_again(project: Project) -> None:
    project.command("mycharlotte", "build")
    page = project.client / "index.html"
    before = page.stat().st_mtime_ns
    project.app.write_text(project.app.read_text() + "\n# for the server only\n")
    assert project.command("mycharlotte", "build").stdout == "built\n"
    assert page.stat().st_mtime_ns == before


def test_a_build_knows_nothing_of_the_installation(project: Project) -> None:
    canary = "canary@installation.example"
    (project.folder / ".env").write_text(f"MYCHARLOTTE_CONTACT_EMAIL={canary}\n")
    project.app.write_text(project.app.read_text() + "\n# built again for the canary\n")
    done = project.command("mycharlotte", "build", MYCHARLOTTE_CONTACT_EMAIL=canary)
    (project.folder / ".env").unlink()
    assert done.stdout == "built\n"
    assert "contact@mycharlotte.fr" in project.bundle()
    assert canary not in project.bundle()


def test_every_text_file_is_there_compressed_and_the_policy_has_the_scripts_of_every_page(project: Project) -> None:
    project.command("mycharlotte", "build")
    for path in project.client.rglob("*.html"):
        assert path.with_name(path.name + ".br").is_file()
        assert path.with_name(path.name + ".gz").is_file()
    hashes = json.loads((project.folder / ".web" / "build" / "csp.json").read_text())["script-src"]
    assert hashes
    assert all(entry.startswith("'sha256-") for entry in hashes)


def test_a_package_that_is_not_locked_stops_the_build(project: Project) -> None:
    sound = project.app.read_text()
    project.app.write_text(
        sound.replace(
            "class Counter",
            "class Stranger(rx.Component):\n    library = 'left-pad@1.3.0'\n    tag = 'pad'\n\nclass Counter",
        ).replace("rx.el.main(", "rx.el.main(Stranger.create(), ")
    )
    failed = project.command("mycharlotte", "build")
    project.app.write_text(sound)
    assert failed.returncode == 1
    assert "reflex.lock does not hold left-pad@1.3.0" in failed.stderr


def test_one_build_is_served_on_any_port_and_a_click_comes_back(project: Project, free_port: int) -> None:
    project.command("mycharlotte", "build")
    address = f"http://localhost:{free_port}"
    settings = {
        "MYCHARLOTTE_PORT": str(free_port),
        "MYCHARLOTTE_PUBLIC_URL": address,
        "MYCHARLOTTE_DATA_DIR": "data",
    }
    with project.start("mycharlotte", "serve", **settings) as server:
        try:
            assert server.stdout is not None
            assert address in server.stdout.readline()
            _click(address)
            refused = project.command("mycharlotte", "serve", **settings)
            assert refused.returncode == 1
            assert f"Le port {free_port} est déjà utilisé" in refused.stderr
            assert "Traceback" not in refused.stderr
        finally:
            server.send_signal(signal.SIGINT)
    assert server.returncode == 0


def test_what_is_not_built_is_not_served(project: Project, free_port: int) -> None:
    project.app.write_text(project.app.read_text() + "\n# not built\n")
    refused = project.command("mycharlotte", "serve", MYCHARLOTTE_PORT=str(free_port), MYCHARLOTTE_DATA_DIR="data")
    assert refused.returncode == 1
    assert "python -m mycharlotte build" in refused.stderr
    with socket.create_server(("127.0.0.1", free_port)):
        pass  # and the port was left free


def test_demo_accounts_never_enter_a_production_database(project: Project) -> None:
    refused = project.command(
        "mycharlotte",
        "seed",
        MYCHARLOTTE_MODE="production",
        MYCHARLOTTE_PUBLIC_URL="https://espace.example.org",
        MYCHARLOTTE_TRUSTED_PROXY_HOPS="1",
        MYCHARLOTTE_MAIL_URL="smtp://localhost",
        MYCHARLOTTE_SECRET_KEY="s" * 40,
        MYCHARLOTTE_MASTER_KEYS=f"1:{'A' * 43}=",
    )
    assert refused.returncode == 1
    assert "jamais dans une base de production" in refused.stderr


def test_unsafe_settings_are_all_said_at_once(project: Project) -> None:
    refused = project.command("mycharlotte", "check", MYCHARLOTTE_MODE="production", MYCHARLOTTE_HOST="0.0.0.0")  # noqa: S104
    assert refused.returncode == 1
    for name in ("MYCHARLOTTE_PUBLIC_URL", "MYCHARLOTTE_HOST", "MYCHARLOTTE_SECRET_KEY", "MYCHARLOTTE_MAIL_URL"):
        assert name in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_help_tells_every_command(project: Project) -> None:
    said = project.command("mycharlotte", "--help").stdout
    for command in ("run", "serve", "build", "migrate", "seed", "create-admin", "check", "lock"):
        assert f"    {command}" in said.replace("\n", " \n")


def _click(address: str) -> None:
    """Count to one in a real browser."""
    with sync_playwright() as playwright, closing(playwright.chromium.launch(executable_path=browser())) as chromium:
        page = chromium.new_page()
        page.goto(address)
        page.locator("output", has_text="0").wait_for()
        page.get_by_role("button", name="plus").click()
        page.locator("output", has_text="1").wait_for()
