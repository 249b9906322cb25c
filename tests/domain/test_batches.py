"""Invitations by the list: what is shown before anything leaves, who may do what, and what is forgotten when."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from mycharlotte import db
from mycharlotte.domain import batch_pages, batches, invitation_files, invitations, limits, memberships
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.audit import Action
from mycharlotte.domain.errors import NotAllowed, NotFound, TooManyTries
from mycharlotte.domain.invitation_files import RowRefusal
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.offers import Offer
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.invitations import BatchRow, BatchState, InvitationBatch
from mycharlotte.models.people import Person
from mycharlotte.views.batches import BatchCounts, BatchView
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def agathe(cast: Cast) -> Viewer:
    """Who administers the bubble."""
    return sign_in(cast.agathe)[0]


@pytest.fixture
def bubble(cast: Cast) -> str:
    """The bubble's reference."""
    with db.reading() as session:
        return session.exec(select(Bubble.ref)).one()


@pytest.fixture
def stranger(cast: Cast) -> Viewer:
    """Zelda, who administers another bubble."""
    with db.transaction() as session:
        elsewhere = Bubble(name="Ailleurs")
        session.add(elsewhere)
        session.flush()
        person = session.get_one(Person, cast.zelda.id)
        memberships.join(session, bubble=elsewhere, person=person, role=Role.COMPANION, is_admin=True, now=NOW)
    return sign_in(cast.zelda)[0]


def listed(*rows: str) -> list[invitation_files.Row]:
    return invitation_files.read("\n".join(["email;role;prénom;nom", *rows]).encode())


def keep(by: Viewer, bubble: str, *rows: str, now: datetime = NOW) -> str:
    with db.transaction() as session:
        return batches.read(session, by=by, bubble_ref=bubble, rows=listed(*rows), now=now)


def show(viewer: Viewer, bubble: str, choice: str | None = None, page: int = 1, now: datetime = NOW) -> BatchView:
    with db.reading() as session:
        return batch_pages.show(session, viewer=viewer, bubble_ref=bubble, choice=choice, page=page, now=now)


def start(by: Viewer, bubble: str, ref: str) -> None:
    with db.transaction() as session:
        batches.start(session, by=by, bubble_ref=bubble, batch_ref=ref, now=NOW)


def drop(by: Viewer, bubble: str, ref: str) -> None:
    with db.transaction() as session:
        batches.drop(session, by=by, bubble_ref=bubble, batch_ref=ref)


def invite(bubble: str, by: Viewer, email: str, *, now: datetime = NOW) -> None:
    with db.transaction() as session:
        found = session.exec(select(Bubble).where(Bubble.ref == bubble)).one()
        invitations.create(session, by=by, bubble=found, offer=Offer(email, Role.PATIENT), now=now)


def finish(ref: str, *, at: datetime) -> None:
    """Let a list be sent already."""
    with db.transaction() as session:
        batch = session.exec(select(InvitationBatch).where(InvitationBatch.ref == ref)).one()
        batch.state, batch.done_at = BatchState.DONE, at


def rows_left() -> int:
    with db.reading() as session:
        return len(session.exec(select(BatchRow.id)).all())


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(*what: object) -> None:
        sent.append(str(what[2]))

    event.listen(db.engine(), "before_cursor_execute", note)
    yield sent
    event.remove(db.engine(), "before_cursor_execute", note)


@pytest.fixture
def told() -> Iterator[list[Announcement]]:
    """What was announced."""
    heard: list[Announcement] = []
    stop = db.after_commit(heard.append)
    yield heard
    stop()


def test_a_list_shows_what_is_ready_and_why_the_rest_is_not(agathe: Viewer, bubble: str, cast: Cast) -> None:
    invite(bubble, agathe, "deja@example.org")
    invite(bubble, agathe, "autrefois@example.org", now=NOW - timedelta(days=15))
    keep(
        agathe,
        bubble,
        "nadia@example.org;patiente;Nadia;Benali",
        f"{cast.agathe.email};patient",
        f"{cast.paul.email};patient",
        "deja@example.org;patient",
        "autrefois@example.org;accompagnant",
        "nadia@example.org;patient",
        "x@example.org;chef",
    )
    shown = show(agathe, bubble, choice="")
    assert (shown.state, shown.by) == ("preview", "Agathe Lefèvre")
    assert shown.counts == BatchCounts(total=7, good=2, handled=0, left=2, sent=0, refused=5)
    assert [(row.line, row.refusal) for row in shown.rows] == [
        (2, ""),
        (3, RowRefusal.ONESELF),
        (4, RowRefusal.MEMBER),
        (5, RowRefusal.INVITED),
        (6, ""),
        (7, RowRefusal.TWICE),
        (8, RowRefusal.ROLE_UNKNOWN),
    ]
    first, last = shown.rows[0], shown.rows[-1]
    assert (first.email, first.name, first.role, first.is_sent) == (
        "nadia@example.org",
        "Nadia Benali",
        "patient",
        False,
    )
    assert (last.email, last.read) == ("x@example.org", "chef")


