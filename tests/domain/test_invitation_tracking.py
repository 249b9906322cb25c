"""Whoever runs a bubble sees where each invitation stands, and finds it among ten thousand."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import invitation_tracking, names
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.domain.invitation_tracking import Page, State
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.invitations import Invitation
from mycharlotte.models.outbox import Delivery, OutgoingMail
from mycharlotte.models.people import Person
from tests.cast import Cast
from tests.domain.inviting import (
    NOW,
    another_bubble,
    bubble_ref,
    change,
    give_up_the_mail_of,
    invite,
    look,
    step_down,
    viewer,
)

DAY = timedelta(days=1)
LATER = NOW + DAY


def show(by: Person, *, now: datetime = LATER, **asked: Any) -> Page:
    """Show the invitations of the cast's bubble."""
    who = viewer(by)
    with db.reading() as session:
        return invitation_tracking.show(session, viewer=who, **{"bubble_ref": bubble_ref(), "now": now} | asked)


def shown(page: Page) -> list[str]:
    """The addresses of a page."""
    return [row.invitation.email for row in page.rows]


def in_every_state(cast: Cast) -> dict[State, str]:
    """Send an invitation for each state, and let it come there."""
    by = viewer(cast.agathe)
    refs = {state: invite(by, f"{state}@example.org", now=NOW - 20 * DAY) for state in [State.EXPIRED]}
    refs |= {state: invite(by, f"{state}@example.org") for state in State if state not in refs}
    give_up_the_mail_of(refs[State.UNDELIVERED])
    change(refs[State.OPENED], opened_at=LATER)
    for state, answer in (
        (State.ACCEPTED, "accepted_at"),
        (State.DECLINED, "declined_at"),
        (State.REVOKED, "revoked_at"),
    ):
        change(refs[state], opened_at=NOW, pending_email=None, **{answer: LATER})
    return refs


def test_each_invitation_says_where_it_stands_and_since_when(cast: Cast) -> None:
    refs = in_every_state(cast)
    found = {row.invitation.ref: row for row in show(cast.agathe).rows}
    assert {state: found[ref].state for state, ref in refs.items()} == {state: state for state in State}
    assert {state: found[ref].since for state, ref in refs.items()} == {
        State.SENT: NOW,
        State.UNDELIVERED: NOW,
        State.OPENED: LATER,
        State.ACCEPTED: LATER,
        State.DECLINED: LATER,
        State.EXPIRED: NOW - 6 * DAY,
        State.REVOKED: LATER,
    }


def test_counts_and_filters_agree_with_the_rows(cast: Cast) -> None:
    in_every_state(cast)
    everything = show(cast.agathe)
    assert everything.counts == dict.fromkeys(State, 1)
    assert list(everything.counts) == list(State)
    assert everything.total == len(State)
    for state in State:
        page = show(cast.agathe, choice=state)
        assert [row.state for row in page.rows] == [state]
        assert (page.total, page.counts) == (1, everything.counts)


def test_the_newest_come_first(cast: Cast) -> None:
    by = viewer(cast.agathe)
    for n in (1, 3, 2):
        invite(by, f"{n}@example.org", now=NOW + timedelta(minutes=n))
    assert shown(show(cast.agathe)) == ["3@example.org", "2@example.org", "1@example.org"]


def test_an_invitation_whose_mail_was_lost_is_no_longer_so_once_it_was_opened_by_another_link(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe))
    give_up_the_mail_of(ref)
    change(ref, opened_at=LATER)
    assert show(cast.agathe).rows[0].state == State.OPENED


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("élise", ["elise@example.org"]),
        ("ELISE ba", ["elise@example.org"]),
        ("ba élise", ["elise@example.org"]),
        ("paul@", ["paul@example.org"]),
        ("example.org", ["paul@example.org", "elise@example.org"]),
        ("%", []),
        ("_", []),
        ("elise paul", []),
        ("  ", ["paul@example.org", "elise@example.org"]),
        ("x" * 5_000, []),
    ],
)
def test_parts_of_a_name_or_of_an_address_find_in_any_order(cast: Cast, query: str, found: list[str]) -> None:
    by = viewer(cast.agathe)
    invite(by, "elise@example.org", first_name="Élise", last_name="Ba")
    invite(by, "paul@example.org", now=NOW + timedelta(minutes=1))
    page = show(cast.agathe, query=query)
    assert shown(page) == found
    assert sum(page.counts.values()) == page.total == len(found)
    assert page.is_any


