"""Whatever arrives at the same instant, five tries are five and one code opens one session."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import limits
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.sign_in import Entry
from mycharlotte.models.access import Session
from tests.cast import Cast
from tests.domain.doorstep import actions, attempt_of, begin, code_sent_to, finish, mails_to, other_than, resend

AT_ONCE = 200


def all_at_once(act: Callable[[], object]) -> Counter[str]:
    """Do the same thing in as many threads, started together; count what came out by its kind."""
    line = Barrier(AT_ONCE)

    def run(_: int) -> str:
        line.wait()
        try:
            return type(act()).__name__
        except Exception as raised:  # noqa: BLE001 - whatever comes out is counted
            return type(raised).__name__

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(threads.map(run, range(AT_ONCE)))


def test_of_two_hundred_wrong_codes_at_once_five_are_compared(cast: Cast) -> None:
    token = begin(cast.camille)
    wrong = other_than(code_sent_to(cast.camille))

    came_out = all_at_once(lambda: finish(token, wrong))

    assert came_out == {"WrongCode": 4, "NoTriesLeft": AT_ONCE - 4}
    assert attempt_of(cast.camille).code_tries == 5
    assert actions().count("sign-in:code-refused") == 5
    limits.check(Limit.CODE_WRONG_BY_ACCOUNT, str(cast.camille.id))


def test_of_two_hundred_right_codes_at_once_one_opens_a_session(cast: Cast) -> None:
    token = begin(cast.camille)
    code = code_sent_to(cast.camille)

    came_out = all_at_once(lambda: finish(token, code))

    assert came_out == {Entry.__name__: 1, "AttemptOver": AT_ONCE - 1}
    with db.reading() as session:
        assert len(session.exec(select(Session)).all()) == 1


def test_of_two_hundred_requests_for_another_code_at_once_none_passes_before_thirty_seconds(cast: Cast) -> None:
    token = begin(cast.camille)

    assert all_at_once(lambda: resend(token)) == {"ResendTooSoon": AT_ONCE}
    assert len(mails_to(cast.camille)) == 1