def test_what_is_to_be_mended_comes_first_unless_one_chooses(agathe: Viewer, bubble: str) -> None:
    keep(agathe, bubble, *(f"p{n}@example.org;patient" for n in range(60)), "x;patient")
    assert [(row.line, row.read) for row in show(agathe, bubble).rows] == [(62, "x")]
    everyone = show(agathe, bubble, "", page=2)
    assert (everyone.page, everyone.pages, [row.line for row in everyone.rows]) == (2, 2, list(range(52, 63)))
    good = show(agathe, bubble, "good", page=9)
    assert (good.page, good.pages, len(good.rows)) == (2, 2, 10)
    assert show(agathe, bubble, "refused", page=-5).page == 1
    assert show(agathe, bubble, "nonsense") == show(agathe, bubble)


def test_a_list_without_fault_shows_all_of_it(agathe: Viewer, bubble: str) -> None:
    keep(agathe, bubble, "paul2@example.org;patient")
    assert (show(agathe, bubble).choice, len(show(agathe, bubble).rows)) == ("", 1)


def test_what_was_read_is_kept_as_far_as_there_is_room(agathe: Viewer, bubble: str) -> None:
    long = f"{'b' * 5_000};{'c' * 5_000};{'d' * 5_000}"
    keep(agathe, bubble, f"{'a' * 5_000};{long}", f"paul2@example.org;{long}")
    first, second = show(agathe, bubble).rows
    assert (first.refusal, len(first.email), len(first.read)) == (RowRefusal.EMAIL_INVALID, 120, 120)
    assert (second.refusal, len(second.read)) == (RowRefusal.ROLE_UNKNOWN, 100)


def test_a_list_takes_few_statements_however_long(agathe: Viewer, bubble: str) -> None:
    with counted() as for_one:
        keep(agathe, bubble, "a@example.org;patient")
    with counted() as for_many:
        keep(agathe, bubble, *(f"p{n}@example.org;patient" for n in range(1_000)))
    assert len(for_many) <= len(for_one) + 2  # the list before is dropped
    assert rows_left() == 1_000


def test_a_list_takes_the_place_of_one_that_was_not_started(agathe: Viewer, bubble: str) -> None:
    first = keep(agathe, bubble, "a@example.org;patient")
    second = keep(agathe, bubble, "b@example.org;patient")
    assert show(agathe, bubble).ref == second
    assert rows_left() == 1
    with pytest.raises(batches.NothingToSend):
        start(agathe, bubble, first)


def test_every_admin_sees_the_same_list(agathe: Viewer, bubble: str, cast: Cast) -> None:
    ref = keep(agathe, bubble, "a@example.org;patient")
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.camille.id)).one().is_admin = True
    camille = sign_in(cast.camille)[0]
    assert show(camille, bubble).ref == ref
    start(camille, bubble, ref)
    assert show(agathe, bubble).by == "Camille Moreau"


def test_whoever_does_not_run_the_bubble_can_do_nothing(
    agathe: Viewer, bubble: str, cast: Cast, stranger: Viewer
) -> None:
    ref = keep(agathe, bubble, "a@example.org;patient")
    members = [sign_in(person)[0] for person in (cast.camille, cast.paul)]
    for who, refusal in [(members[0], NotAllowed), (members[1], NotAllowed), (stranger, NotFound)]:
        with pytest.raises(refusal), db.transaction() as session:
            batches.expect(session, by=who, bubble_ref=bubble)
        with pytest.raises(refusal):
            keep(who, bubble, "b@example.org;patient")
        with pytest.raises(refusal):
            show(who, bubble)
        with pytest.raises(refusal):
            start(who, bubble, ref)
        with pytest.raises(refusal):
            drop(who, bubble, ref)
    finish(ref, at=NOW)
    for who, refusal in [(members[0], NotAllowed), (members[1], NotAllowed), (stranger, NotFound)]:
        with pytest.raises(refusal), db.transaction() as session:
            batches.download(session, by=who, batch_ref=ref, now=NOW)
    assert show(agathe, bubble).state == "done"


def test_a_list_of_another_bubble_is_unknown_in_one_s_own(agathe: Viewer, bubble: str, stranger: Viewer) -> None:
    ref = keep(agathe, bubble, "a@example.org;patient")
    with db.reading() as session:
        own = session.exec(select(Bubble.ref).where(Bubble.name == "Ailleurs")).one()
    for refused in (ref, "", "x" * 40, "\x00"):
        with pytest.raises(NotFound):
            start(stranger, own, refused)
        with pytest.raises(NotFound):
            drop(stranger, own, refused)
        with pytest.raises(NotFound), db.transaction() as session:
            batches.download(session, by=stranger, batch_ref=refused, now=NOW)
    assert show(agathe, bubble).state == "preview"


def test_starting_twice_starts_once(agathe: Viewer, bubble: str, told: list[Announcement]) -> None:
    ref = keep(agathe, bubble, "a@example.org;patient")
    start(agathe, bubble, ref)
    start(agathe, bubble, ref)
    assert [one for one in told if one.topic is Topic.LIST_WAITING] == [Announcement(Topic.LIST_WAITING, ref)]
    assert actions() == [Action.BATCH_READ, Action.BATCH_STARTED]


