"""What the edge lets in: our own pages' requests, at plain addresses, of a reasonable size."""

import httpx
import pytest

from mycharlotte import routes
from mycharlotte.seed import PAUL
from tests.http import wire
from tests.servers.application import PLAIN, Application

POST_DOORS = (
    routes.POST_SIGN_IN,
    routes.POST_CODE,
    routes.POST_RESEND,
    routes.POST_SIGN_OUT,
    routes.POST_PICTURE,
)
CLOSED = "Cette demande n’a pas pu être acceptée"


def other_origins(ours: str) -> dict[str, str | None]:
    """Where our forms do not come from."""
    host, port = ours.rsplit(":", 1)
    return {
        "nowhere": None,
        "nothing said": "",
        "a page without origin": "null",
        "another site": "https://evil.example",
        "https": ours.replace("http", "https", 1),
        "no port": host,
        "the next port": f"{host}:{int(port) + 1}",
        "ours as a beginning": ours + ".evil.example",
        "ours as an end": "http://evil-localhost:" + port,
        "ours as a user": f"{ours}@evil.example",
        "another name of this machine": ours.replace("localhost", "127.0.0.1"),
        "a slash more": ours + "/",
        "capitals": ours.upper(),
        "two": f"{ours}, https://evil.example",
    }


@pytest.mark.parametrize("door", POST_DOORS)
@pytest.mark.parametrize("which", other_origins("http://localhost:1"))
def test_only_our_own_pages_may_post(application: Application, door: str, which: str) -> None:
    origin = other_origins(application.url)[which]
    headers = {} if origin is None else {"Origin": origin}
    answer = httpx.post(application.url + door, headers=headers, data={"email": PAUL.email}, verify=PLAIN)
    assert answer.status_code == 403
    assert CLOSED in answer.text
    assert "set-cookie" not in answer.headers


def test_an_origin_said_twice_is_none(application: Application) -> None:
    twice = ("Origin: https://evil.example", f"Origin: {application.url}", "Content-Length: 0")
    for headers in (twice, (twice[1], twice[0], twice[2])):
        assert wire.request(application, f"POST {routes.POST_SIGN_OUT} HTTP/1.1", *headers).status == 403


def test_a_refusal_is_in_the_language_of_the_reader(application: Application) -> None:
    answer = httpx.post(application.url + routes.POST_SIGN_IN, headers={"Accept-Language": "en-GB"}, verify=PLAIN)
    assert '<html lang="en">' in answer.text
    assert CLOSED not in answer.text


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT"])
@pytest.mark.parametrize("path", [routes.SIGN_IN, routes.POST_SIGN_IN, routes.HEALTH, "/nulle-part"])
def test_other_methods_are_refused(application: Application, method: str, path: str) -> None:
    answer = wire.request(application, f"{method} {path} HTTP/1.1", f"Origin: {application.url}", "Cookie: a=secret")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert b"secret" not in answer.body


@pytest.mark.parametrize(
    "path",
    ["/_upload", "/_upload/x", "/_all_routes", "/ping", "/_health", "/auth-codespace", "/_event", "/_event/", "/ics/x"],
)
def test_the_doors_of_reflex_that_we_do_not_use_are_walls(application: Application, path: str) -> None:
    theirs = {"Origin": application.url, "Reflex-Client-Token": "x", "Reflex-Event-Handler": "x"}
    assert (
        httpx.get(application.url + path, params={"EIO": "4", "transport": "polling"}, verify=PLAIN).status_code == 404
    )
    assert httpx.post(application.url + path, headers=theirs, files={"files": b"x"}, verify=PLAIN).status_code in {
        404,
        405,
    }


def test_an_upgrade_from_polling_is_not_a_way_in(application: Application) -> None:
    answer = wire.request(application, "GET /_event/?EIO=4&transport=websocket HTTP/1.1", f"Origin: {application.url}")
    assert answer.status == 404


@pytest.mark.parametrize("page", routes.PRIVATE_PAGES)
def test_a_private_page_is_not_even_sent_to_whoever_is_signed_out(application: Application, page: str) -> None:
    for cookies in ({}, {application.cookie("session"): "x" * 43}):
        answer = httpx.get(application.url + page, cookies=cookies, verify=PLAIN)
        assert answer.status_code == 303
        assert answer.headers["location"] == routes.sign_in(page)
        assert answer.content == b""


def test_whoever_is_signed_in_already_goes_on_to_the_page_they_asked_for(application: Application) -> None:
    cookies = application.session_of(application.newcomer())
    for asked, led in (("/bulle?bulle=abc", "/bulle?bulle=abc"), ("//evil.example", routes.HOME), ("", routes.HOME)):
        address = httpx.URL(application.url + routes.SIGN_IN, params={routes.NEXT_PARAMETER: asked})
        assert httpx.get(address, cookies=cookies, verify=PLAIN).headers["location"] == led


def test_whoever_signs_in_first_comes_back_to_the_bubble_they_asked_for(application: Application) -> None:
    asked = routes.of_bubble(routes.BUBBLE, "abc") + "&x=1"
    answer = httpx.get(application.url + asked, verify=PLAIN)
    assert answer.headers["location"] == routes.sign_in(routes.of_bubble(routes.BUBBLE, "abc"))


