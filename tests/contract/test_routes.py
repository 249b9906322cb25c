"""Every address is written once, leads somewhere, and only our own pages are led to after signing in."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.routing import Route

from mycharlotte import app, routes
from mycharlotte.http import headers, mailbox

ADDRESSES = {name: value for name, value in vars(routes).items() if name.isupper() and str(value).startswith("/")}
DOORS = [*app.DOORS, *mailbox.doors(Path())]
PACKAGE = Path(routes.__file__).parent
DOCSTRING = re.compile(r'""".*?"""', re.DOTALL)


def test_every_page_is_in_the_list_of_routes_and_back() -> None:
    assert sorted(path for path, *_ in app.PAGES) == sorted((*routes.PRIVATE_PAGES, *routes.PUBLIC_PAGES))
    assert not set(routes.PRIVATE_PAGES) & set(routes.PUBLIC_PAGES)


def test_every_route_is_a_page_or_a_door() -> None:
    doors = {door.path for door in DOORS if isinstance(door, Route)}
    pages = {path for path, *_ in app.PAGES}
    at_the_edge = {routes.CALENDAR_FEED}  # `http/calendar_feed.py`, before anything of Reflex
    assert set(ADDRESSES.values()) <= pages | doors | at_the_edge


def test_every_door_is_a_route() -> None:
    known = tuple(ADDRESSES.values())
    for door in DOORS:
        assert door.path in known or door.path.startswith(routes.MAILBOX), door.path


def test_whatever_changes_something_is_a_post() -> None:
    for door in DOORS:
        is_post = door.methods == {"POST"}
        assert is_post == (door.path in {v for n, v in ADDRESSES.items() if n.startswith("POST_")}), door.path


def test_no_two_addresses_are_the_same() -> None:
    assert len(set(ADDRESSES.values())) == len(ADDRESSES)


def test_the_edge_knows_every_page() -> None:
    assert set(headers.PAGES) == {path for path, *_ in app.PAGES}


def test_no_address_is_written_anywhere_else() -> None:
    """Pages and doors are named by `routes`; only docstrings show examples."""
    written = {
        str(path.relative_to(PACKAGE)): found
        for path in PACKAGE.rglob("*.py")
        if path.name != "routes.py"
        if (found := set(re.findall(r'"(/[a-z/-]+)"', DOCSTRING.sub("", path.read_text()))) & set(ADDRESSES.values()))
    }
    assert written == {}


@pytest.mark.parametrize("path", routes.PRIVATE_PAGES)
def test_one_of_our_pages_is_returned_to(path: str) -> None:
    assert routes.safe_next(path) == path
    assert routes.sign_in(path).startswith(routes.SIGN_IN)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/parametres/profil/",
        "/parametres/../connexion",
        "/parametres%2fprofil",
        " /parametres",
        "/parametres\n",
        "//evil.example?bulle=abc",
        "/connexion?bulle=abc",
        *(page for page in routes.PUBLIC_PAGES if page != routes.INVITATION),
        routes.POST_SIGN_OUT,
    ],
)
def test_anything_else_leads_home(path: str) -> None:
    assert routes.safe_next(path) == routes.HOME
    assert routes.sign_in(path) == routes.SIGN_IN


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("/bulle?bulle=Ab3_-", "/bulle?bulle=Ab3_-"),
        ("/bulle/consultations/modifier?type=t1&bulle=b1", "/bulle/consultations/modifier?bulle=b1&type=t1"),
        ("/bulle?bulle=a&bulle=b", "/bulle?bulle=b"),
        ("/bulle?bulle=a&suite=//evil.example", "/bulle?bulle=a"),
        ("/bulle?bulle=a%26x%3D1", "/bulle"),
        ("/bulle?bulle=a%0d%0aSet-Cookie:x", "/bulle"),
        ("/bulle?bulle=" + "a" * 33, "/bulle"),
        ("/bulle?" + "&".join(["bulle=a"] * 30), "/bulle"),
        ("/parametres/profil?x=1", "/parametres/profil"),
        (routes.INVITATION, routes.INVITATION),
    ],
)
def test_a_page_is_returned_to_with_what_it_is_about_and_nothing_else(wanted: str, kept: str) -> None:
    assert routes.safe_next(wanted) == kept


def test_what_a_page_is_about_goes_through_the_sign_in_page_as_one_value() -> None:
    (said,) = parse_qs(urlsplit(routes.sign_in("/bulle?bulle=abc&type=x")).query).values()
    assert said == ["/bulle?bulle=abc&type=x"]
