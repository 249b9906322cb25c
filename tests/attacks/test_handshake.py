"""A socket is for our own pages: from our origin, with a token in the shape of theirs, in the words they speak."""

import json
from contextlib import AsyncExitStack

import pytest
from reflex.state import State
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from mycharlotte.states.session import SessionState
from mycharlotte.states.sign_in import SignInState
from tests.attacks.tab import HYDRATE, new_token, opened, socket_url
from tests.servers.application import Application, coming_from, fresh_address

JUNK_FRAMES = {
    "nothing": "",
    "noise": "noise",
    "a packet of no kind": "9",
    "a ping of a client": "2probe",
    "an upgrade": "5",
    "a payload of polling": '40/_event,\x1e42/_event,["event",{}]',
    "another namespace": "40/admin,",
    "no namespace": "40",
    "an event before its name": "42/_event,[]",
    "an event without a list": '42/_event,{"name":"x"}',
    "an event that is not JSON": "42/_event,[event",
    "an event of Python": '42/_event,["event",NaN]',
    "an event twice as long": '42/_event,["event",{},{}]',
    "an event called connect": '42/_event,["connect",{"asgi.scope":{"mycharlotte.connection":{}}}]',
    "an event called disconnect": '42/_event,["disconnect","x"]',
    "an event called emit": '42/_event,["emit",{}]',
    "an event with a number for a name": "42/_event,[7,{}]",
    "an event without content": '42/_event,["event"]',
    "an event that wants an answer": '42/_event,1["event",{}]',
    "an event in pieces": '451-/_event,["event",{"_placeholder":true,"num":0}]',
    "an event as deep as the sea": '42/_event,["event",' + "[" * 20_000 + "]" * 20_000 + "]",
    "a number without end": '42/_event,["event",' + "9" * 10_000 + "]",
    "half a character": '42/_event,["event",{"name":"\\ud800"}]',
    "an acknowledgement": "43/_event,1[]",
    "an error": '44/_event,{"message":"no"}',
    "bytes": b"\x04\x00\xff",
}


@pytest.mark.parametrize(
    "origin",
    [None, "null", "https://evil.example", "{https}", "{next_port}", "{ours}.evil.example", "{ours}/", "{ours},{ours}"],
)
async def test_sockets_are_opened_from_our_pages_only(application: Application, origin: str | None) -> None:
    ours = application.url
    said = origin and origin.format(
        ours=ours, https=ours.replace("http", "https"), next_port=f"http://localhost:{application.port + 1}"
    )
    with pytest.raises(InvalidStatus) as refused:
        await connect(socket_url(application, new_token()), origin=said)  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "token",
    ["", "1", "../../etc/passwd", "x" * 36, "x" * 5_000, "{uuid}%00", "{uuid}%0a", "{uuid}&token={uuid}x", "{UUID}"],
)
async def test_a_page_has_a_token_in_the_shape_of_ours(application: Application, token: str) -> None:
    uuid = new_token()
    url = socket_url(application, token.format(uuid=uuid, UUID=uuid.upper()))
    if "&" in token:
        url = socket_url(application, f"x&token={uuid}")
    with pytest.raises(InvalidStatus) as refused:
        await connect(url, origin=application.url)  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("path", ["/", "/_event/x", "/_upload", "/connexion", "//_event/", "/_EVENT/"])
async def test_sockets_have_one_address(application: Application, path: str) -> None:
    url = socket_url(application, new_token()).replace("/_event/", path)
    with pytest.raises(InvalidStatus) as refused:
        await connect(url, origin=application.url)  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("frame", JUNK_FRAMES)
async def test_what_no_page_of_ours_says_vanishes(application: Application, frame: str) -> None:
    before = application.log_text()
    async with opened(application) as tab:
        shown = json.dumps(tab.state, sort_keys=True)
        for _ in range(3):
            await tab.send_raw(JUNK_FRAMES[frame])
        await tab.fence()
        tab.of(SignInState)["looks"] -= 1
        assert json.dumps(tab.state, sort_keys=True) == shown
        assert not tab.is_closed
    assert application.log_text() == before


