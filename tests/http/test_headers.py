"""Every answer carries the same headers, whatever it is an answer to."""

import base64
import hashlib
import re

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from mycharlotte import routes
from mycharlotte.faults import REFERENCE_ALPHABET
from mycharlotte.http.edge import Edge
from mycharlotte.seed import PAUL
from tests.servers.application import PLAIN, Application

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-permitted-cross-domain-policies": "none",
}
EVIL = {"Origin": "https://evil.example"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LONG = b"a" * 70_000
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)

KINDS = {
    "a page": ("GET", routes.SIGN_IN, {}, b"", 200),
    "its head": ("HEAD", routes.SIGN_IN, {}, b"", 200),
    "a page asked for by someone signed out": ("GET", routes.PROFILE, {}, b"", 303),
    "a page with one slash too many": ("GET", routes.SIGN_IN + "/", {}, b"", 307),
    "no page": ("GET", "/nulle-part", {}, b"", 404),
    "no script": ("GET", "/assets/nothing.js", {}, b"", 404),
    "a page's file": ("GET", "/parametres/profil/index.html", {}, b"", 404),
    "a door of Reflex": ("GET", "/_upload", {}, b"", 404),
    "a post from elsewhere": ("POST", routes.POST_SIGN_IN, EVIL, b"", 403),
    "a post where nothing is posted": ("POST", routes.SIGN_IN, {}, b"", 405),
    "another method": ("PUT", routes.SIGN_IN, {}, b"", 405),
    "a question of another site": (
        "OPTIONS",
        routes.SIGN_IN,
        EVIL | {"Access-Control-Request-Method": "POST"},
        b"",
        405,
    ),
    "a post too large": ("POST", routes.POST_SIGN_IN, FORM, LONG, 413),
    "a refused sign-in": ("POST", routes.POST_SIGN_IN, {}, b"", 303),
    "a sign-out": ("POST", routes.POST_SIGN_OUT, {}, b"", 303),
    "a picture for someone signed out": ("POST", routes.POST_PICTURE, {}, b"", 401),
    "no picture": ("GET", "/files/pictures/nothing/small", {}, b"", 404),
    "a style sheet": ("GET", "/styles/tokens.css", {}, b"", 200),
    "health": ("GET", routes.HEALTH, {}, b"", 200),
    "readiness": ("GET", routes.READY, {}, b"", 200),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_carries_the_security_headers(application: Application, kind: str) -> None:
    method, path, headers, body, status = KINDS[kind]
    with application.client(address="198.51.100.7") as browser:
        answer = browser.request(method, path, headers=headers, content=body)
    assert answer.status_code == status
    assert_dressed(answer.headers)


def test_what_pages_are_made_of_carries_what_matters_to_it_alone(application: Application) -> None:
    # A script, a font, an icon: what governs documents would govern nothing there, and weighs more than some of them.
    with application.client() as browser:
        answer = browser.get("/favicon.svg")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not {"content-security-policy", "server", "set-cookie"} & set(answer.headers)


def test_a_refused_socket_carries_the_security_headers(application: Application) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(application.url.replace("http", "ws") + "/_event/?token=1&EIO=4&transport=websocket")
    assert refused.value.response.status_code == 403
    assert_dressed(httpx.Headers(dict(refused.value.response.headers.raw_items())))


async def test_a_fault_of_ours_is_a_page_of_ours_whose_reference_is_in_the_log() -> None:
    async def break_down(request: Request) -> None:
        raise RuntimeError((await request.form())["name"])

    edge = Edge(Starlette(routes=[Route("/auth/connexion", break_down, methods=["POST"])]))
    transport, origin = httpx.ASGITransport(edge), "http://localhost:3000"
    async with httpx.AsyncClient(transport=transport, base_url=origin) as browser:
        with structlog.testing.capture_logs() as log:
            answer = await browser.post("/auth/connexion", data={"name": "Lilas"}, headers={"Origin": origin})
    assert answer.status_code == 500
    assert_dressed(answer.headers)
    shown = re.search(rf"[{REFERENCE_ALPHABET}]{{6}}(?=</p>)", answer.text)
    assert shown
    assert [(line["reference"], line["kind"]) for line in log] == [(shown[0], "RuntimeError")]
    assert "Lilas" not in f"{log}{answer.text}"


def test_no_answer_lets_another_site_read_it(application: Application) -> None:
    with application.client() as browser:
        for origin in (application.url, "https://evil.example", "null"):
            for path in (routes.SIGN_IN, routes.HEALTH, "/favicon.svg", "/nulle-part"):
                answer = browser.get(path, headers={"Origin": origin})
                assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_page_allows_its_own_inline_scripts_by_their_hashes_and_nothing_else(application: Application) -> None:
    with application.client(cookies=application.session_of(PAUL.email)) as browser:
        pages = [browser.get(path) for path in (*routes.PRIVATE_PAGES, routes.ACCESSIBILITY)]
    with application.client() as browser:
        pages += [browser.get(path) for path in (routes.SIGN_IN, routes.SIGN_IN_CODE)]
    for page in pages:
        hashes = {hash_of(script) for script in INLINE_SCRIPT.findall(page.text)}
        assert directives(page.headers["content-security-policy"])["script-src"] == {"'self'"} | hashes


def test_the_page_of_a_missing_address_may_run_its_scripts(application: Application) -> None:
    with application.client(cookies=application.session_of(PAUL.email)) as browser:
        page = browser.get("/nulle-part")
    hashes = {hash_of(script) for script in INLINE_SCRIPT.findall(page.text)}
    assert hashes < directives(page.headers["content-security-policy"])["script-src"]


def test_the_policy_is_as_narrow_as_can_be(application: Application) -> None:
    with application.client() as browser:
        policy = directives(browser.get(routes.SIGN_IN).headers["content-security-policy"])
    scripts = policy.pop("script-src")
    assert not [source for source in scripts if "unsafe" in source or "*" in source or "http" in source]
    assert policy == {
        "default-src": {"'none'"},
        "style-src": {"'self'", "'unsafe-inline'"},
        "img-src": {"'self'", "blob:", "data:"},
        "font-src": {"'self'"},
        "connect-src": {"'self'", application.url.replace("http", "ws")},
        "manifest-src": {"'self'"},
        "frame-src": {"'self'"},
        "form-action": {"'self'"},
        "frame-ancestors": {"'none'"},
        "base-uri": {"'none'"},
        "object-src": {"'none'"},
    }


def test_what_is_named_by_its_content_is_kept_for_ever_and_pages_never(application: Application) -> None:
    with application.client() as browser:
        page = browser.get(routes.SIGN_IN)
        script = re.search(r"/assets/[^\"']+\.js", page.text)
        font = re.search(r"/fonts/[^\"']+\.woff2", page.text)
        assert script
        assert font
        for path in (script[0], font[0]):
            assert browser.get(path).headers["cache-control"] == "public, max-age=31536000, immutable"
        assert page.headers["cache-control"] == "no-store"
        assert browser.get("/styles/tokens.css").headers["cache-control"] == "no-cache"
        assert browser.get(routes.HEALTH).headers["cache-control"] == "no-store"


def test_a_file_that_is_not_there_yet_is_not_kept_as_missing(application: Application) -> None:
    with application.client() as browser:
        for path in ("/assets/of-the-next-deployment.js", "/fonts/none.woff2", "/none.css"):
            assert browser.get(path).headers["cache-control"] == "no-store"


def test_over_https_browsers_are_told_to_stay_there(secured: Application) -> None:
    address = f"http://127.0.0.1:{secured.port}{routes.ACCESSIBILITY}"
    answer = httpx.get(address, headers={"Host": "espace.example.org"}, verify=PLAIN)
    assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    policy = directives(answer.headers["content-security-policy"])
    assert policy["connect-src"] == {"'self'", "wss://espace.example.org"}


def test_over_http_they_are_not(application: Application) -> None:
    with application.client() as browser:
        assert "strict-transport-security" not in browser.get(routes.HEALTH).headers


def assert_dressed(headers: httpx.Headers) -> None:
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
    policy = headers.get_list("content-security-policy")[0]
    if headers.get("content-type", "").startswith("text/html"):
        assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
    else:
        assert policy == "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    assert len(headers.get_list("cache-control")) == 1
    assert "server" not in headers
    repeated = [name for name in (*ALWAYS, "content-security-policy") if len(headers.get_list(name)) != 1]
    assert repeated == []


def directives(policy: str) -> dict[str, set[str]]:
    return {name: set(sources) for name, *sources in (part.split() for part in policy.split(";"))}


def hash_of(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
