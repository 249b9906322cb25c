"""Backup codes: eight, each good once, none readable; what a new set kills, and what a try costs."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import bcrypt
import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import backup_codes, codes, confirmation, methods, outbox, second_step, sessions
from mycharlotte.domain.backup_codes import (
    BackupCodeMalformed,
    BackupCodeReplaced,
    BackupCodeUsed,
    Candidate,
    WrongBackupCode,
)
from mycharlotte.domain.codes import NoTriesLeft, OtherMethod
from mycharlotte.domain.confirmation import ProofNeeded
from mycharlotte.domain.errors import TooManyTries
from mycharlotte.domain.sign_in import Entry
from mycharlotte.models.access import Method
from mycharlotte.models.base import now as present
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import BackupCode
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.doorstep import LAPTOP, actions, begin, enter, finish_with_backup, give_password, mails_to
from tests.domain.test_secrets import dump, forms

AT_ONCE = 50


@pytest.fixture
def viewer(cast: Cast) -> Viewer:
    """Camille, who has just signed in."""
    return sign_in(cast.camille)[0]


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What bcrypt is asked to compare with: measured, and still done."""
    compared: list[bytes] = []
    check = bcrypt.checkpw

    def count(password: bytes, kept: bytes) -> bool:
        compared.append(kept)
        return check(password, kept)

    monkeypatch.setattr(bcrypt, "checkpw", count)
    return compared


def generate(by: Viewer, *, drawn: list[str] | None = None, now: datetime | None = None) -> list[str]:
    """Make a new set, as the door does, and return it."""
    now = now or present()
    with db.reading() as session:
        taken = backup_codes.selectors(session, by=by, now=now)
    drawn = drawn or backup_codes.draw(taken)
    hashed = backup_codes.hash_all(drawn)
    with db.transaction() as session:
        backup_codes.replace(session, by=by, hashed=hashed, origin=LAPTOP, now=now)
    return drawn


def find(person: Person | Viewer, code: str) -> Candidate:
    person_id = person.person_id if isinstance(person, Viewer) else person.id or 0
    with db.reading() as session:
        return backup_codes.find(session, person_id=person_id, code=code)


def burn(person: Person, code: str, candidate: Candidate | None = None) -> None:
    """Use a code up."""
    candidate = candidate or find(person, code)
    is_right = backup_codes.matches(code, candidate)
    with db.transaction() as session:
        backup_codes.burn(session, person=person, candidate=candidate, is_right=is_right, origin=LAPTOP, now=present())


def prove(by: Viewer, code: str, candidate: Candidate | None = None) -> None:
    """Type a code back, as the door does."""
    if candidate is None:
        with db.reading() as session:
            candidate = backup_codes.to_prove(session, by=by, code=code)
    is_right = backup_codes.matches(code, candidate)
    with db.transaction() as session:
        backup_codes.prove(session, by=by, candidate=candidate, is_right=is_right, origin=LAPTOP, now=present())


def left(person: Person) -> int:
    with db.reading() as session:
        return backup_codes.left(session, person_id=person.id or 0)


def rows(person: Person) -> list[BackupCode]:
    with db.reading() as session:
        return list(session.exec(select(BackupCode).where(BackupCode.person_id == person.id)))


def is_proved(person: Person) -> bool:
    with db.reading() as session:
        return session.get_one(Person, person.id).backup_codes_proved_at is not None


def other_than(code: str) -> str:
    """Return a code that begins alike and ends otherwise."""
    return code[:-1] + ("A" if code[-1] != "A" else "B")


def at_once(act: Callable[[], object], times: int = AT_ONCE) -> Counter[str]:
    """Do the same thing in as many threads, started together; count what came out by its kind."""
    line = Barrier(times)

    def run(_: int) -> str:
        line.wait()
        try:
            return type(act()).__name__
        except Exception as raised:  # noqa: BLE001 - whatever comes out is counted
            return type(raised).__name__

    with ThreadPoolExecutor(times) as threads:
        return Counter(threads.map(run, range(times)))


