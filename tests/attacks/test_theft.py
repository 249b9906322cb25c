"""What a thief has is worth nothing without the rest: a page's token, a cookie, an address, somebody's picture."""

import json

import pytest

from mycharlotte import routes
from mycharlotte.seed import PAUL
from mycharlotte.states.profile import ProfileState
from mycharlotte.states.session import SessionState
from mycharlotte.states.sign_in import SignInState
from tests.attacks.tab import Tab, new_token, opened
from tests.servers.application import Application, fresh_address, hold

OF_PAUL = ("Paul", "Girard", PAUL.email)


async def test_the_token_of_a_page_opens_nothing_while_its_owner_is_there(application: Application) -> None:
    token, paul = new_token(), application.session_of(PAUL.email)
    async with opened(application, cookies=paul, token=token, page=routes.PROFILE) as victim:
        await victim.until(lambda: victim.of(ProfileState).get("is_ready"))
        async with opened(application, token=token, page=routes.PROFILE) as thief:
            assert_blank(thief)
        told = len(victim.said)
        await victim.fence()
        assert victim.of(SessionState)["is_signed_in"]
        assert len(victim.said) > told


async def test_nor_once_they_are_gone(application: Application) -> None:
    token, paul = new_token(), application.session_of(PAUL.email)
    async with opened(application, cookies=paul, token=token, page=routes.PROFILE) as victim:
        await victim.until(lambda: victim.of(ProfileState).get("is_ready"))
    async with opened(application, token=token, page=routes.PROFILE) as thief:
        assert_blank(thief)


async def test_nor_with_their_cookie_after_they_signed_out(application: Application) -> None:
    token, paul = new_token(), application.session_of(PAUL.email)
    async with opened(application, cookies=paul, token=token, page=routes.PROFILE) as victim:
        await victim.until(lambda: victim.of(ProfileState).get("is_ready"))
    with application.client(cookies=paul) as browser:
        browser.post(routes.POST_SIGN_OUT)
    for boot in ({}, {"hashes": []}):
        async with opened(application, cookies=paul, token=token, page=routes.PROFILE, boots=False) as thief:
            await thief.send_raw("40/_event," + json.dumps({"event": thief.hydration(**boot)}))
            await thief.until(lambda: thief.of(SessionState).get("is_over") or thief.is_closed)
            assert_blank(thief)


@pytest.mark.parametrize("boot", [{}, {"hashes": []}])
async def test_with_a_session_of_their_own_thieves_see_themselves(application: Application, boot: dict) -> None:
    token, paul = new_token(), application.session_of(PAUL.email)
    async with opened(application, cookies=paul, token=token, page=routes.PROFILE) as victim:
        await victim.until(lambda: victim.of(ProfileState).get("is_ready"))
    eve = application.session_of(application.newcomer("Ève"))
    async with opened(application, cookies=eve, token=token, page=routes.PROFILE, boots=False) as thief:
        await thief.send_raw("40/_event," + json.dumps({"event": thief.hydration(**boot)}))
        await thief.until(lambda: thief.of(ProfileState).get("profile", {}).get("first_name") == "Ève")
        assert not [secret for secret in OF_PAUL if secret in everything(thief)]


@pytest.mark.parametrize("boot", [{}, {"hashes": []}])
async def test_what_someone_typed_at_the_door_is_theirs_too(
    application: Application, boot: dict[str, list[str]]
) -> None:
    token, typed = new_token(), "jeanne.inconnue@example.org"
    with application.client(address=fresh_address()) as browser:
        browser.post(routes.POST_SIGN_IN, data={"email": typed, "password": "Pas-Le-Bon-2026"})
        cookies = dict(browser.cookies)
    async with opened(application, cookies=cookies, token=token) as victim:
        await victim.until(lambda: victim.of(SignInState)["email"] == typed)
    async with opened(application, token=token, boots=False) as thief:
        await thief.send_raw("40/_event," + json.dumps({"event": thief.hydration(**boot)}))
        await thief.fence()
        assert typed not in everything(thief)


async def test_the_second_step_shows_where_the_code_went_to_its_own_browser_only(application: Application) -> None:
    token, email = new_token(), application.newcomer()
    masked = f"{email[0]}•••••@example.org"
    with application.client(address=fresh_address()) as browser:
        browser.post(routes.POST_SIGN_IN, data={"email": email, "password": "Lilas-Violette-2026"})
        cookies = dict(browser.cookies)
    async with opened(application, cookies=cookies, token=token, page=routes.SIGN_IN_CODE) as victim:
        await victim.until(lambda: victim.of(SignInState)["second_step"]["masked_email"] == masked)
        assert email not in everything(victim)
    async with opened(application, token=token, page=routes.SIGN_IN_CODE) as thief:
        await thief.fence()
        assert masked not in everything(thief)


async def test_two_tabs_with_one_token_are_two_pages(application: Application) -> None:
    """A tab duplicated by its browser brings the token of the first."""
    token, cookies = new_token(), application.session_of(application.newcomer("Nour"))
    async with (
        opened(application, cookies=cookies, token=token, page=routes.PROFILE) as first,
        opened(application, cookies=cookies, token=token, page=routes.PROFILE) as second,
    ):
        assert [name for name, _ in second.said if name == "new_token"]
        await first.until(lambda: first.of(ProfileState).get("is_ready"))
        await second.until(lambda: second.of(ProfileState).get("is_ready"))
        await second.call(ProfileState, "save", form={**form_of(second), "first_name": "Noor"})
        await second.until(lambda: second.of(ProfileState)["saved"])
        assert first.of(ProfileState)["saved"] == 0
        await first.until(lambda: first.of(SessionState)["person"]["first_name"] == "Noor")


async def test_a_page_that_reconnects_goes_on_where_it_was(application: Application) -> None:
    token, cookies = new_token(), application.session_of(application.newcomer())
    async with opened(application, cookies=cookies, token=token, page=routes.PROFILE) as tab:
        await tab.fence()
        looks = tab.of(SignInState)["looks"]
    for _ in range(50):
        async with opened(application, cookies=cookies, token=token, page=routes.PROFILE, boots=False) as again:
            await again.send_raw("40/_event," + json.dumps({"event": again.hydration()}))
            await again.until(lambda: "looks" in again.of(SignInState))
            if not any(name == "new_token" for name, _ in again.said):  # else the server has not seen the first one go
                assert again.of(SignInState)["looks"] == looks
                return
    pytest.fail("The token of a tab that is gone is still taken.")


def test_a_session_moved_to_another_address_is_still_its_owner_s(application: Application) -> None:
    """People change networks all day: the cookie is the session."""
    cookies = application.session_of(application.newcomer())
    for _ in range(3):
        with application.client(address=fresh_address()) as browser:
            hold(browser, cookies)
            assert browser.get(routes.PROFILE).status_code == 200


def assert_blank(tab: Tab) -> None:
    assert not [secret for secret in OF_PAUL if secret in everything(tab)]
    assert not tab.of(SessionState).get("is_signed_in")
    assert not tab.of(ProfileState).get("is_ready")


def everything(tab: Tab) -> str:
    return json.dumps([tab.state, tab.said], ensure_ascii=False)


def form_of(tab: Tab) -> dict[str, str]:
    profile = tab.of(ProfileState)["profile"]
    fields = {name: profile[name] for name in ("first_name", "last_name", "phone")}
    return fields | {"picture": "", "version": str(profile["version"])}
