"""A flood changes nothing, fills nothing, and holds nobody up. The full one is `python -m benchmarks.flood`."""

import asyncio
import time
from itertools import cycle

import psutil

from mycharlotte import routes
from mycharlotte.states.profile import ProfileState
from mycharlotte.states.session import SessionState
from mycharlotte.states.sign_in import SignInState
from tests.attacks.tab import Tab, name_of, opened
from tests.servers.application import Application, coming_from, fresh_address

FORGED = 5_000
EVENTS = (
    '42/_event,["event",{"name":"nothing.at.all","payload":{"password":"Canari-Jaune-77"}}]',
    '42/_event,["event",{"name":"reflex___state____state.setvar","payload":{"var_name":"x","value":1}}]',
    '42/_event,["event",[]]',
    '42/_event,["event",{"name":7}]',
    '42/_event,["disconnect"]',
    "42/_event,[[[[[[",
    "451-/_event,[]",
    "noise",
)


async def test_a_flood_of_forged_events_is_cut_off_while_others_are_served(application: Application) -> None:
    process = psutil.Process(application.pid)
    log, memory, sent, sockets = len(application.log_text()), process.memory_info().rss, 0, 0
    cookies = application.session_of(application.newcomer())
    forged = cycle(EVENTS)
    async with opened(application, cookies=cookies, page=routes.PROFILE) as someone:
        served = asyncio.create_task(keep_using(someone))
        while sent < FORGED:
            async with opened(application, boots=False, address=fresh_address()) as flooder:
                await flooder.send_raw("40/_event,")
                sockets += 1
                while not flooder.is_closed and sent < FORGED:
                    await flooder.send_raw(next(forged))
                    sent += 1
                    await asyncio.sleep(0)
        served.cancel()
        delays = await served
    assert sockets > 1
    assert delays
    assert max(delays) < 5
    assert len(application.log_text()) - log < 5_000
    assert process.memory_info().rss - memory < 20 * 2**20


async def test_a_tab_that_sends_too_much_of_what_is_right_is_cut_off_too(application: Application) -> None:
    async with opened(application) as tab:
        started, before = time.monotonic(), tab.of(SignInState)["looks"]
        for _ in range(1_000):
            await tab.call(SignInState, "look_again")
        await tab.until(lambda: tab.is_closed, seconds=30)
        seconds = time.monotonic() - started
        assert tab.of(SignInState)["looks"] - before <= 120 + 60 * (seconds + 1)


async def test_reports_of_pages_that_broke_do_not_fill_the_log(application: Application) -> None:
    before = len(application.log_text())
    async with opened(application, boots=False) as tab:
        await tab.send_raw("40/_event,")
        for _ in range(100):
            await tab.send_raw('42/_event,["client_error","Canari-Jaune-77"]')
        await tab.fence()
    log = application.log_text()[before:]
    assert "Canari-Jaune-77" not in log
    assert log.count("page could not apply an update") <= 10


async def test_requests_that_are_none_do_not_fill_the_log(application: Application) -> None:
    before = len(application.log_text())

    async def send_noise() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", application.port)
        writer.write(b"\x00 Canari-Jaune-77 HTTP/9\r\n\r\n")
        await reader.read()
        writer.close()

    for _ in range(10):
        await asyncio.gather(*(send_noise() for _ in range(20)))
    log = application.log_text()[before:]
    assert "Canari-Jaune-77" not in log
    assert len(log) < 2_500


async def test_tabs_opened_and_left_by_the_hundred_leave_little(application: Application) -> None:
    process, block = psutil.Process(application.pid), fresh_address()

    async def come_and_go(times: int) -> int:
        for _ in range(times):
            async with opened(application, headers=coming_from(block)) as tab:
                await tab.fence()
        return process.memory_info().rss

    before = await come_and_go(50)
    assert await come_and_go(140) - before < 140 * 60 * 2**10


async def keep_using(tab: Tab) -> list[float]:
    """Save the profile again and again; return how long each took, in seconds, once cancelled."""
    delays: list[float] = []
    await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
    try:
        for language in cycle(("en", "fr")):
            started = time.monotonic()
            await tab.send(name_of(SessionState, "choose_language"), {"language": language})
            await tab.until(lambda wanted=language: tab.of(SessionState)["language"] == wanted)
            delays.append(time.monotonic() - started)
            await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        pass
    return delays