def test_a_set_is_eight_codes_of_ten_letters_and_digits_that_begin_differently() -> None:
    for _ in range(200):
        drawn = backup_codes.draw(set())
        assert len({code[: backup_codes.SELECTOR] for code in drawn}) == 8
        assert all(backup_codes.looks_like_one(code) and code == codes.lettered(code) for code in drawn)


def test_a_set_takes_no_beginning_that_is_in_use(viewer: Viewer) -> None:
    first = generate(viewer)
    with db.reading() as session:
        taken = backup_codes.selectors(session, by=viewer, now=present())
    assert taken == {code[: backup_codes.SELECTOR] for code in first}
    everything_but_eight = {a + b for a in codes.ALPHABET for b in codes.ALPHABET} - taken
    assert {code[: backup_codes.SELECTOR] for code in backup_codes.draw(everything_but_eight)} == taken


def test_each_of_the_eight_opens_the_account_once(cast: Cast, viewer: Viewer) -> None:
    for number, code in enumerate(generate(viewer), 1):
        assert isinstance(finish_with_backup(begin(cast.camille), code), Entry)
        assert left(cast.camille) == 8 - number
        with pytest.raises(BackupCodeUsed):
            burn(cast.camille, code)
    assert left(cast.camille) == 0


def test_each_of_the_eight_is_used_once_when_fifty_try_it_at_the_same_instant(cast: Cast, viewer: Viewer) -> None:
    for number, code in enumerate(generate(viewer), 1):
        candidate = find(cast.camille, code)
        came_out = at_once(lambda code=code, candidate=candidate: burn(cast.camille, code, candidate))
        assert came_out == {"NoneType": 1, "BackupCodeUsed": AT_ONCE - 1}
        assert left(cast.camille) == 8 - number
    assert actions().count("backup-codes:used") == 8


def test_one_code_given_at_the_same_instant_in_several_browsers_opens_one_session(cast: Cast, viewer: Viewer) -> None:
    code = generate(viewer)[0]
    waiting = [begin(cast.camille) for _ in range(9)]
    came_out = at_once(lambda: finish_with_backup(waiting.pop(), code), 9)
    assert came_out == {Entry.__name__: 1, "BackupCodeUsed": 8}


@pytest.mark.parametrize(
    "typed",
    ["A0B1C2D3E4", "a0b1c2d3e4", "aobic2d3e4", "AOBLC-2D3E4", " a0b1c 2d3e4\n", "A0-B1-C2–D3-E4", "A0B1C\u00a02D3E4"],
)
def test_a_code_is_read_as_people_copy_it(cast: Cast, viewer: Viewer, typed: str) -> None:
    generate(viewer, drawn=["A0B1C2D3E4", *backup_codes.draw({"A0"})[1:]])
    assert finish_with_backup(begin(cast.camille), typed)


def test_a_wrong_code_says_so_whether_it_begins_like_one_or_not(cast: Cast, viewer: Viewer) -> None:
    code = generate(viewer)[0]
    unknown = backup_codes.draw({one.selector for one in rows(cast.camille)})[0]
    for wrong in (other_than(code), unknown):
        with pytest.raises(WrongBackupCode):
            finish_with_backup(begin(cast.camille), wrong)
    assert left(cast.camille) == 8
    assert actions().count("sign-in:code-refused") == 2


def test_somebody_elses_code_is_wrong(cast: Cast, viewer: Viewer) -> None:
    code = generate(viewer)[0]
    generate(sign_in(cast.paul)[0])
    with pytest.raises(WrongBackupCode):
        finish_with_backup(begin(cast.paul), code)
    assert left(cast.camille) == 8


def test_a_used_code_and_a_replaced_one_each_say_which(cast: Cast, viewer: Viewer) -> None:
    old = generate(viewer)
    burn(cast.camille, old[0])
    with pytest.raises(BackupCodeUsed):
        finish_with_backup(begin(cast.camille), old[0])
    new = generate(viewer)
    for code in old:
        with pytest.raises(BackupCodeReplaced):
            burn(cast.camille, code)
    assert left(cast.camille) == 8
    burn(cast.camille, new[0])


