"""Backup codes over HTTP: shown once to a script of ours, nowhere else in clear; then typed back, and used."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import httpx
import pytest
from sqlmodel import col, select

from mycharlotte import db, routes
from mycharlotte.domain import confirmation, tokens
from mycharlotte.models.access import Session
from mycharlotte.models.base import now
from mycharlotte.models.people import Language, Person
from mycharlotte.models.second_steps import BackupCode
from tests.http.visitor import Visitor, visiting
from tests.servers.application import Application, fresh_address, hold

JSON = {"Accept": "application/json"}
SHOWN = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}")


@pytest.fixture
def visitor(application: Application) -> Iterator[Visitor]:
    """Someone who has just signed in."""
    with visiting(application) as someone:
        hold(someone.browser, application.session_of(someone.email))
        yield someone


def generate(visitor: Visitor) -> list[str]:
    """Make a new set, as the page does."""
    answer = visitor.browser.post(routes.POST_BACKUP_CODES, headers=JSON)
    assert answer.status_code == 200, answer.text
    return answer.json()["codes"]


def prove(visitor: Visitor, code: str) -> httpx.Response:
    """Type a code back, as the page does."""
    return visitor.browser.post(routes.POST_BACKUP_PROOF, data={"code": code}, headers=JSON)


def sentence(answer: httpx.Response) -> str:
    """Return the words of a refusal."""
    assert answer.status_code == 422
    return answer.json()["refusal"]["sentence"]


def stored(visitor: Visitor) -> list[BackupCode]:
    """Return the codes that are good now."""
    with visitor.application.in_use(), db.reading() as session:
        query = select(BackupCode).join(Person, col(Person.id) == col(BackupCode.person_id))
        mine = (Person.email == visitor.email, col(BackupCode.replaced_at).is_(None), col(BackupCode.used_at).is_(None))
        return list(session.exec(query.where(*mine)))


def is_proved(visitor: Visitor) -> bool:
    with visitor.application.in_use(), db.reading() as session:
        person = session.exec(select(Person).where(Person.email == visitor.email)).one()
        return person.backup_codes_proved_at is not None


def grow_stale(visitor: Visitor) -> None:
    """Let five minutes pass since the person proved who they are."""
    with visitor.application.in_use(), db.transaction() as session:
        digest = tokens.digest(visitor.cookie("session"))
        found = session.exec(select(Session).where(Session.token_hash == digest)).one()
        found.proved_at = now() - confirmation.LIFE


def test_eight_codes_are_shown_once_and_kept_by_no_cache(visitor: Visitor) -> None:
    answer = visitor.browser.post(routes.POST_BACKUP_CODES, headers=JSON)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()) == {"codes", "made"}
    assert re.fullmatch(r"\w+ \d+(er)? \w+ \d{4} à \d+\u00a0h(\u00a0\d\d)?", answer.json()["made"])
    shown = answer.json()["codes"]
    assert len(set(shown)) == len(stored(visitor)) == 8
    assert all(SHOWN.fullmatch(code) for code in shown)


def test_someone_who_reads_english_gets_an_english_date(application: Application) -> None:
    with visiting(application, language=Language.ENGLISH) as nora:
        hold(nora.browser, application.session_of(nora.email))
        made = nora.browser.post(routes.POST_BACKUP_CODES, headers=JSON).json()["made"]
    assert re.search(r"day \d+ \w+ \d{4} .*\d:\d\d$", made)


def test_the_session_goes_on_under_a_new_cookie(visitor: Visitor) -> None:
    before = visitor.cookie("session")
    generate(visitor)
    assert visitor.cookie("session") != before
    assert visitor.is_in()


def test_a_form_sent_without_our_script_makes_nothing_that_it_could_not_show(visitor: Visitor) -> None:
    answer = visitor.browser.post(routes.POST_BACKUP_CODES)
    assert (answer.status_code, answer.headers["location"]) == (303, routes.BACKUP_CODES)
    assert stored(visitor) == []


def test_whoever_has_not_proved_lately_who_they_are_is_led_there_first(visitor: Visitor) -> None:
    generate(visitor)
    kept = [code.secret_hash for code in stored(visitor)]
    grow_stale(visitor)
    answer = visitor.browser.post(routes.POST_BACKUP_CODES, headers=JSON)
    assert answer.json() == {"to": routes.confirmation(routes.BACKUP_CODES)}
    assert [code.secret_hash for code in stored(visitor)] == kept


def test_whoever_is_not_signed_in_is_led_to_the_door(application: Application) -> None:
    with application.client(address=fresh_address()) as nobody:
        for door in (routes.POST_BACKUP_CODES, routes.POST_BACKUP_PROOF):
            answer = nobody.post(door, data={"code": "K7M2X-9QTRB"}, headers=JSON)
            assert answer.json() == {"to": routes.sign_in(routes.BACKUP_CODES)}


def test_the_eleventh_set_of_a_day_is_refused_with_words(visitor: Visitor) -> None:
    for _ in range(10):
        generate(visitor)
    kept = [code.secret_hash for code in stored(visitor)]
    answer = visitor.browser.post(routes.POST_BACKUP_CODES, headers=JSON)
    assert sentence(answer).startswith("Trop d’essais à la suite.")
    assert [code.secret_hash for code in stored(visitor)] == kept


@pytest.mark.parametrize(
    "way", [str, str.lower, lambda code: code.replace("-", ""), lambda code: f" {code[:3]} {code[3:]} "]
)
def test_a_code_typed_back_proves_that_they_are_kept(visitor: Visitor, way: Callable[[str], str]) -> None:
    code = generate(visitor)[5]
    assert prove(visitor, way(code)).json() == {"to": routes.BACKUP_CODES}
    assert is_proved(visitor)
    assert len(stored(visitor)) == 8


def test_each_refusal_of_a_proof_says_what_to_do(visitor: Visitor) -> None:
    old = generate(visitor)[0]
    good = generate(visitor)[0]
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    told = {
        "": "Un code de secours compte 10 lettres et chiffres",
        "123456": "Un code de secours compte 10 lettres et chiffres",
        "K7M2X-9QTRBB": "Un code de secours compte 10 lettres et chiffres",
        "U" * 10: "Un code de secours compte 10 lettres et chiffres",
        wrong: "Ce n’est pas un de vos codes de secours.",
        old: "Ce code vient d’une ancienne série",
    }
    for typed, words in told.items():
        answer = prove(visitor, typed)
        assert sentence(answer).startswith(words), typed
        assert set(answer.json()["refusal"]["by_field"]) == {"code"}
    assert not is_proved(visitor)


def test_proofs_are_limited_with_words(visitor: Visitor) -> None:
    good = generate(visitor)[0]
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    for _ in range(10):
        prove(visitor, wrong)
    assert sentence(prove(visitor, good)).startswith("Trop d’essais à la suite.")
    assert not is_proved(visitor)


def test_a_code_opens_the_account_once_after_the_password(application: Application, visitor: Visitor) -> None:
    code = generate(visitor)[2]
    with visiting(application, visitor.email) as first, visiting(application, visitor.email) as second:
        for someone in (first, second):
            someone.give_password()
        form = {"method": "backup", "code": code.lower()}
        assert first.browser.post(routes.POST_CODE, data=form).headers["location"] == routes.HOME
        assert first.is_in()
        assert second.browser.post(routes.POST_CODE, data=form).headers["location"] == routes.SIGN_IN_CODE
        assert second.told(routes.SIGN_IN_CODE).startswith("Ce code de secours a déjà servi")
        assert not second.is_in()
    assert "Il vous en reste 7." in body(visitor.receive("code de secours MyCharlotte a été utilisé"))


def test_a_new_set_is_told_by_mail_without_its_codes(visitor: Visitor) -> None:
    shown = generate(visitor)
    mail = body(visitor.receive("Nouveaux codes de secours"))
    assert not [code for code in shown if code in mail or code.replace("-", "") in mail]


def test_no_code_is_written_in_clear_anywhere_on_the_disk(visitor: Visitor) -> None:
    shown = generate(visitor)
    prove(visitor, shown[0])
    prove(visitor, "CANARY0000")
    places = [visitor.application.log, *(path for path in visitor.application.data_dir.rglob("*") if path.is_file())]
    written = b"\n".join(path.read_bytes() for path in places)
    assert visitor.email.encode() in written
    wanted = [form.encode() for code in [*shown, "CANARY0000"] for form in (code, code.replace("-", ""))]
    assert [form for form in wanted if form in written or form.lower() in written] == []


def test_a_very_long_code_is_refused_like_any_other(visitor: Visitor) -> None:
    generate(visitor)
    assert sentence(prove(visitor, "A" * 5_000)).startswith("Un code de secours compte")


def body(mail: EmailMessage) -> str:
    """Return the text of a mail."""
    part = mail.get_body(("plain",))
    assert part
    return part.get_content()
