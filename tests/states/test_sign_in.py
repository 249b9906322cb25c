"""The two sign-in pages: what was refused, what was typed, where the code went."""

from datetime import timedelta

import pytest
import time_machine

from mycharlotte import routes
from mycharlotte.domain.mailed_codes import WrongCode
from mycharlotte.domain.sign_in import WrongCredentials
from mycharlotte.models.base import now
from mycharlotte.states import flash
from mycharlotte.states.session import SessionState
from mycharlotte.states.sign_in import SignInState
from tests.cast import Cast
from tests.domain.doorstep import begin
from tests.states.tab import Tab


def refused_password() -> str:
    """What the password's post leaves for its page."""
    return flash.seal(WrongCredentials(), {"email": "camille@example.org"}, path=routes.SIGN_IN)


def refused_code() -> str:
    """What the code's post leaves for its page."""
    return flash.seal(WrongCode(left=3), {"code": "123456"}, path=routes.SIGN_IN_CODE)


async def test_the_first_page_keeps_the_address_and_says_what_was_refused() -> None:
    tab = Tab(flash=refused_password())
    await tab.send(SignInState, "load_password")
    state = await tab.see(SignInState)
    assert state.email == "camille@example.org"
    assert state.refusal.field == "email"
    assert state.refusal.sentence.startswith("L’adresse e-mail")


async def test_it_is_said_in_the_language_of_the_tab() -> None:
    tab = Tab(flash=refused_password(), language="en")
    await tab.send(SessionState, "load")
    await tab.send(SignInState, "load_password")
    assert (await tab.see(SignInState)).refusal.sentence.startswith("The email address")


@pytest.mark.parametrize("cookie", ["", "tampered", "of the other page"])
async def test_the_first_page_says_nothing_that_is_not_for_it(cookie: str) -> None:
    tab = Tab(flash=refused_code() if cookie == "of the other page" else cookie)
    await tab.send(SignInState, "load_password")
    state = await tab.see(SignInState)
    assert (state.email, state.code, state.refusal.sentence) == ("", "", "")


async def test_a_page_that_was_left_for_two_minutes_says_nothing() -> None:
    tab = Tab(flash=refused_password())
    with time_machine.travel(now() + timedelta(seconds=125)):
        await tab.send(SignInState, "load_password")
    assert (await tab.see(SignInState)).refusal.sentence == ""


async def test_accounts_and_mailbox_are_shown_in_a_demonstration_alone(cast: Cast) -> None:
    tab = Tab(attempt_token=begin(cast.camille))
    await tab.send(SignInState, "load_password")
    await tab.send(SignInState, "load_code")
    state = await tab.see(SignInState)
    assert (state.accounts, state.mailbox_url) == ([], "")


async def test_the_second_page_says_where_the_code_went(cast: Cast) -> None:
    tab = Tab(attempt_token=begin(cast.camille), flash=refused_code())
    assert await tab.send(SignInState, "load_code") == []
    state = await tab.see(SignInState)
    assert state.second_step.is_open
    assert state.second_step.masked_email == "c•••••@demo.mycharlotte.fr"
    assert (state.code, state.refusal.field) == ("123456", "code")


@pytest.mark.usefixtures("database")
async def test_without_a_password_the_second_page_leads_to_the_first() -> None:
    (sent,) = await Tab(attempt_token="invented").send(SignInState, "load_code")
    assert routes.SIGN_IN in str(sent)
    assert routes.SIGN_IN_CODE not in str(sent)


async def test_the_second_page_looks_again_when_it_is_told_to(cast: Cast) -> None:
    tab = Tab(attempt_token=begin(cast.camille))
    await tab.send(SignInState, "load_code")
    looks = (await tab.see(SignInState)).looks
    with time_machine.travel(now() + timedelta(seconds=20)):
        await tab.send(SignInState, "look_again")
    state = await tab.see(SignInState)
    assert state.looks == looks + 1
    assert state.second_step.is_mail_slow
    assert state.second_step.seconds_to_resend <= 10
