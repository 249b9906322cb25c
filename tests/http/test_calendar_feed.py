"""The door of calendars: quick, closed to whoever has no link, silent about all of it."""

import gzip
from collections.abc import Iterator

import httpx
import pytest
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain.calendar_feeds import Feed
from mycharlotte.domain.limits import Limit
from mycharlotte.http import calendar_feed
from mycharlotte.models.calendars import CalendarLink, Detail
from mycharlotte.models.people import Person
from tests.servers.application import Application, fresh_address, until
from tests.servers.bubble import Members, new_bubble

JSON = {"Accept": "application/json"}


@pytest.fixture
def members(application: Application) -> Members:
    """A bubble of newcomers."""
    return new_bubble(application)


@pytest.fixture
def browser(application: Application, members: Members) -> Iterator[httpx.Client]:
    """Where its companion is signed in."""
    with application.client(address=fresh_address(), cookies=application.session_of(members.companion)) as signed_in:
        yield signed_in


@pytest.fixture
def calendar(application: Application) -> Iterator[httpx.Client]:
    """An application of nobody: no cookie, no origin."""
    with httpx.Client(headers={"X-Forwarded-For": fresh_address(), "Accept-Encoding": "identity"}) as anybody:
        yield anybody


def make(browser: httpx.Client, **form: str) -> httpx.Response:
    """Ask for a link."""
    return browser.post(
        routes.POST_CALENDAR_LINK, data={"deed": "make", "agenda": "", "detail": "busy"} | form, headers=JSON
    )


def test_a_link_is_given_once_in_three_shapes(browser: httpx.Client) -> None:
    answer = make(browser)
    given = answer.json()
    assert set(given) == {"link", "webcal", "qr"}
    assert given["webcal"] == "webcal:" + given["link"].partition(":")[2]
    assert given["qr"].startswith("data:image/svg+xml;base64,")
    assert answer.headers["cache-control"] == "no-store"
    assert make(browser).json()["refusal"]["by_field"].keys() == {"agenda"}


def test_a_form_without_a_script_makes_nothing(browser: httpx.Client, calendar: httpx.Client) -> None:
    answer = browser.post(routes.POST_CALENDAR_LINK, data={"deed": "make", "agenda": "", "detail": "busy"})
    assert (answer.status_code, answer.headers["location"]) == (303, routes.AGENDAS)
    assert "link" in make(browser).json()  # none was there


def test_whoever_is_not_signed_in_is_led_to_the_door(application: Application) -> None:
    with application.client() as nobody:
        assert make(nobody).json() == {"to": routes.sign_in(routes.AGENDAS)}


@pytest.mark.parametrize("deed", ["", "destroy", "MAKE"])
def test_what_is_no_deed_does_nothing(browser: httpx.Client, deed: str) -> None:
    assert make(browser, deed=deed).status_code == 422


