"""The picture's door: what comes in is checked to the last byte, what goes out is seen by those who may."""

import io
import struct
import zlib
from collections.abc import Callable

import httpx
import pytest
import sqlmodel
from PIL import Image

from mycharlotte import db, routes
from mycharlotte.models.people import Language, Picture
from mycharlotte.seed import CAMILLE, PAUL, ZELDA
from mycharlotte.states.profile import ProfileState
from tests.attacks.tab import opened
from tests.http import wire
from tests.servers.application import Application


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    """A picture worth keeping."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A file of a few bytes that says it is a picture of that size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


PART = b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n'
BAD_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "an empty file": (lambda: b"", "Ce fichier est vide."),
    "a GIF named .jpg": (lambda: photo("GIF"), "Ce fichier n’est pas une photo"),
    "a drawing in SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Ce fichier n’est pas une photo"),
    "a page": (lambda: b"<!doctype html><script>alert(1)</script>", "Ce fichier n’est pas une photo"),
    "a program": (lambda: b"MZ" + b"\0" * 500, "Ce fichier n’est pas une photo"),
    "a text": (lambda: b"Bonjour", "Ce fichier n’est pas une photo"),
    "half a photograph": (lambda: photo()[:2_000], "Cette photo est abîmée"),
    "the beginning of one": (lambda: photo()[:20], "Cette photo est abîmée"),
    "400 megapixels": (lambda: png_of(20_000, 20_000), "Cette photo a trop de pixels"),
    "more pixels than there are": (lambda: png_of(2**31 - 1, 2**31 - 1), "Cette photo"),
    "no pixel": (lambda: png_of(0, 0), "Cette photo est abîmée"),
    "a little too heavy": (lambda: photo() + b"\0" * (10 * 2**20), "Cette photo dépasse 10 Mo"),
    "11 MB": (lambda: photo() + b"\0" * (11 * 10**6), "Cette photo dépasse 10 Mo"),
    "12 MB": (lambda: photo() + b"\0" * (12 * 2**20), "Cette photo dépasse 10 Mo"),
}
BAD_CROPS = {
    "outside": ("600", "400", "200", "200"),
    "below nothing": ("-9", "0", "10", "10"),
    "empty": ("0", "0", "0", "0"),
    "inside out": ("100", "100", "-50", "-50"),
    "nowhere": ("nan", "nan", "nan", "nan"),
    "beyond numbers": ("1e400", "0", "10", "10"),
    "infinite": ("0", "0", "inf", "inf"),
    "very far": ("1e300", "1e300", "1e300", "1e300"),
    "words": ("a", "b", "c", "d"),
    "half said": ("0", "", "10", ""),
}


def send(browser: httpx.Client, content: bytes, name: str = "moi.jpg", **crop: str) -> httpx.Response:
    """Send a picture as the page does."""
    return browser.post(routes.POST_PICTURE, data=crop, files={"picture": (name, content, "image/jpeg")})


def what_is_stored(application: Application) -> tuple[int, list[str]]:
    """How many pictures are known, and which files there are."""
    with application.in_use(), db.reading() as session:
        known = len(session.exec(sqlmodel.select(Picture.id)).all())
    files = sorted(str(path) for path in (application.data_dir / "files").rglob("*") if path.is_file())
    return known, files


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_comes_back_as_two_small_squares(application: Application, kind: str) -> None:
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        answer = send(browser, photo(kind), x="10", y="20.4", width="300", height="300")
        assert answer.status_code == 200
        ref = answer.json()["picture"]
        for size, pixels in (("large", 512), ("small", 96)):
            given = browser.get(f"/files/pictures/{ref}/{size}")
            assert given.headers["content-type"] == "image/webp"
            assert given.headers["cache-control"] == "private, no-cache"
            assert given.headers["vary"].startswith("Cookie")
            assert Image.open(io.BytesIO(given.content)).size == (pixels, pixels)


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_refused_in_a_sentence_and_leaves_nothing(application: Application, kind: str) -> None:
    make, sentence = BAD_FILES[kind]
    before, log = what_is_stored(application), application.log_text()
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        answer = send(browser, make())
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["field"] == "picture"
    assert answer.json()["sentence"].startswith(sentence)
    assert what_is_stored(application) == before
    assert application.log_text() == log


@pytest.mark.parametrize("crop", BAD_CROPS)
def test_a_bad_square_is_refused_in_a_sentence_and_leaves_nothing(application: Application, crop: str) -> None:
    before, log = what_is_stored(application), application.log_text()
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        answer = send(browser, photo(), **dict(zip(("x", "y", "width", "height"), BAD_CROPS[crop], strict=True)))
    assert answer.status_code == 422
    assert answer.json()["sentence"]
    assert what_is_stored(application) == before
    assert application.log_text() == log


def test_a_refusal_is_in_the_language_of_the_reader(application: Application) -> None:
    french, english = (
        application.session_of(application.newcomer(language=language))
        for language in (Language.FRENCH, Language.ENGLISH)
    )
    with application.client(cookies=french) as browser:
        in_french = send(browser, b"x").json()["sentence"]
    with application.client(cookies=english) as browser:
        in_english = send(browser, b"x").json()["sentence"]
    assert in_french.startswith("Ce fichier n’est pas une photo")
    assert in_english.isascii()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("", b""),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--y"),
        (
            "multipart/form-data; boundary=x; charset=undefined",
            b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n',
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="picture"\r\n\r\ntext\r\n--x--',
        ),
        ("application/x-www-form-urlencoded", b"picture=x"),
        ("application/json", b"{}"),
    ],
)
def test_a_form_without_a_file_is_an_empty_file(application: Application, kind: str, body: bytes) -> None:
    log = application.log_text()
    cookie = next("=".join(pair) for pair in application.session_of(application.newcomer()).items())
    headers = [f"Origin: {application.url}", f"Cookie: {cookie}", f"Content-Length: {len(body)}"]
    answer = wire.request(
        application,
        f"POST {routes.POST_PICTURE} HTTP/1.1",
        *headers,
        *([f"Content-Type: {kind}"] if kind else []),
        body=body,
    )
    assert answer.status == 422
    assert "Ce fichier est vide" in answer.body.decode()
    assert application.log_text() == log


def test_two_files_at_once_are_none(application: Application) -> None:
    before = what_is_stored(application)
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        files = [("picture", ("a.jpg", photo())), ("picture", ("b.jpg", photo()))]
        assert browser.post(routes.POST_PICTURE, files=files).status_code == 422
    assert what_is_stored(application) == before


def test_a_picture_that_grows_on_its_way_is_stopped(application: Application) -> None:
    before = what_is_stored(application)
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        content = (b"\0" * 2**20 for _ in range(13))
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = browser.post(routes.POST_PICTURE, content=content, headers=kind)
    assert answer.status_code == 422
    assert what_is_stored(application) == before


def test_whoever_is_signed_out_is_told_so_before_anything_is_read(application: Application) -> None:
    before = what_is_stored(application)
    with application.client() as browser:
        answer = send(browser, photo())
    assert answer.status_code == 401
    assert answer.json()["sentence"].startswith("Votre session est terminée")
    assert what_is_stored(application) == before


def test_thirty_pictures_an_hour_are_enough(application: Application) -> None:
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        sentences = [send(browser, b"").json()["sentence"] for _ in range(31)]
    assert len(set(sentences[:30])) == 1
    assert sentences[30].startswith("Trop d’essais")


async def test_a_picture_is_its_owner_s_until_the_profile_is_saved_then_the_bubble_s(application: Application) -> None:
    paul, camille, zelda = (application.session_of(person.email) for person in (PAUL, CAMILLE, ZELDA))
    with application.client(cookies=paul) as browser:
        ref = send(browser, photo()).json()["picture"]
    path, nowhere = f"/files/pictures/{ref}/small", "/files/pictures/AAAAAAAAAAAAAAAA/small"
    assert statuses(application, path, paul, camille, zelda, {}) == [200, 404, 404, 404]
    async with opened(application, cookies=paul, page=routes.PROFILE) as tab:
        await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
        profile = tab.of(ProfileState)["profile"]
        form = {name: profile[name] for name in ("first_name", "last_name", "phone")}
        await tab.call(ProfileState, "save", form=form | {"picture": ref, "version": str(profile["version"])})
        await tab.until(lambda: tab.of(ProfileState)["profile"]["picture_url"])
    assert statuses(application, path, paul, camille, zelda, {}) == [200, 200, 404, 404]
    for cookies in (zelda, {}):
        with application.client(cookies=cookies) as stranger:
            hidden, missing = stranger.get(path), stranger.get(nowhere)
            assert hidden.text == missing.text
            assert without_date(hidden) == without_date(missing)


async def test_nobody_saves_somebody_else_s_picture_as_theirs(application: Application) -> None:
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        ref = send(browser, photo()).json()["picture"]
    async with opened(application, cookies=application.session_of(ZELDA.email), page=routes.PROFILE) as tab:
        await tab.until(lambda: tab.of(ProfileState).get("is_ready"))
        profile = tab.of(ProfileState)["profile"]
        form = {name: profile[name] for name in ("first_name", "last_name", "phone")}
        for picture in (ref, "AAAAAAAAAAAAAAAA", "../../x"):
            shown = tab.of(ProfileState)["refusal"]["serial"]
            await tab.call(ProfileState, "save", form=form | {"picture": picture, "version": str(profile["version"])})
            await tab.until(lambda shown=shown: tab.of(ProfileState)["refusal"]["serial"] not in {0, shown})
    assert statuses(application, f"/files/pictures/{ref}/small", application.session_of(ZELDA.email)) == [404]


def test_what_has_not_changed_is_not_sent_again(application: Application) -> None:
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        path = f"/files/pictures/{send(browser, photo()).json()['picture']}/large"
        tag = browser.get(path).headers["etag"]
        assert tag.startswith('"')
        assert browser.get(path).headers["etag"] == tag
        assert browser.get(path.replace("large", "small")).headers["etag"] != tag
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*", f'{tag} , "x"'):
            answer = browser.get(path, headers={"If-None-Match": known})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
        for unknown in (
            '"other"',
            "",
            tag.strip('"'),
            tag[:-2] + '"',
            '"',
            ",,,",
            f"x{tag}x",
            "\xff",
            "W/",
            "x" * 9_000,
        ):
            assert browser.get(path, headers=[(b"If-None-Match", unknown.encode("latin-1"))]).status_code == 200


def test_a_tag_is_worth_nothing_to_whoever_may_not_see(application: Application) -> None:
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        path = f"/files/pictures/{send(browser, photo()).json()['picture']}/large"
        tag = browser.get(path).headers["etag"]
    with application.client(cookies=application.session_of(ZELDA.email)) as stranger:
        for known in (tag, "*"):
            assert stranger.get(path, headers={"If-None-Match": known}).status_code == 404


def test_only_reading_is_possible_where_pictures_are(application: Application) -> None:
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        path = f"/files/pictures/{send(browser, photo()).json()['picture']}/large"
        head = browser.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["etag"] == browser.get(path).headers["etag"]
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert browser.request(method, path).status_code == 405


@pytest.mark.parametrize("end", ["", "/", "/huge", "/LARGE", "/large/x", "/..", "/large%00", "/small;x", "/%6carge"])
def test_there_are_two_sizes_and_no_other_way_to_them(application: Application, end: str) -> None:
    cookies = application.session_of(application.newcomer())
    with application.client(cookies=cookies) as browser:
        ref = send(browser, photo()).json()["picture"]
    cookie = "=".join(next(iter(cookies.items())))
    answer = wire.request(application, f"GET /files/pictures/{ref}{end} HTTP/1.1", f"Cookie: {cookie}")
    assert answer.status == (200 if end == "/%6carge" else 404)


@pytest.mark.parametrize(
    "ref", ["%27%20or%201=1", "x" * 3_000, "%00", "%ff", "..%2f..%2fsecrets", "é", "1", "%ed%a0%80"]
)
def test_a_reference_made_up_leads_nowhere(application: Application, ref: str) -> None:
    log = application.log_text()
    cookie = "=".join(next(iter(application.session_of(PAUL.email).items())))
    line = f"GET /files/pictures/{ref}/small HTTP/1.1".encode().decode("latin-1")
    assert wire.request(application, line, f"Cookie: {cookie}").status in {400, 404}
    assert "fault" not in application.log_text()[len(log) :]


def test_what_is_on_the_disk_shows_nothing(application: Application) -> None:
    with application.client(cookies=application.session_of(application.newcomer())) as browser:
        path = f"/files/pictures/{send(browser, photo()).json()['picture']}/large"
        shown = browser.get(path).content
    _, files = what_is_stored(application)
    for file in files:
        with open(file, "rb") as stored:  # noqa: PTH123
            content = stored.read()
        assert b"WEBP" not in content
        assert shown[100:160] not in content


def statuses(application: Application, path: str, *cookies: dict[str, str]) -> list[int]:
    found = []
    for held in cookies:
        with application.client(cookies=held) as browser:
            found.append(browser.get(path).status_code)
    return found


def without_date(answer: httpx.Response) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in answer.headers.items() if name != "date")