@pytest.mark.parametrize(
    "path",
    [
        "/index.html",
        "/parametres.html",
        "/parametres/profil.html",
        "/parametres/profil/index.html",
        "/parametres/profil/index.html.gz",
        "/parametres/profil/index.html.br",
        "/parametres/profil.data",
        "/__spa-fallback.html",
        "//parametres/profil",
        "//parametres/profil/",
        "/./parametres/profil",
        "/parametres/./profil/",
        "/parametres//profil",
        "/connexion/../parametres/profil",
        "/%2e/parametres/profil",
        "/connexion/%2e%2e/parametres/profil/",
        "/parametres/profil%00",
        "/parametres/profil%0d%0a",
        "/parametres/profil%20",
        "/parametres/profil.",
        "/parametres/profil;x",
        "/Parametres/Profil",
        "/parametres\\profil",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/..%5c..%5cetc%5cpasswd",
        "/.env",
        "/assets/../../../rxconfig.py",
        "/%ff",
        "/%ed%a0%80",
    ],
)
def test_there_is_no_way_round_to_a_private_page(application: Application, path: str) -> None:
    answer = wire.request(application, f"GET {path} HTTP/1.1")
    assert answer.status == 404
    assert b"root:" not in answer.body


@pytest.mark.parametrize("path", ["/parametres%2fprofil", "/parametres/%70rofil"])
def test_an_address_spelt_otherwise_is_the_same_page(application: Application, path: str) -> None:
    assert wire.request(application, f"GET {path} HTTP/1.1").status == 303


@pytest.mark.parametrize("page", [routes.SIGN_IN, routes.PROFILE])
def test_under_another_name_people_are_sent_to_ours(application: Application, page: str) -> None:
    for host in ("evil.example", "127.0.0.1", "localhost:1", ""):
        answer = httpx.get(application.url + page, headers={"Host": host}, verify=PLAIN)
        assert answer.status_code == 307
        assert answer.headers["location"] == application.url + page


def test_two_names_at_once_are_none(application: Application) -> None:
    answer = wire.request(application, f"GET {routes.SIGN_IN} HTTP/1.1", "Host: evil.example")
    assert (answer.status, answer.headers["location"]) == (307, application.url + routes.SIGN_IN)


def test_an_old_browser_without_a_host_is_sent_to_ours(application: Application) -> None:
    answer = wire.send(application, f"GET {routes.SIGN_IN} HTTP/1.0\r\n\r\n".encode())
    assert (answer.status, answer.headers["location"]) == (307, application.url + routes.SIGN_IN)


@pytest.mark.parametrize("page", [routes.SIGN_IN, routes.SIGN_IN_CODE])
def test_whoever_is_signed_in_has_no_business_at_the_door(application: Application, page: str) -> None:
    answer = httpx.get(application.url + page, cookies=application.session_of(PAUL.email), verify=PLAIN)
    assert (answer.status_code, answer.headers["location"]) == (303, routes.HOME)


FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize("head", [b"X: " + b"a" * 900_000, b"X: a\r\n" * 150_000, b"Cookie: a=" + b"b" * 500_000])
def test_headers_without_end_are_not_read_to_their_end(application: Application, head: bytes) -> None:
    answer = wire.send(application, f"GET {routes.SIGN_IN} HTTP/1.1\r\n".encode() + head)
    assert answer.status == 400


@pytest.mark.parametrize("door", [routes.POST_SIGN_IN, routes.POST_CODE])
def test_what_announces_itself_too_large_is_not_read(application: Application, door: str) -> None:
    ours = f"Origin: {application.url}"
    answer = wire.request(application, f"POST {door} HTTP/1.1", ours, FORM, "Content-Length: 70000", body=b"a")
    assert answer.status == 413
    assert "C’est trop volumineux" in answer.body.decode()


@pytest.mark.parametrize("door", [routes.POST_SIGN_IN, routes.POST_CODE])
def test_what_grows_too_large_on_its_way_is_stopped(application: Application, door: str) -> None:
    ours, chunk = f"Origin: {application.url}", b"4000\r\n" + b"a" * 0x4000 + b"\r\n"
    answer = wire.request(
        application, f"POST {door} HTTP/1.1", ours, FORM, "Transfer-Encoding: chunked", body=chunk * 5
    )
    assert answer.status == 413
    assert "C’est trop volumineux" in answer.body.decode()


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: -1",),
        ("Content-Length: 1e1",),
        ("Transfer-Encoding: chunked, identity",),
    ],
)
def test_two_requests_in_one_are_none(application: Application, headers: tuple[str, ...]) -> None:
    """What two servers would read differently (request smuggling)."""
    hidden = b"0\r\n\r\nGET /parametres HTTP/1.1\r\n\r\n"
    ours = f"Origin: {application.url}"
    answer = wire.request(application, f"POST {routes.POST_SIGN_OUT} HTTP/1.1", ours, *headers, body=hidden)
    assert answer.status == 400


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"abc"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        (
            "multipart/form-data; boundary=x; charset=undefined",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
        ),
        ("application/x-www-form-urlencoded; charset=undefined", b"email=%ff%fe"),
        ("application/x-www-form-urlencoded", b"a=&" * 2000),
        ("application/json", b'{"email": "paul@demo.mycharlotte.fr"}'),
        ("", b"\xff\x00"),
    ],
)
@pytest.mark.parametrize("door", [routes.POST_SIGN_IN, routes.POST_CODE, routes.POST_RESEND, routes.POST_SIGN_OUT])
def test_a_form_that_no_browser_sends_is_as_good_as_empty(
    application: Application, door: str, kind: str, body: bytes
) -> None:
    before = application.log_text()
    with application.client(address="192.0.2.33") as browser:
        answer = browser.post(door, content=body, headers={"Content-Type": kind})
    assert answer.status_code == 303
    assert answer.headers["location"] == routes.SIGN_IN
    assert application.log_text() == before


def test_an_error_page_gives_back_nothing_of_what_was_asked(application: Application) -> None:
    for path in ("/<script>alert(1)</script>", "/?x=<script>alert(1)</script>", "/nulle-part/Jean-Dupont"):
        with application.client() as browser:
            answer = browser.get(path)
            assert "alert(1)" not in answer.text
            assert "Jean-Dupont" not in answer.text