def test_a_calendar_is_read_by_anyone_who_has_its_link(browser: httpx.Client, calendar: httpx.Client) -> None:
    answer = calendar.get(make(browser).json()["link"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert answer.headers["last-modified"].endswith("GMT")
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")


def test_who_has_it_already_is_told_so(browser: httpx.Client, calendar: httpx.Client) -> None:
    link = make(browser).json()["link"]
    tags = [calendar.get(link, headers={"Accept-Encoding": coding}).headers["etag"] for coding in ("identity", "gzip")]
    assert len(set(tags)) == 2
    for held in (*tags, f'"other", {tags[0]}', f"W/{tags[1]}", "*"):
        answer = calendar.get(link, headers={"If-None-Match": held})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] in tags
        assert "content-type" not in answer.headers
    assert calendar.get(link, headers={"If-None-Match": '"other"'}).status_code == 200


def test_what_is_compressed_is_the_same(browser: httpx.Client, calendar: httpx.Client) -> None:
    link = make(browser).json()["link"]
    plain = calendar.get(link)
    with calendar.stream("GET", link, headers={"Accept-Encoding": "br;q=1, gzip;q=0.8"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert gzip.decompress(raw) == plain.content
    assert "content-encoding" not in calendar.get(link, headers={"Accept-Encoding": "gzip;q=0, identity"}).headers


def test_a_head_is_the_same_without_its_body(browser: httpx.Client, calendar: httpx.Client) -> None:
    link = make(browser).json()["link"]
    read, asked = calendar.get(link), calendar.head(link)
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-length"] == str(len(read.content))
    assert asked.headers["etag"] == read.headers["etag"]


def test_nothing_but_reading_is_done_with_a_link(browser: httpx.Client) -> None:
    link = make(browser).json()["link"]
    assert browser.post(link).status_code == 405
    assert browser.request("PROPFIND", link).status_code == 405


@pytest.mark.parametrize(
    "path", ["/ics/{0}.ics", "/ics/{1}", "/ics/{1}.ics.ics", "/ics/{1}x.ics", "/ics/.ics", "/ics/", "/ics/a/{1}.ics"]
)
def test_what_opens_nothing_is_an_address_that_does_not_exist(
    application: Application, browser: httpx.Client, calendar: httpx.Client, path: str
) -> None:
    secret = make(browser).json()["link"].rpartition("/")[2].removesuffix(".ics")
    answer = calendar.get(application.url + path.format("x" * 43, secret))
    unknown = calendar.get(application.url + routes.PICTURE.format(picture_ref="x" * 16, size="small"))
    assert (answer.status_code, answer.text) == (404, unknown.text)
    assert answer.headers.keys() | {"vary"} == unknown.headers.keys() | {"vary"}


def test_a_renewed_and_a_revoked_link_are_dead_at_once(
    application: Application, browser: httpx.Client, calendar: httpx.Client, members: Members
) -> None:
    before = make(browser).json()["link"]
    assert calendar.get(before).status_code == 200
    ref = stored(application, members).ref
    after = make(browser, deed="renew", link=ref).json()["link"]
    assert [calendar.get(link).status_code for link in (before, after)] == [404, 200]
    assert make(browser, deed="revoke", link=ref).json() == {"to": routes.AGENDAS}
    assert calendar.get(after).status_code == 404


def test_the_last_reading_is_written_once_a_minute(
    application: Application, browser: httpx.Client, calendar: httpx.Client, members: Members
) -> None:
    link = make(browser).json()["link"]
    calendar.get(link, headers={"User-Agent": "Google-Calendar-Importer"})
    first = until(lambda: stored(application, members).last_read_at, 10)
    calendar.get(link, headers={"User-Agent": "Mozilla/5.0 Thunderbird/153.0"})
    kept = stored(application, members)
    assert (kept.last_read_at, kept.last_read_by) == (first, "google")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Google-Calendar-Importer", "google"),
        ("macOS/15.1 (24B83) dataaccessd/1.0", "apple"),
        ("iOS/18.1 (22B83) dataaccessd/1.0", "apple"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)", "outlook"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.0", "thunderbird"),
        ("vdirsyncer/0.21.0", "vdirsyncer"),
        ("ICSx5/2.3.2 (2025; ical4j) Android/15", "icsx5"),
        ("<script>alert(1)</script>" * 20, ""),
        ("", ""),
    ],
)
def test_applications_are_named_in_words_of_ours(agent: str, name: str) -> None:
    assert calendar_feed.application(agent) == name


def test_a_link_read_too_often_is_told_to_wait(browser: httpx.Client, calendar: httpx.Client) -> None:
    link = make(browser).json()["link"]
    statuses = [calendar.get(link).status_code for _ in range(Limit.CALENDAR_READ_BY_LINK.value.times)]
    assert set(statuses) == {200}
    refused = calendar.get(link)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


def test_secrets_are_in_no_log(application: Application, browser: httpx.Client, calendar: httpx.Client) -> None:
    link = make(browser).json()["link"]
    secret = link.rpartition("/")[2].removesuffix(".ics")
    calendar.get(link)
    calendar.get(link.replace(".ics", "x.ics"))
    calendar.get(f"{link}%00")
    assert secret not in application.log_text()
    assert "/ics/" not in application.log_text()


def test_what_is_kept_of_texts_is_bounded() -> None:
    shelf = calendar_feed.Shelf(room=1_000)
    feeds = [Feed(number, 1, "", "fr", None, Detail.BUSY, (), (number,)) for number in range(5)]
    for feed in feeds:
        shelf.put(feed, b"x" * 300, b"y" * 100)
    assert [bool(shelf.find(feed)) for feed in feeds] == [False, False, False, True, True]
    again = Feed(4, 1, "", "fr", None, Detail.BUSY, (), ("moved",))
    assert shelf.find(again) is None


def stored(application: Application, members: Members) -> CalendarLink:
    """What is kept of the companion's link."""
    with application.in_use(), db.reading() as session:
        mine = select(CalendarLink).join(Person).where(Person.email == members.companion)
        return session.exec(mine).one()
