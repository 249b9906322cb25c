"""One's journal holds what happened to one's account, the newest first, and nothing that happened to another's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from mycharlotte import db
from mycharlotte.domain import audit, journal
from mycharlotte.domain.audit import Action, Outcome
from mycharlotte.domain.errors import NotFound, TooManyTries
from mycharlotte.domain.journal import KINDS, Choice, Event, Kind, Page, Period
from mycharlotte.domain.origin import Origin
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LAPTOP = Origin("Firefox, Linux", "203.0.113.0/24")
# No matter of security.
OF_BUBBLES = ("bubble:", "member:", "patient:", "invitation:", "invitation-list:", "consultation-type:", "sign-up:")
OF_AGENDAS = (
    "appointment:",
    "appointment-series:",
    "hours:",
    "absence:",
    "waiting-list:",
    "outside-calendar:",
    "reminders:",
    "time-zone:",
)
LEFT_OUT = {
    Action.PROFILE_UPDATED,
    Action.PICTURE_ADDED,
    Action.LANGUAGE_CHOSEN,
    *(action for action in Action if action.startswith((*OF_BUBBLES, *OF_AGENDAS))),
}


@pytest.fixture
def camille(cast: Cast) -> Viewer:
    """Camille, whose account was created, then opened once."""
    return sign_in(cast.camille)[0]


def remember(action: Action, *, at: datetime = NOON, **what: Any) -> None:
    """Write in the audit log, in a transaction of its own."""
    with db.transaction() as session:
        audit.record(session, action, now=at, **what)


def read(viewer: Viewer, *, now: datetime = NOON, at_most: int = 100, **wanted: Any) -> Page:
    """Read a journal."""
    with db.reading() as session:
        return journal.read(session, viewer=viewer, at_most=at_most, now=now, **wanted)


def newest(viewer: Viewer) -> Event:
    """Return the last event."""
    return read(viewer).events[0]


def actions(page: Page) -> list[Action]:
    """Name what happened."""
    return [event.action for event in page.events]


def test_everything_that_can_happen_is_a_matter_of_security_or_left_out_on_purpose() -> None:
    assert set(KINDS) == set(Action) - LEFT_OUT


def test_the_newest_event_comes_first(camille: Viewer) -> None:
    remember(Action.PASSWORD_CHANGED, by=camille, object_ref=camille.ref)
    assert actions(read(camille)) == [Action.PASSWORD_CHANGED, Action.SIGNED_IN, Action.PERSON_CREATED]


def test_an_event_done_to_oneself_by_oneself_is_told_once(camille: Viewer) -> None:
    remember(Action.APP_ADDED, by=camille, object_ref=camille.ref)
    assert actions(read(camille)).count(Action.APP_ADDED) == 1


@pytest.mark.parametrize("action", LEFT_OUT)
def test_what_is_no_matter_of_security_is_left_out(camille: Viewer, action: Action) -> None:
    remember(action, by=camille, object_ref=camille.ref)
    assert action not in actions(read(camille))


def test_an_event_tells_where_how_and_how_many(camille: Viewer) -> None:
    remember(Action.SESSION_REVOKED, by=camille, object_ref=camille.ref, origin=LAPTOP, method="app", name="X", count=3)
    assert newest(camille) == Event(
        at=NOON,
        action=Action.SESSION_REVOKED,
        kind=Kind.DEVICES,
        device="Firefox, Linux",
        network="203.0.113.0/24",
        method="app",
        name="X",
        count=3,
    )


def test_an_event_of_which_nothing_was_written_is_told_all_the_same(camille: Viewer) -> None:
    remember(Action.SIGNED_OUT, by=camille, object_ref=camille.session_ref)
    assert newest(camille) == Event(at=NOON, action=Action.SIGNED_OUT, kind=Kind.SIGN_IN)


def test_what_nobody_signed_in_tried_on_the_account_is_told_with_where_from(camille: Viewer) -> None:
    remember(Action.SIGN_IN_REFUSED, object_ref=camille.ref, outcome=Outcome.REFUSED, origin=LAPTOP)
    event = newest(camille)
    assert event.is_refused
    assert not event.is_by_another
    assert (event.device, event.network) == ("Firefox, Linux", "203.0.113.0/24")


def test_nobody_reads_what_happened_to_somebody_else(cast: Cast, camille: Viewer) -> None:
    for action in KINDS:
        remember(action, by=camille, object_ref=camille.ref, origin=LAPTOP, name="La clé de Camille")
        remember(action, object_ref=camille.ref)
        remember(action, actor_ref=camille.ref, object_ref=camille.session_ref)
    for person in (cast.zelda, cast.paul, cast.agathe):
        stranger = sign_in(person)[0]
        for choice in Choice:
            page = read(stranger, choice=choice)
            assert set(actions(page)) <= {Action.SIGNED_IN, Action.PERSON_CREATED}
            assert "Camille" not in repr(page)


def test_what_is_about_nobody_is_in_no_journal(cast: Cast, camille: Viewer) -> None:
    remember(Action.SIGN_IN_REFUSED, object_ref="", outcome=Outcome.REFUSED)
    for viewer in (camille, sign_in(cast.zelda)[0]):
        assert Action.SIGN_IN_REFUSED not in actions(read(viewer))


def test_a_rescue_is_in_two_journals_each_with_the_name_of_the_other(cast: Cast, camille: Viewer) -> None:
    agathe = sign_in(cast.agathe)[0]
    remember(Action.RESCUE_ISSUED, by=agathe, object_ref=camille.ref, origin=LAPTOP, rescue="r" * 16)
    hers, theirs = newest(camille), newest(agathe)
    assert (hers.by, hers.to, hers.is_by_another) == ("Agathe Lefèvre", "", True)
    assert (theirs.by, theirs.to, theirs.is_by_another) == ("", "Camille Moreau", False)


def test_where_somebody_else_was_is_not_told(cast: Cast, camille: Viewer) -> None:
    agathe = sign_in(cast.agathe)[0]
    remember(Action.RESCUE_ISSUED, by=agathe, object_ref=camille.ref, origin=LAPTOP)
    assert (newest(camille).device, newest(camille).network) == ("", "")
    assert newest(agathe).device == "Firefox, Linux"


def test_someone_whose_account_is_gone_has_no_name(cast: Cast, camille: Viewer) -> None:
    remember(Action.RESCUE_ISSUED, actor_ref="gone", object_ref=camille.ref)
    assert (newest(camille).by, newest(camille).is_by_another) == ("", True)


@pytest.mark.parametrize("choice", [choice for choice in Choice if choice not in {Choice.ALL, Choice.REFUSED}])
def test_one_kind_can_be_read_alone(camille: Viewer, choice: Choice) -> None:
    for action in KINDS:
        remember(action, by=camille, object_ref=camille.ref)
    events = read(camille, choice=choice).events
    assert {event.action for event in events} == {action for action, kind in KINDS.items() if kind == choice}
    assert {event.kind for event in events} == {Kind(choice)}


def test_every_kind_can_be_chosen() -> None:
    assert {choice.value for choice in Choice} == {"", "refused", *Kind}


def test_refusals_can_be_read_alone(camille: Viewer) -> None:
    remember(Action.CODE_REFUSED, object_ref=camille.ref, outcome=Outcome.REFUSED)
    remember(Action.PASSWORD_CHANGED, by=camille, object_ref=camille.ref)
    assert actions(read(camille, choice=Choice.REFUSED)) == [Action.CODE_REFUSED]


@pytest.mark.parametrize(
    ("period", "days"), [(Period.WEEK, [0, 7]), (Period.MONTH, [0, 7, 30]), (Period.YEAR, [0, 7, 30, 365])]
)
def test_a_period_goes_back_so_many_days(camille: Viewer, period: Period, days: list[int]) -> None:
    for back in (400, 365, 30, 7, 0):
        remember(Action.DEVICE_TRUSTED, by=camille, at=NOON - timedelta(days=back))
    events = read(camille, choice=Choice.DEVICES, period=period).events
    assert [(NOON - event.at).days for event in events] == days


@pytest.mark.parametrize("wanted", [{"choice": "everyone"}, {"choice": "Sign-in"}, {"period": "century"}])
def test_a_choice_that_is_not_offered_is_refused(camille: Viewer, wanted: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        read(camille, **wanted)


@pytest.mark.parametrize("at_most", [1, 2, 3, 7, 100])
def test_pages_follow_one_another_without_a_gap_nor_a_double(camille: Viewer, at_most: int) -> None:
    for number in range(5):
        remember(Action.DEVICE_TRUSTED, by=camille, at=NOON + timedelta(minutes=number))
        remember(Action.SIGN_IN_REFUSED, object_ref=camille.ref, at=NOON + timedelta(minutes=number, seconds=30))
    whole = read(camille).events
    assert len(whole) == 12
    pages = [read(camille, at_most=at_most)]
    while pages[-1].before:
        pages.append(read(camille, at_most=at_most, before=pages[-1].before))
    assert tuple(event for page in pages for event in page.events) == whole
    assert all(len(page.events) == at_most for page in pages[:-1])


def test_what_happens_while_one_reads_moves_nothing(camille: Viewer) -> None:
    for number in range(4):
        remember(Action.DEVICE_TRUSTED, by=camille, at=NOON + timedelta(minutes=number))
    first = read(camille, at_most=3)
    remember(Action.PASSWORD_CHANGED, by=camille)
    following = read(camille, at_most=3, before=first.before)
    assert [*actions(first), *actions(following)].count(Action.DEVICE_TRUSTED) == 4


def test_an_empty_page_is_followed_by_nothing(camille: Viewer) -> None:
    assert read(camille, choice=Choice.METHODS) == Page(())


def test_a_download_is_remembered(camille: Viewer) -> None:
    with db.transaction() as session:
        journal.download(session, by=camille, origin=LAPTOP, now=NOON)
    event = newest(camille)
    assert (event.action, event.device) == (Action.JOURNAL_DOWNLOADED, "Firefox, Linux")


def test_nobody_downloads_without_end(camille: Viewer) -> None:
    with pytest.raises(TooManyTries):  # noqa: PT012
        for _ in range(31):
            with db.transaction() as session:
                journal.download(session, by=camille, origin=LAPTOP, now=NOON)
    assert actions(read(camille)).count(Action.JOURNAL_DOWNLOADED) == 30


def test_both_halves_of_a_journal_are_found_by_an_index(cast: Cast) -> None:
    indexed = {"ix_audit_entries_actor_ref", "ix_audit_entries_object_ref"}
    with db.reading() as session:
        assert indexed <= {index["name"] for index in sa.inspect(session.connection()).get_indexes("audit_entries")}


def test_a_name_of_one_word_stands_alone(cast: Cast, camille: Viewer) -> None:
    with db.transaction() as session:
        session.get_one(Person, cast.agathe.id).last_name = ""
    remember(Action.RESCUE_ISSUED, actor_ref=cast.agathe.ref, object_ref=camille.ref)
    assert newest(camille).by == "Agathe"
