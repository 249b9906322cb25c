"""An app is removed with one of its codes, or with a backup code, which is used up."""

import pytest

from mycharlotte import db
from mycharlotte.domain import app_removal, authenticator, backup_codes, sessions
from mycharlotte.domain.app_removal import NeitherCode
from mycharlotte.domain.authenticator import AppCodeUsed, ClockIsWrong, NoApp, WrongAppCode
from mycharlotte.domain.backup_codes import BackupCodeReplaced, BackupCodeUsed, WrongBackupCode
from mycharlotte.domain.errors import TooManyTries
from mycharlotte.models.base import now as present
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.doorstep import LAPTOP, actions, mails_to
from tests.domain.test_authenticator import MINUTE, START, activate, begin, code, install, is_active, verify


@pytest.fixture
def camille(cast: Cast) -> Viewer:
    return sign_in(cast.camille)[0]


@pytest.fixture
def key(camille: Viewer) -> str:
    """The key of Camille's app."""
    return install(camille)


def remove(viewer: Viewer, typed: str) -> str:
    with db.transaction() as session:
        return app_removal.with_app_code(session, by=viewer, code=typed, origin=LAPTOP, now=START)


def remove_with_backup(viewer: Viewer, typed: str) -> str:
    """Do as the door does: a slow hash between two transactions."""
    with db.transaction() as session:
        candidate = backup_codes.to_prove(session, by=viewer, code=typed)
    is_right = backup_codes.matches(typed, candidate)
    with db.transaction() as session:
        return app_removal.with_backup_code(
            session, by=viewer, candidate=candidate, is_right=is_right, origin=LAPTOP, now=START
        )


def generate(viewer: Viewer) -> list[str]:
    """Give someone backup codes."""
    drawn = backup_codes.draw(())
    hashed = backup_codes.hash_all(drawn)
    with db.transaction() as session:
        backup_codes.replace(session, by=viewer, hashed=hashed, origin=LAPTOP, now=present())
    return drawn


def left(viewer: Viewer) -> int:
    with db.reading() as session:
        return backup_codes.left(session, person_id=viewer.person_id)


def test_a_code_of_the_app_removes_it(cast: Cast, camille: Viewer, key: str) -> None:
    shown = code(key, START)
    remove(camille, f"{shown[:3]} {shown[3:]}")
    assert not is_active(cast.camille)
    assert actions()[-1] == "app:removed"
    assert len(mails_to(cast.camille, "account_change")) == 2


def test_a_backup_code_removes_it_and_is_used_up(cast: Cast, camille: Viewer, key: str) -> None:
    kept = generate(camille)
    remove_with_backup(camille, kept[0].lower())
    assert not is_active(cast.camille)
    assert left(camille) == 7
    assert actions()[-2:] == ["backup-codes:used", "app:removed"]


def test_removing_renews_this_session_and_ends_the_others(cast: Cast, camille: Viewer, key: str) -> None:
    _, elsewhere = sign_in(cast.camille)
    token = remove(camille, code(key, START))
    with db.reading() as session:
        assert sessions.resume(session, token=token, now=START)
        assert sessions.resume(session, token=elsewhere, now=START) is None


def test_what_has_neither_shape_is_said_so(cast: Cast, camille: Viewer, key: str) -> None:
    for typed in ("", "12345", "1234567", "K7M2-9QTR", "Lilas-Violette-2026"):
        with pytest.raises(NeitherCode):
            remove(camille, typed)
    assert is_active(cast.camille)


def test_a_wrong_code_removes_nothing_and_is_remembered(cast: Cast, camille: Viewer, key: str) -> None:
    with pytest.raises(ClockIsWrong):
        remove(camille, code(key, START - 4 * MINUTE))
    assert is_active(cast.camille)
    assert actions()[-1] == "session:confirmation-refused"


def test_a_code_that_opened_already_removes_nothing(cast: Cast, camille: Viewer, key: str) -> None:
    verify(cast.camille, code(key, START), now=START)
    with pytest.raises(AppCodeUsed):
        remove(camille, code(key, START))
    assert is_active(cast.camille)


def test_a_wrong_backup_code_removes_nothing_and_is_remembered(cast: Cast, camille: Viewer, key: str) -> None:
    kept = generate(camille)
    with pytest.raises(WrongBackupCode):
        remove_with_backup(camille, kept[0][:-1] + ("A" if kept[0][-1] != "A" else "B"))
    assert is_active(cast.camille)
    assert left(camille) == 8
    assert actions()[-1] == "session:confirmation-refused"


def test_a_backup_code_that_was_used_or_replaced_removes_nothing(cast: Cast, camille: Viewer, key: str) -> None:
    before = generate(camille)
    kept = generate(camille)
    with pytest.raises(BackupCodeReplaced):
        remove_with_backup(camille, next(one for one in before if one[:2] not in {k[:2] for k in kept}))
    with db.transaction() as session:
        found = backup_codes.find(session, person_id=camille.person_id, code=kept[0])
        backup_codes.burn(session, person=cast.camille, candidate=found, is_right=True, origin=LAPTOP, now=START)
    with pytest.raises(BackupCodeUsed):
        remove_with_backup(camille, kept[0])
    assert is_active(cast.camille)


def test_without_an_app_no_code_is_used_up(camille: Viewer) -> None:
    kept = generate(camille)
    with pytest.raises(NoApp):
        remove_with_backup(camille, kept[0])
    with pytest.raises(NoApp):
        remove(camille, "123456")
    assert left(camille) == 8


def test_ten_tries_in_five_minutes_are_enough(camille: Viewer, key: str) -> None:
    kept = generate(camille)
    for _ in range(5):
        with pytest.raises(ClockIsWrong):
            remove(camille, code(key, START - 4 * MINUTE))
        with pytest.raises(WrongBackupCode):
            remove_with_backup(camille, kept[0][:2] + "00000000")
    with pytest.raises(TooManyTries):
        remove(camille, code(key, START))
    with pytest.raises(TooManyTries):
        remove_with_backup(camille, kept[0])


def test_an_app_set_up_again_has_another_key_and_forgets_the_former(cast: Cast, camille: Viewer, key: str) -> None:
    remove(camille, code(key, START))

    anew = begin(camille).key

    assert anew != key
    activate(camille, code(anew, START))
    with pytest.raises((WrongAppCode, ClockIsWrong)):
        verify(cast.camille, code(key, START + MINUTE), now=START + MINUTE)
    verify(cast.camille, code(anew, START + MINUTE), now=START + MINUTE)


def test_what_was_removed_elsewhere_meanwhile_is_said_so(camille: Viewer, key: str) -> None:
    with db.transaction() as session:
        authenticator.remove(session, by=camille, origin=LAPTOP, now=START)
    with pytest.raises(NoApp):
        remove(camille, code(key, START))
