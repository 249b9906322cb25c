"""Cookies that only we can set, only we can read, and that nobody else can pass off as ours."""

from http.cookies import SimpleCookie

import httpx
import pytest

from mycharlotte import routes, seed
from tests.http import wire
from tests.servers.application import PLAIN, Application, fresh_address

EVERY = ("flash", "attempt", "session", "device", "reset", "invitation", "sign-up")


def set_by(answer: httpx.Response) -> dict[str, dict[str, str]]:
    """The cookies of an answer, each with its value and attributes in lower case."""
    found: dict[str, dict[str, str]] = {}
    for line in answer.headers.get_list("set-cookie"):
        for name, morsel in SimpleCookie(line).items():
            attributes = (part.strip().partition("=") for part in line.split(";")[1:])
            found[name] = {"value": morsel.value} | {key.lower(): value for key, _, value in attributes}
    return found


def all_set_while_signing_in(application: Application, base: str) -> dict[str, dict[str, str]]:
    """Every cookie of a refusal, of both steps, and of a sign-out."""
    email, seen = application.newcomer(), {}
    headers = {"Origin": application.url, "X-Forwarded-For": fresh_address()}

    def post(path: str, **form: str) -> None:
        cookies = "; ".join(
            f"{name}={cookie['value']}" for name, cookie in seen.items() if cookie.get("max-age") != "0"
        )
        seen.update(set_by(httpx.post(base + path, data=form, headers=headers | {"Cookie": cookies}, verify=PLAIN)))

    post(routes.POST_SIGN_IN, email=email, password="Not-The-One-2026")
    assert_kept_to_ourselves(seen, application)
    post(routes.POST_SIGN_IN, email=email, password=seed.PASSWORD)
    assert_kept_to_ourselves(seen, application)
    post(routes.POST_CODE, code=application.next_code(email, after=0))
    assert_kept_to_ourselves(seen, application)
    given = {name for name, cookie in seen.items() if cookie["value"]}
    assert given == {application.cookie("session"), application.cookie("device")}
    post(routes.POST_SIGN_OUT)
    return seen


def assert_kept_to_ourselves(cookies: dict[str, dict[str, str]], application: Application) -> None:
    is_https = application.url.startswith("https")
    for cookie in cookies.values():
        assert "httponly" in cookie
        assert cookie["samesite"].lower() == "lax"
        assert cookie["path"] == "/"
        assert "domain" not in cookie
        assert ("secure" in cookie) is is_https


def test_ours_are_for_this_host_alone_and_no_script_reads_them(application: Application) -> None:
    seen = all_set_while_signing_in(application, application.url)
    assert set(seen) == {application.cookie(name) for name in EVERY}
    assert_kept_to_ourselves(seen, application)


def test_over_https_no_other_host_can_set_them(secured: Application) -> None:
    seen = all_set_while_signing_in(secured, f"http://127.0.0.1:{secured.port}")
    assert set(seen) == {f"__Host-{name}" for name in EVERY}
    assert_kept_to_ourselves(seen, secured)


def test_signing_out_takes_back_all_but_the_device(application: Application) -> None:
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        taken = {
            name for name, cookie in set_by(browser.post(routes.POST_SIGN_OUT)).items() if cookie["max-age"] == "0"
        }
    assert taken == {application.cookie(name) for name in EVERY if name not in {"device", "reset"}}


def test_over_https_a_cookie_without_the_prefix_is_not_ours(secured: Application) -> None:
    token = next(iter(secured.session_of(secured.newcomer()).values()))
    host = "Host: espace.example.org"
    for name, status in (("mycharlotte-session", 303), ("session", 303), ("__Host-session", 200)):
        request = f"GET {routes.PROFILE} HTTP/1.1\r\n{host}\r\nConnection: close\r\nCookie: {name}={token}\r\n\r\n"
        assert wire.send(secured, request.encode()).status == status


@pytest.mark.parametrize("place", ["before", "after", "in another header"])
def test_a_cookie_tossed_beside_ours_signs_nobody_in(application: Application, place: str) -> None:
    """Neither ours nor theirs is believed: better at the door than in somebody else's account."""
    name = application.cookie("session")
    ours, theirs = (next(iter(application.session_of(application.newcomer()).values())) for _ in range(2))
    headers = {
        "before": [f"Cookie: {name}={theirs}; {name}={ours}"],
        "after": [f"Cookie: {name}={ours}; {name}={theirs}"],
        "in another header": [f"Cookie: {name}={ours}", f"Cookie: {name}={theirs}"],
    }[place]
    assert wire.request(application, f"GET {routes.PROFILE} HTTP/1.1", *headers).status == 303


@pytest.mark.parametrize(
    "others",
    ["a=[1]", 'a="', "=", ";;;", "$Version=1", "a=é", "a b=c", "theme={}", 'x="\\"', "session=x", "__Host-session=x"],
)
def test_cookies_of_others_do_ours_no_harm(application: Application, others: str) -> None:
    (name, token), *_ = application.session_of(application.newcomer()).items()
    for header in (f"Cookie: {others}; {name}={token}", f"Cookie: {name}={token}; {others}"):
        assert wire.request(application, f"GET {routes.PROFILE} HTTP/1.1", header).status == 200


@pytest.mark.parametrize("value", ["", '""', "x", "\xe9" * 50, "%00", "x" * 7000, "x" * 20_000, "'; drop table people"])
def test_a_session_made_up_is_none(application: Application, value: str) -> None:
    header = f"Cookie: {application.cookie('session')}={value}"
    assert wire.request(application, f"GET {routes.PROFILE} HTTP/1.1", header).status == 303


@pytest.mark.parametrize("flash", ["x", "AAAA", "é", "%", "A" * 4000])
def test_a_message_made_up_is_not_shown(application: Application, flash: str) -> None:
    before = application.log_text()
    header = f"Cookie: {application.cookie('flash')}={flash}"
    assert wire.request(application, f"GET {routes.SIGN_IN} HTTP/1.1", header).status == 200
    assert application.log_text() == before