def test_of_the_sets_replaced_only_the_last_is_remembered(cast: Cast, viewer: Viewer) -> None:
    oldest = generate(viewer)
    generate(viewer)
    generate(viewer)
    assert len(rows(cast.camille)) == 16
    with pytest.raises(WrongBackupCode):
        burn(cast.camille, oldest[0])


def test_a_code_replaced_while_it_is_compared_is_refused(cast: Cast, viewer: Viewer) -> None:
    for times, code in enumerate((generate(viewer)[0], generate(viewer)[1]), 1):
        candidate = find(cast.camille, code)
        for _ in range(times):  # the second time, even its row is gone
            generate(viewer)
        with pytest.raises(BackupCodeReplaced):
            burn(cast.camille, code, candidate)
        with pytest.raises(BackupCodeReplaced):
            prove(viewer, code, candidate)
    assert not is_proved(cast.camille)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", BackupCodeMalformed),
        ("K7M2X-9QTR", BackupCodeMalformed),
        ("K7M2X-9QTRBZ", BackupCodeMalformed),
        ("U7M2X-9QTRB", BackupCodeMalformed),
        ("éééééééééé", BackupCodeMalformed),
        ("123456", OtherMethod),
    ],
)
def test_what_is_no_backup_code_costs_no_try_and_no_hash(
    cast: Cast, viewer: Viewer, hashes: list[bytes], typed: str, refusal: type[Exception]
) -> None:
    code, token = generate(viewer)[0], begin(cast.camille)
    for _ in range(second_step.TRIES + 1):
        with pytest.raises(refusal):
            finish_with_backup(token, typed)
    assert hashes == []
    assert finish_with_backup(token, code)


def test_every_try_costs_one_slow_hash_of_the_same_cost(cast: Cast, viewer: Viewer, hashes: list[bytes]) -> None:
    used, replaced = generate(viewer)[:2]
    burn(cast.camille, used)
    right, spent = generate(viewer)[:2]
    burn(cast.camille, spent)
    unknown = backup_codes.draw({one.selector for one in rows(cast.camille)})[0]
    hashes.clear()
    costs = []
    for code in (right, other_than(right), unknown, spent, used, replaced):
        at_once(lambda code=code: finish_with_backup(begin(cast.camille), code), 1)
        costs.append({kept[:7] for kept in hashes})
        assert len(hashes) == 1
        hashes.clear()
    assert costs == [costs[0]] * 6
    assert left(cast.camille) == 6


def test_five_wrong_codes_close_the_method_for_this_attempt(cast: Cast, viewer: Viewer, hashes: list[bytes]) -> None:
    code, token = generate(viewer)[0], begin(cast.camille)
    for _ in range(second_step.TRIES):
        with pytest.raises(WrongBackupCode):
            finish_with_backup(token, other_than(code))
    with pytest.raises(NoTriesLeft):
        finish_with_backup(token, code)
    assert len(hashes) == second_step.TRIES
    assert finish_with_backup(begin(cast.camille), code)


def test_the_person_is_mailed_at_each_use_how_many_are_left(cast: Cast, viewer: Viewer) -> None:
    drawn = generate(viewer)
    for code in drawn[:2]:
        burn(cast.camille, code)
    told = [outbox.values_of(mail) for mail in mails_to(cast.camille, "account_change")]
    assert [(one["change"], one.get("left")) for one in told] == [
        ("backup-codes-generated", None),
        ("backup-code-used", "7"),
        ("backup-code-used", "6"),
    ]


def test_generating_needs_a_fresh_proof(cast: Cast, viewer: Viewer) -> None:
    late = viewer.proved_at + confirmation.LIFE
    with pytest.raises(ProofNeeded):
        generate(viewer, now=late)
    with db.transaction() as session, pytest.raises(ProofNeeded):
        backup_codes.replace(session, by=viewer, hashed=[], origin=LAPTOP, now=late)
    assert generate(viewer, now=late - timedelta(seconds=1))