def test_a_list_with_nothing_to_send_does_not_start(agathe: Viewer, bubble: str) -> None:
    ref = keep(agathe, bubble, "x;patient")
    with pytest.raises(batches.NothingToSend):
        start(agathe, bubble, ref)


def test_a_list_that_was_dropped_is_no_more(agathe: Viewer, bubble: str) -> None:
    ref = keep(agathe, bubble, "a@example.org;patient")
    drop(agathe, bubble, ref)
    drop(agathe, bubble, ref)
    assert show(agathe, bubble) == BatchView()
    assert rows_left() == 0
    with pytest.raises(batches.NothingToSend):
        start(agathe, bubble, ref)


def test_while_a_list_is_sent_no_other_is_taken_nor_this_one_dropped(agathe: Viewer, bubble: str) -> None:
    ref = keep(agathe, bubble, "a@example.org;patient")
    start(agathe, bubble, ref)
    with pytest.raises(batches.BatchUnderWay):
        drop(agathe, bubble, ref)
    with pytest.raises(batches.BatchUnderWay), db.reading() as session:
        batches.expect(session, by=agathe, bubble_ref=bubble)
    with pytest.raises(batches.BatchUnderWay):
        keep(agathe, bubble, "b@example.org;patient")
    assert show(agathe, bubble).rows == ()


def test_twenty_files_an_hour_are_the_most(agathe: Viewer, bubble: str) -> None:
    for _ in range(Limit.BATCH_BY_ADMIN.value.times):
        with db.reading() as session:
            batches.expect(session, by=agathe, bubble_ref=bubble)
    with pytest.raises(TooManyTries), db.reading() as session:
        batches.expect(session, by=agathe, bubble_ref=bubble)
    limits.configure("memory://")


def test_what_became_of_a_list_is_given_once_it_is_done_and_remembered(agathe: Viewer, bubble: str) -> None:
    ref = keep(agathe, bubble, "a@example.org;patient", "x;patient")
    with pytest.raises(NotFound), db.transaction() as session:
        batches.download(session, by=agathe, batch_ref=ref, now=NOW)
    finish(ref, at=NOW)
    with db.transaction() as session:
        rows = batches.download(session, by=agathe, batch_ref=ref, now=NOW)
    assert [(row.line, row.email, row.refusal) for row in rows] == [
        (2, "a@example.org", ""),
        (3, "x", RowRefusal.EMAIL_INVALID),
    ]
    assert actions() == [Action.BATCH_READ, Action.BATCH_DOWNLOADED]


def test_the_audit_log_names_nobody_of_a_list(agathe: Viewer, bubble: str) -> None:
    start(agathe, bubble, keep(agathe, bubble, "nadia@example.org;patient;Nadia;Benali"))
    with db.reading() as session:
        details = " ".join(session.exec(select(AuditEntry.details)))
    assert "adia" not in details


def test_a_list_nobody_started_is_forgotten_after_a_day(agathe: Viewer, bubble: str) -> None:
    keep(agathe, bubble, "a@example.org;patient")
    for age, left in ((timedelta(hours=23), 1), (timedelta(hours=25), 0)):
        with db.transaction() as session:
            batches.forget_old(session, now=NOW + age)
        assert rows_left() == left
    assert show(agathe, bubble) == BatchView()


def test_who_was_on_a_list_is_forgotten_after_thirty_days(agathe: Viewer, bubble: str) -> None:
    ref = keep(agathe, bubble, "a@example.org;patient")
    finish(ref, at=NOW)
    for days, left in ((29, 1), (31, 0)):
        with db.transaction() as session:
            batches.forget_old(session, now=NOW + timedelta(days=days))
        assert rows_left() == left
        assert (show(agathe, bubble, now=NOW + timedelta(days=days)).ref == ref) == bool(left)
    with pytest.raises(NotFound), db.transaction() as session:
        batches.download(session, by=agathe, batch_ref=ref, now=NOW)


def test_a_list_on_its_way_is_never_forgotten(agathe: Viewer, bubble: str) -> None:
    start(agathe, bubble, keep(agathe, bubble, "a@example.org;patient"))
    with db.transaction() as session:
        batches.forget_old(session, now=NOW + timedelta(days=90))
    assert rows_left() == 1


def actions() -> list[str]:
    """What the audit log remembers of lists, the oldest first."""
    with db.reading() as session:
        return [one for one in _in_order(session) if one.startswith("invitation-list")]


def _in_order(session: Session) -> list[str]:
    return list(session.exec(select(AuditEntry.action).order_by(AuditEntry.seq)))  # type: ignore[arg-type]


def test_ten_thousand_rows_a_day_are_sent_by_one_admin_at_most(agathe: Viewer, bubble: str) -> None:
    limits.spend(Limit.BATCH_ROWS_BY_ADMIN, agathe.ref, cost=9_999)
    ref = keep(agathe, bubble, "un@example.org;patient", "deux@example.org;patient")
    with pytest.raises(TooManyTries):
        start(agathe, bubble, ref)
    assert show(agathe, bubble).state == BatchState.PREVIEW