def test_nobody_was_invited_yet(cast: Cast) -> None:
    for query in ("", "paul"):
        page = show(cast.agathe, query=query)
        assert (page.rows, page.counts, page.total, page.number, page.is_any) == ((), {}, 0, 1, False)


@pytest.mark.parametrize(("asked", "number", "lines"), [(1, 1, 25), (2, 2, 5), (3, 2, 5), (0, 1, 25), (-9, 1, 25)])
def test_a_page_holds_twenty_five(cast: Cast, asked: int, number: int, lines: int) -> None:
    by = viewer(cast.agathe)
    for n in range(30):
        invite(by, f"{n}@example.org")
    page = show(cast.agathe, page=asked)
    assert (page.number, len(page.rows), page.total) == (number, lines, 30)


def test_a_row_says_who_sent_it_last_and_whether_they_still_may(cast: Cast) -> None:
    invite(viewer(cast.agathe))
    (row,) = show(cast.agathe).rows
    assert (row.inviter, row.is_mine, row.is_orphan) == ("Agathe Lefèvre", True, False)
    with db.transaction() as session:
        session.exec(select(Person).where(Person.id == cast.agathe.id)).one().suspended_at = NOW
        session.exec(select(Membership).where(Membership.person_id == cast.camille.id)).one().is_admin = True
    (row,) = show(cast.camille).rows
    assert (row.inviter, row.is_mine, row.is_orphan) == ("Agathe Lefèvre", False, True)


def test_only_those_who_run_the_bubble_see_its_invitations(cast: Cast) -> None:
    invite(viewer(cast.agathe))
    elsewhere = another_bubble(cast.zelda)
    for person, refusal in ((cast.camille, NotAllowed), (cast.paul, NotAllowed), (cast.zelda, NotFound)):
        with pytest.raises(refusal):
            show(person)
    assert show(cast.zelda, bubble_ref=elsewhere).rows == ()
    step_down(cast.agathe)
    with pytest.raises(NotAllowed):
        show(cast.agathe)


@pytest.mark.parametrize("choice", ["lost", "SENT", "\x00", "accepted "])
def test_a_state_that_is_not_offered_is_not_found(cast: Cast, choice: str) -> None:
    with pytest.raises(NotFound):
        show(cast.agathe, choice=choice)


def sent(n: int, bubble_id: int, inviter_id: int) -> dict[str, Any]:
    """One of many invitations; a third were opened."""
    email = f"personne.{n}@example.org"
    at = NOW + timedelta(seconds=n)
    invitation = Invitation(
        bubble_id=bubble_id,
        email=email,
        pending_email=email,
        role=Role.PATIENT,
        folded=names.folded(f"Prénom{n} {email}"),
        invited_by_id=inviter_id,
        mail_ref=f"mail-{n}",
        created_at=at,
        sent_at=at,
        expires_at=NOW + 14 * DAY,
        opened_at=LATER if n % 3 == 0 else None,
    )
    return invitation.model_dump(exclude={"id"})


def mail(n: int) -> dict[str, Any]:
    """Its mail; one in a hundred was given up."""
    state = Delivery.FAILED if n % 100 == 1 else Delivery.SENT
    letter = OutgoingMail(ref=f"mail-{n}", letter="invitation", language="fr", to_address="x", state=state)
    return letter.model_dump(exclude={"id"})


def test_ten_thousand_invitations_are_counted_searched_and_read_at_once(cast: Cast) -> None:
    with db.transaction() as session:
        bubble_id = session.exec(select(Bubble.id).where(Bubble.ref == bubble_ref())).one() or 0
        session.exec(sa.insert(Invitation), params=[sent(n, bubble_id, cast.agathe.id or 0) for n in range(10_000)])
        session.exec(sa.insert(OutgoingMail), params=[mail(n) for n in range(10_000)])
    who, bubble_reference = viewer(cast.agathe), bubble_ref()

    def took(**asked: Any) -> float:
        with db.reading() as session:
            began = time.perf_counter()
            page = invitation_tracking.show(session, viewer=who, bubble_ref=bubble_reference, now=LATER, **asked)
            spent = time.perf_counter() - began
        assert page.rows
        return spent

    for asked in ({}, {"page": 400}, {"choice": State.UNDELIVERED}, {"query": "prenom9999"}, {"query": "example.org"}):
        best = min(took(**asked) for _ in range(5))
        assert best < 0.25


def test_reading_changes_nothing(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe))
    before = look(ref)
    show(cast.agathe, query="someone", choice="sent", page=2)
    assert look(ref) == before