def test_generating_is_limited_to_ten_sets_a_day(cast: Cast, viewer: Viewer) -> None:
    last = [generate(viewer) for _ in range(10)][-1]
    with pytest.raises(TooManyTries):
        generate(viewer)
    burn(cast.camille, last[0])


def test_generating_renews_this_session_and_ends_the_others(cast: Cast) -> None:
    viewer, before = sign_in(cast.camille)
    _, elsewhere = sign_in(cast.camille)
    with db.transaction() as session:
        after = backup_codes.replace(session, by=viewer, hashed=[], origin=LAPTOP, now=present())
    later = present() + sessions.PREVIOUS_LIFE
    with db.reading() as session:
        assert sessions.resume(session, token=after, now=later)
        assert not sessions.resume(session, token=before, now=later)
        assert not sessions.resume(session, token=elsewhere, now=present())


def test_generating_ends_the_trust_in_devices(cast: Cast) -> None:
    device = enter(cast.camille, is_to_be_trusted=True).device_token
    origin = type(LAPTOP)(LAPTOP.device, LAPTOP.address_block, device)
    assert isinstance(give_password(cast.camille, origin=origin), Entry)
    generate(sign_in(cast.camille)[0])
    assert isinstance(give_password(cast.camille, origin=origin), str)


def test_a_code_typed_back_proves_that_they_are_kept_and_stays_good(cast: Cast, viewer: Viewer) -> None:
    code = generate(viewer)[3]
    assert not is_proved(cast.camille)
    prove(viewer, codes.bare(codes.grouped(code.lower(), backup_codes.GROUP)))
    assert is_proved(cast.camille)
    assert left(cast.camille) == 8
    assert actions().count("backup-codes:proved") == 1
    burn(cast.camille, code)


def test_a_new_set_is_to_be_proved_again(cast: Cast, viewer: Viewer) -> None:
    prove(viewer, generate(viewer)[0])
    generate(viewer)
    assert not is_proved(cast.camille)


def test_no_other_code_is_a_proof(cast: Cast, viewer: Viewer) -> None:
    old = generate(viewer)
    new = generate(viewer)
    burn(cast.camille, new[0])
    for code, refusal in (
        (other_than(new[1]), WrongBackupCode),
        (new[0], BackupCodeUsed),
        (old[0], BackupCodeReplaced),
    ):
        with pytest.raises(refusal):
            prove(viewer, code)
    assert not is_proved(cast.camille)


def test_proofs_are_tried_ten_times_in_five_minutes(cast: Cast, viewer: Viewer, hashes: list[bytes]) -> None:
    code = generate(viewer)[0]
    for _ in range(10):
        with pytest.raises(WrongBackupCode):
            prove(viewer, other_than(code))
    with pytest.raises(TooManyTries):
        prove(viewer, code)
    assert len(hashes) == 10


def test_they_are_offered_at_sign_in_for_as_long_as_some_are_left(cast: Cast, viewer: Viewer) -> None:
    drawn = generate(viewer)
    for code in drawn:
        with db.reading() as session:
            assert Method.BACKUP in methods.of(session, person=cast.camille, now=present())
        burn(cast.camille, code)
    with db.reading() as session:
        assert Method.BACKUP not in methods.of(session, person=cast.camille, now=present())


def test_no_code_is_readable_in_the_database(cast: Cast, viewer: Viewer) -> None:
    drawn = generate(viewer)
    finish_with_backup(begin(cast.camille), drawn[0])
    prove(viewer, drawn[1])
    parts = [part for code in drawn for part in (code, code[backup_codes.SELECTOR :], code[:5], code[5:])]
    stored = dump()
    assert [part for part in parts for form in forms(part) for value in stored if form in value] == []
    assert any(drawn[0][: backup_codes.SELECTOR].encode() == value for value in stored)