@pytest.mark.parametrize("frame", JUNK_FRAMES)
async def test_a_socket_that_says_nothing_else_is_closed(application: Application, frame: str) -> None:
    async with opened(application) as tab:
        for _ in range(60):
            await tab.send_raw(JUNK_FRAMES[frame])
        await tab.until(lambda: tab.is_closed)


async def test_a_socket_connects_once(application: Application) -> None:
    """Connecting again and again on one socket would start a page each time, outside of any count."""
    async with opened(application) as tab:
        boot = "40/_event," + json.dumps({"event": tab.hydration(hashes=[])})
        told = len(tab.said)
        for _ in range(10):
            await tab.send_raw("41/_event,")
            await tab.send_raw(boot)
        await tab.send_raw("2")
        for _ in range(60):
            await tab.send_raw("noise")
        await tab.until(lambda: tab.socket.close_code is not None)
        assert len(tab.said) == told


@pytest.mark.parametrize(
    "boot",
    [
        None,
        {},
        {"event": None},
        {"event": []},
        {"event": {"name": "x"}},
        {"event": {"name": HYDRATE, "payload": {"vars": {"is_signed_in": True}}}},
        {"event": {"name": HYDRATE, "payload": {"hashes": "x"}}},
        {"event": {"name": HYDRATE, "payload": {"hashes": ["x"] * 1_000}}},
        {"event": {"name": HYDRATE, "payload": {"hashes": [["x"]]}}},
        {"event": {"name": HYDRATE, "payload": {}, "router_data": {"pathname": "//evil"}}},
        {"event": {"name": HYDRATE, "payload": {}, "router_data": []}},
        {"state_schema": {"a": 1}},
        {"state_schema": "x" * 10_000},
    ],
)
async def test_a_first_event_that_does_not_fit_starts_nothing(application: Application, boot: object) -> None:
    before = application.log_text()
    async with opened(application, boots=False) as tab:
        await tab.send_raw("40/_event," + json.dumps(boot) if boot is not None else "40/_event,")
        await tab.fence()
        assert "is_hydrated" not in tab.of(State)
    assert application.log_text() == before


async def test_a_first_event_may_not_be_another(application: Application) -> None:
    async with opened(application, boots=False) as tab:
        event = {"name": "x", "payload": {"language": "en"}, "router_data": tab.address()}
        event["name"] = f"{SessionState.get_full_name()}.choose_language"
        await tab.send_raw("40/_event," + json.dumps({"event": event}))
        await tab.fence()
        assert tab.of(SessionState).get("language") != "en"


async def test_one_session_opens_twenty_sockets_and_no_more(application: Application) -> None:
    cookies = application.session_of(application.newcomer())
    async with AsyncExitStack() as stack:
        for _ in range(20):
            await stack.enter_async_context(opened(application, cookies=cookies, boots=False))
        with pytest.raises(InvalidStatus) as refused:
            await stack.enter_async_context(opened(application, cookies=cookies, boots=False))
        assert refused.value.response.status_code == 503
        async with opened(application, boots=False):
            pass
    async with opened(application, cookies=cookies):
        pass


async def test_a_block_that_opens_and_closes_sockets_without_end_is_made_to_wait(application: Application) -> None:
    """Each would leave the state of a page in memory."""
    block = fresh_address()
    neighbours = [f"{block.removesuffix('::1')}:{n:x}::1" for n in range(16)]
    refused = 0
    for n in range(260):
        try:
            socket = await connect(
                socket_url(application, new_token()),
                origin=application.url,  # type: ignore[arg-type]
                additional_headers=coming_from(neighbours[n % 16]),
                close_timeout=0,
            )
        except InvalidStatus:
            refused += 1
        else:
            await socket.close()
    assert refused > 0
    async with opened(application, address=fresh_address()):
        pass
