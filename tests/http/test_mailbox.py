"""The demonstration's mailbox shows the mails of its folder, and nothing else to nobody else."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from mycharlotte import letters, routes
from mycharlotte.adapters.mailer import open_mailer
from mycharlotte.config import settings
from mycharlotte.http import mailbox
from mycharlotte.letters.envelope import House, put_in_envelope

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOUSE = House(
    sender="MyCharlotte <ne-pas-repondre@example.org>", contact="contact@example.org", site="https://espace.example.org"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a demonstration."""
    monkeypatch.setenv("MYCHARLOTTE_MODE", "demo")
    monkeypatch.setenv("MYCHARLOTTE_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    yield tmp_path / "mailbox"
    settings.cache_clear()


@pytest.fixture
def browser(folder: Path) -> httpx.AsyncClient:
    """A browser at the site's own address."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(Starlette(routes=mailbox.doors(folder))), base_url=settings().origin
    )


def send(folder: Path, ref: str, *, at: int = 0, letter: str = "sign_in_code", **values: str) -> None:
    """Put a mail for Camille in the folder; `at` orders arrivals."""
    known = {"code": "428317", "device": "", "at": AT.isoformat(), "until": AT.isoformat()}
    written = letters.render(letter, "fr", known | values, contact=HOUSE.contact, site=HOUSE.site)
    message = put_in_envelope(written, ref=ref, to="camille@example.org", at=AT, house=HOUSE)
    open_mailer(str(folder)).send(message)
    os.utime(folder / f"{ref}.eml", (at, at))


async def test_an_empty_mailbox_says_what_will_come(browser: httpx.AsyncClient) -> None:
    answer = await browser.get(routes.MAILBOX)
    assert answer.status_code == 200
    assert "Aucun message pour l’instant" in answer.text


async def test_the_newest_mail_comes_first(browser: httpx.AsyncClient, folder: Path) -> None:
    send(folder, "older", at=1)
    send(folder, "newer", at=2)
    page = (await browser.get(routes.MAILBOX)).text
    assert page.index(f"{routes.MAILBOX}/newer") < page.index(f"{routes.MAILBOX}/older")
    assert "camille@example.org" in page
    assert "Votre code de connexion MyCharlotte" in page


async def test_the_list_does_not_show_codes(browser: httpx.AsyncClient, folder: Path) -> None:
    send(folder, "mail")
    assert "428317" not in (await browser.get(routes.MAILBOX)).text


async def test_a_mail_shows_its_code_and_both_its_versions(browser: httpx.AsyncClient, folder: Path) -> None:
    send(folder, "mail")
    page = (await browser.get(f"{routes.MAILBOX}/mail")).text
    assert '<p class="digits" id="code">428317</p>' in page
    assert 'sandbox=""' in page
    assert "Ne donnez ce code à personne" in page
    assert f'href="{routes.SIGN_IN}"' in page


async def test_the_link_that_a_mail_is_for_can_be_followed(browser: httpx.AsyncClient, folder: Path) -> None:
    link = f"{settings().origin}{routes.RESET_LINK}?jeton=abc"
    send(folder, "mail", letter="password_reset", link=link)
    page = (await browser.get(f"{routes.MAILBOX}/mail")).text
    assert f'<a class="button" href="{link}">' in page


async def test_what_a_mail_holds_is_not_run_by_the_page(browser: httpx.AsyncClient, folder: Path) -> None:
    send(folder, "mail", first_name="<script>alert(1)</script>")
    page = (await browser.get(f"{routes.MAILBOX}/mail")).text
    assert "<script>alert" not in page
    assert "Bonjour &lt;script&gt;alert(1)&lt;/script&gt;," in page.replace("\u200b", "")


async def test_pages_follow_the_language_cookie(browser: httpx.AsyncClient, folder: Path) -> None:
    send(folder, "mail")
    browser.cookies.set("language", "en")
    assert "Demonstration mailbox" in (await browser.get(routes.MAILBOX)).text
    assert "Back to sign-in" in (await browser.get(f"{routes.MAILBOX}/mail")).text
    browser.cookies.set("language", "xx")
    assert (
        "Boîte aux lettres de démonstration"
        in (await browser.get(routes.MAILBOX, headers={"Accept-Language": "fr"})).text
    )


@pytest.mark.parametrize(
    "name", ["nothing", "..%2fsecrets", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "mail.eml", "a" * 65, "%00", "caf%C3%A9"]
)
async def test_a_name_that_no_mail_has_is_not_found(browser: httpx.AsyncClient, folder: Path, name: str) -> None:
    send(folder, "mail")
    (folder.parent / "secrets.eml").write_text("Subject: no\n\nno")
    assert (await browser.get(f"{routes.MAILBOX}/{name}")).status_code == 404


async def test_the_tag_changes_when_a_mail_arrives_and_only_then(browser: httpx.AsyncClient, folder: Path) -> None:
    send(folder, "one")
    first = (await browser.head(routes.MAILBOX)).headers["etag"]
    assert (await browser.head(routes.MAILBOX)).headers["etag"] == first
    send(folder, "two")
    assert (await browser.head(routes.MAILBOX)).headers["etag"] != first


@pytest.mark.parametrize(("file", "kind"), [("mailbox.css", "text/css"), ("mailbox.js", "text/javascript")])
async def test_style_and_script_are_files_of_ours(browser: httpx.AsyncClient, file: str, kind: str) -> None:
    answer = await browser.get(f"{routes.MAILBOX}/{file}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)


async def test_nothing_inline_runs_on_any_page(browser: httpx.AsyncClient, folder: Path) -> None:
    send(folder, "mail")
    for path in (routes.MAILBOX, f"{routes.MAILBOX}/mail"):
        page = (await browser.get(path)).text
        assert page.count("<script") == 1
        assert f'<script src="{routes.MAILBOX}/mailbox.js" defer></script>' in page
        assert " onclick" not in page


async def test_nothing_is_kept_by_the_browser(browser: httpx.AsyncClient, folder: Path) -> None:
    send(folder, "mail")
    for path in (routes.MAILBOX, f"{routes.MAILBOX}/mail"):
        assert (await browser.get(path)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["", "/mail", "/mailbox.css"])
async def test_a_page_of_another_site_that_leads_here_reads_nothing(
    browser: httpx.AsyncClient, folder: Path, path: str
) -> None:
    send(folder, "mail")
    answer = await browser.get(routes.MAILBOX + path, headers={"Host": "elsewhere.example"}, follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == settings().origin + routes.MAILBOX
    assert answer.text == ""


@pytest.mark.parametrize("path", ["", "/mail", "/mailbox.css"])
async def test_there_is_no_mailbox_outside_the_demonstration(
    browser: httpx.AsyncClient, folder: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    send(folder, "mail")
    monkeypatch.setenv("MYCHARLOTTE_MODE", "test")
    settings.cache_clear()
    assert (await browser.get(routes.MAILBOX + path)).status_code == 404
