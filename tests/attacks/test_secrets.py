"""What reaches browsers and logs: for nobody in particular, nothing of anybody; for anybody, no secret."""

import json
import re
from pathlib import Path
from typing import Any

from reflex.state import State

from mycharlotte import routes, seed
from mycharlotte.build import CLIENT
from mycharlotte.seed import AGATHE, CAST, PAUL
from mycharlotte.states.profile import ProfileState
from mycharlotte.states.session import SessionState
from tests.attacks.tab import name_of, opened
from tests.servers.application import Application, fresh_address

ANONYMOUS = Path(__file__).with_name("anonymous.json")
OF_THE_SOCKET = re.compile(r"^rx_router_(headers|session)$")  # what a tab knows of itself already
TYPED = "Canari-Jaune-77"


async def test_whoever_is_not_signed_in_is_shown_nothing_of_anybody(application: Application) -> None:
    """`anonymous.json` holds all of it: look at each new value before writing it there."""
    async with opened(application) as tab:
        assert but_for_the_socket(tab.state) == json.loads(ANONYMOUS.read_text())


async def test_nor_on_any_page(application: Application) -> None:
    shown = []
    for page in (*routes.PRIVATE_PAGES, *routes.PUBLIC_PAGES):
        async with opened(application, page=page) as tab:
            shown.append(json.dumps([tab.state, tab.said], ensure_ascii=False))
    assert not [word for word in personal_words() if word in "".join(shown)]


async def test_a_tab_is_told_no_more_of_its_own_socket_than_its_own_shape(application: Application) -> None:
    (name, token), *_ = application.session_of(PAUL.email).items()
    forged = {"X-Api-Key": "key-of-a-proxy", "Referer": "https://elsewhere.example/private", "User-Agent": "Agent 007"}
    async with opened(application, cookies={name: token}, headers=forged) as tab:
        told = json.dumps(tab.of(State))
    assert not [secret for secret in (token, *forged.values(), "cookie", "proxy") if secret in told]


async def test_no_secret_reaches_a_browser_a_log_or_the_disk_in_clear(application: Application) -> None:
    email, before = application.newcomer(), len(application.log_text())
    with application.client(address=fresh_address()) as browser:
        browser.post(routes.POST_SIGN_IN, data={"email": email, "password": TYPED})
        browser.post(routes.POST_SIGN_IN, data={"email": email, "password": seed.PASSWORD})
        code = application.next_code(email, after=0)
        given = [value for _, value in browser.cookies.items()]
        browser.post(routes.POST_CODE, data={"code": f"{(int(code) + 1) % 10**6:06}"})
        browser.post(routes.POST_CODE, data={"code": code})
        given += [value for _, value in browser.cookies.items()]
        pages = [browser.get(path).text for path in (*routes.PRIVATE_PAGES, routes.ACCESSIBILITY)]
        cookies = dict(browser.cookies)
    async with opened(application, cookies=cookies, page=routes.PROFILE) as tab:
        await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
        form = {"first_name": TYPED, "last_name": "\u200b", "phone": TYPED, "picture": "", "version": "1"}
        await tab.call(ProfileState, "save", form=form)
        await tab.until(lambda: tab.of(ProfileState)["refusal"]["serial"])
        await tab.send(name_of(ProfileState, "save"), {"form": form | {"password": TYPED}})
        await tab.send("nothing.at.all", {"password": TYPED})
        await tab.fence()
        told = json.dumps([tab.state, tab.said], ensure_ascii=False)

    secrets = [
        application.environment["MYCHARLOTTE_SECRET_KEY"],
        application.environment["MYCHARLOTTE_MASTER_KEYS"].partition(":")[2],
        seed.PASSWORD,
        *given,
    ]
    log = application.log_text()[before:]
    assert not [secret for secret in (*secrets, TYPED, code, email, "Nour") if secret in log]
    assert not [secret for secret in (*secrets, TYPED, code) if secret in told]
    assert not [secret for secret in (*secrets, code, email) if secret in "".join(pages)]
    disk = b"".join(path.read_bytes() for path in files_of(application))
    assert not [secret for secret in (*secrets, TYPED) if secret.encode() in disk]


def test_the_build_holds_no_secret_and_nobody(application: Application) -> None:
    built = "".join(path.read_text() for path in CLIENT.rglob("*") if path.suffix in {".js", ".html", ".css", ".json"})
    secrets = [application.environment["MYCHARLOTTE_SECRET_KEY"], seed.PASSWORD, str(application.data_dir)]
    assert not [word for word in (*secrets, *personal_words()) if word in built]
    assert not list(CLIENT.rglob("*.map"))


def test_a_test_or_production_page_offers_no_account(application: Application, demonstration: Application) -> None:
    """Only the demonstration shows its accounts, and only because everyone may have them."""
    with application.client() as browser:
        assert seed.PASSWORD not in browser.get(routes.SIGN_IN).text
        assert browser.get(routes.MAILBOX).status_code == 404
    with demonstration.client() as browser:
        assert browser.get(routes.MAILBOX).status_code == 200


async def test_the_demonstration_offers_its_accounts(demonstration: Application) -> None:
    async with opened(demonstration) as tab:
        assert AGATHE.email in json.dumps(tab.state)
        assert tab.of(SessionState)["is_signed_in"] is False


def files_of(application: Application) -> list[Path]:
    """All that it wrote, but the mails: those are to be read."""
    found = application.data_dir.rglob("*")
    return [path for path in found if path.is_file() and application.mailbox not in path.parents]


def personal_words() -> list[str]:
    """Names and addresses of the cast."""
    return [word for person in CAST for word in (person.email, person.last_name)]


def but_for_the_socket(state: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        name: {variable: value for variable, value in variables.items() if not OF_THE_SOCKET.match(variable)}
        for name, variables in state.items()
    }
