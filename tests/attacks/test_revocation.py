"""A session that is over is over at once, everywhere: in open tabs, in events under way, in what was already read."""

import asyncio
import json
import threading
from datetime import datetime, timedelta

import sqlmodel
from sqlalchemy import event

from mycharlotte import db, routes, seed
from mycharlotte.domain import sessions, tokens
from mycharlotte.http import live
from mycharlotte.models.access import Session
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.states import identity
from mycharlotte.states.profile import ProfileState
from mycharlotte.states.session import SessionState
from tests import cast
from tests.attacks.tab import new_token, opened
from tests.servers.application import Application

FORM = {"first_name": "Trop", "last_name": "Tard", "phone": "", "picture": "", "version": "1"}


async def test_signing_out_in_one_tab_covers_and_closes_the_others(application: Application) -> None:
    cookies = application.session_of(application.newcomer())
    async with opened(application, cookies=cookies, page=routes.PROFILE) as tab:
        await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
        with application.client(cookies=cookies) as browser:
            browser.post(routes.POST_SIGN_OUT)
        await tab.until(lambda: tab.of(SessionState)["is_over"])
        await tab.until(lambda: tab.is_closed)
        assert tab.of(SessionState)["is_signed_in"] is False


async def test_an_event_sent_on_after_that_does_nothing(application: Application) -> None:
    email = application.newcomer()
    cookies = application.session_of(email)
    async with opened(application, cookies=cookies, page=routes.PROFILE) as tab:
        await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
        with application.client(cookies=cookies) as browser:
            browser.post(routes.POST_SIGN_OUT)
        for _ in range(10):
            await tab.call(ProfileState, "save", form=FORM)
            await tab.send_raw('42/_event,["event",{}]')
        await tab.until(lambda: tab.is_closed)
    assert name_of_person(application, email) == "Nour"


async def test_what_another_process_ends_is_over_within_seconds(application: Application) -> None:
    """No announcement reaches this process: what it remembers of a session, it remembers for five seconds."""

    async def is_told(**change: datetime) -> bool:
        email = application.newcomer()
        cookies = application.session_of(email)
        async with opened(application, cookies=cookies, page=routes.PROFILE) as tab:
            await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
            with application.in_use(), db.transaction() as session:
                person = session.exec(sqlmodel.select(Person).where(Person.email == email)).one()
                for name, at in change.items():
                    setattr(person if name == "suspended_at" else stored(session, cookies), name, at)
            async with asyncio.timeout(identity.KEPT_SECONDS + 3):
                while not tab.is_closed:
                    await tab.call(ProfileState, "take_theirs")
                    await asyncio.sleep(0.2)
            return tab.of(SessionState)["is_over"]

    told = asyncio.gather(is_told(ended_at=now()), is_told(suspended_at=now()), is_told(expires_at=now()))
    assert await told == [True, True, True]


async def test_asking_again_for_the_page_gives_nothing_back(application: Application) -> None:
    cookies, token = application.session_of(application.newcomer("Secrète")), new_token()
    async with opened(application, cookies=cookies, token=token, page=routes.PROFILE) as tab:
        await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
        age(application, cookies, last_seen_at=timedelta(minutes=31))
        async with asyncio.timeout(identity.KEPT_SECONDS + 3):
            while not tab.is_closed:
                await tab.send_raw('42/_event,["event",' + json.dumps(tab.hydration()) + "]")
                await asyncio.sleep(0.2)
    async with opened(application, cookies=cookies, token=token, page=routes.PROFILE) as again:
        await again.until(lambda: again.is_closed)
        assert again.of(SessionState)["is_over"]
        assert "Secrète" not in str(again.said)


async def test_a_tab_where_nothing_is_done_any_more_is_covered(application: Application) -> None:
    """Nobody asks anything: the server goes round by itself."""

    async def is_told(**ago: timedelta) -> bool:
        cookies = application.session_of(application.newcomer())
        async with opened(application, cookies=cookies, page=routes.PROFILE) as tab:
            await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
            age(application, cookies, **ago)
            await tab.until(lambda: tab.is_closed, seconds=live.ROUND_SECONDS + 2)
            return tab.of(SessionState)["is_over"]

    told = asyncio.gather(is_told(last_seen_at=timedelta(minutes=31)), is_told(expires_at=timedelta(seconds=1)))
    assert await told == [True, True]


async def test_a_page_of_one_s_own_is_not_left_open_to_nobody(application: Application) -> None:
    """Even one that asks for nothing but who is signed in."""
    async with opened(application, page=routes.AGENDAS) as tab:
        await tab.until(lambda: tab.is_closed)
        assert tab.of(SessionState)["is_over"]


async def test_a_renewed_session_s_tabs_come_back_as_the_same(application: Application) -> None:
    cookies = application.session_of(application.newcomer())
    async with opened(application, cookies=cookies, page=routes.PROFILE) as tab:
        await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
        with application.client(cookies=cookies) as browser:
            answer = browser.post(routes.POST_CONFIRMATION, data={"password": seed.PASSWORD})
            renewed = dict(browser.cookies)
        assert answer.status_code == 303
        await tab.until(lambda: tab.is_closed)
        assert not tab.of(SessionState)["is_over"]
    async with opened(application, cookies=renewed, page=routes.PROFILE) as tab:
        await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
        assert tab.of(SessionState)["is_signed_in"]


async def test_an_open_tab_alone_does_not_keep_a_session_alive(application: Application) -> None:
    """Only what a person does counts; a socket that answers pings for hours does not."""
    cookies = application.session_of(application.newcomer())
    seen = age(application, cookies, last_seen_at=timedelta(minutes=10))
    async with opened(application, cookies=cookies, page=routes.PROFILE) as tab:
        await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
        await tab.send_raw("3")
        assert last_seen(application, cookies) == seen
        await tab.call(ProfileState, "take_theirs")
        await tab.until(lambda: tab.of(ProfileState)["saved"])
        assert last_seen(application, cookies) > seen


async def test_a_session_ended_while_it_is_being_read_is_over(sqlite: str) -> None:
    """The row was read before the end was committed: what was read then must not be kept."""
    viewer, token = cast.sign_in(cast.gather().paul)
    was_read, may_go_on = threading.Event(), threading.Event()

    def pause(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if "FROM sessions" in statement and not was_read.is_set():
            was_read.set()
            may_go_on.wait(10)

    event.listen(db.engine(), "after_cursor_execute", pause)
    reading = asyncio.create_task(identity.viewer_of(token))
    await asyncio.to_thread(was_read.wait, 10)
    await db.transact(sessions.end, by=viewer, now=now())
    identity.forget(session_ref=viewer.session_ref)
    may_go_on.set()
    assert await reading is None
    assert await identity.viewer_of(token) is None


def age(application: Application, cookies: dict[str, str], **ago: timedelta) -> datetime:
    """Make a session older, and return when its owner was last seen."""
    with application.in_use(), db.transaction() as session:
        found = stored(session, cookies)
        for name, delay in ago.items():
            setattr(found, name, now() - delay)
    return last_seen(application, cookies)


def last_seen(application: Application, cookies: dict[str, str]) -> datetime:
    with application.in_use(), db.reading() as session:
        return stored(session, cookies).last_seen_at


def stored(session: sqlmodel.Session, cookies: dict[str, str]) -> Session:
    digest = tokens.digest(next(iter(cookies.values())))
    return session.exec(sqlmodel.select(Session).where(Session.token_hash == digest)).one()


def name_of_person(application: Application, email: str) -> str:
    with application.in_use(), db.reading() as session:
        return session.exec(sqlmodel.select(Person.first_name).where(Person.email == email)).one()
