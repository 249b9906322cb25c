"""What we change in Reflex's own script."""

from pathlib import Path

import pytest
from reflex.utils import frontend_skeleton
from reflex_base.config import get_config
from reflex_base.constants import Templates

from mycharlotte import frontend


@pytest.fixture
def script() -> str:
    """The script of the Reflex that is installed."""
    return (Path(Templates.Dirs.WEB_TEMPLATE) / frontend.SCRIPT).read_text()


def test_the_page_talks_to_the_port_it_came_from(script: str) -> None:
    edited = frontend.edit(script)
    assert "endpoint.port = window.location.port;" in edited
    assert 'endpoint.port = "";' not in edited


def test_a_new_version_is_announced_in_the_language_of_the_page(script: str) -> None:
    edited = frontend.edit(script)
    assert '"fr": "Une nouvelle version de MyCharlotte est disponible."' in edited
    assert '"en": "A new version of MyCharlotte is available."' in edited
    assert '"fr": "Recharger la page", "en": "Reload the page"' in edited
    assert "A new version of this app is available." not in edited


@pytest.mark.parametrize(
    "text",
    [
        "endpoint.hostname = frontend_hostname;",
        "// Assume websocket is on https port via load balancer.",
        "A new version of this app is available.",
        'button.textContent = "Reload";',
    ],
)
def test_a_script_that_reflex_has_changed_stops_the_build(script: str, text: str) -> None:
    with pytest.raises(frontend.FrontendChanged, match="0 times instead of once"):
        frontend.edit(script.replace(text, ""))


def test_a_text_found_twice_stops_the_build(script: str) -> None:
    with pytest.raises(frontend.FrontendChanged, match="2 times instead of once"):
        frontend.edit(script + 'button.textContent = "Reload";')


def test_what_every_page_runs_is_one_file() -> None:
    compiled = frontend_skeleton._compile_vite_config(get_config())
    edited = frontend.edit_vite(compiled)
    assert 'name: "framework"' in edited
    assert 'name: "reflex-env"' in edited
    with pytest.raises(frontend.FrontendChanged):
        frontend.edit_vite(compiled.replace("groups: [", ""))
