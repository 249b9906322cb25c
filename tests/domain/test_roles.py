"""Who runs a bubble, who leaves it, who is removed; and the admin that a bubble always keeps."""

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, Event

import pytest
from sqlmodel import Session, col, select

from mycharlotte import db
from mycharlotte.domain import announcements, bubbles, invitations, memberships, offers, outbox, profiles, roles
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.errors import NotAllowed, NotFound, Stale
from mycharlotte.domain.permissions import Permission
from mycharlotte.domain.roles import LastAdmin
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import id_of, now
from mycharlotte.models.bubbles import Bubble, Role
from mycharlotte.models.invitations import Invitation
from mycharlotte.models.people import Person
from tests.cast import Cast, sign_in
from tests.domain.doorstep import mails_to, suspend
from tests.domain.neighbours import bubble, dedicate, dedicated, join, new_bubble, person, place

Verb = Callable[..., None]
ABOUT_SOMEONE = (roles.name_admin, roles.dismiss_admin, roles.remove)


def act(verb: Verb, by: Person, whom: Person | None = None, *, ref: str = "") -> list[Announcement]:
    """Do something to a member, or oneself leave; return what was announced."""
    member = {"member_ref": whom.ref} if whom else {}
    viewer = sign_in(by)[0]
    with db.transaction() as session:
        verb(session, by=viewer, bubble_ref=ref or bubble().ref, now=now(), **member)
        return announcements.of(session)


def admins() -> set[str]:
    """Return the first names of those who run the bubble."""
    with db.reading() as session:
        here = bubble()
        query = select(Person.first_name, Person.id)
        return {name for name, ident in session.exec(query) if _runs(session, here, ident or 0)}


def _runs(session: Session, here: Bubble, person_id: int) -> bool:
    found = memberships.current(session, bubble_id=id_of(here), person_id=person_id)
    return bool(found and found.is_admin)


def last_entry() -> AuditEntry:
    """Return the last thing written in the audit log."""
    with db.reading() as session:
        return session.exec(select(AuditEntry).order_by(col(AuditEntry.seq).desc())).all()[0]


def told(whom: Person) -> list[Announcement]:
    """What a change of someone's place announces."""
    return [Announcement(Topic.STANDING, whom.ref), Announcement(Topic.MEMBERS, bubble().ref)]


def test_an_admin_names_another_who_then_runs_the_bubble(cast: Cast) -> None:
    assert act(roles.name_admin, cast.agathe, cast.camille) == told(cast.camille)
    assert admins() == {"Agathe", "Camille"}
    entry = last_entry()
    assert (entry.action, entry.object_ref, entry.actor_ref) == (
        "member:admin-named",
        cast.camille.ref,
        cast.agathe.ref,
    )
    assert json.loads(entry.details) == {"bubble": bubble().ref}
    act(roles.dismiss_admin, cast.camille, cast.agathe)
    assert admins() == {"Camille"}


def test_naming_and_dismissing_twice_changes_nothing(cast: Cast) -> None:
    act(roles.name_admin, cast.agathe, cast.camille)
    entry = last_entry()
    assert act(roles.name_admin, cast.agathe, cast.camille) == []
    assert act(roles.dismiss_admin, cast.agathe, cast.paul) == []
    assert last_entry().seq == entry.seq + 2  # two sessions were opened, nothing else happened


def test_an_admin_who_is_dismissed_stays_a_member(cast: Cast) -> None:
    act(roles.name_admin, cast.agathe, cast.camille)
    assert act(roles.dismiss_admin, cast.camille, cast.agathe) == told(cast.agathe)
    kept = place(cast.agathe)
    assert kept
    assert (kept.is_admin, kept.ended_at, kept.role) == (False, None, Role.COMPANION)
    assert last_entry().action == "member:admin-removed"


@pytest.mark.parametrize("verb", ABOUT_SOMEONE)
def test_only_admins_of_that_bubble_do_it(cast: Cast, verb: Verb) -> None:
    for by in (cast.camille, cast.paul):
        for whom in (cast.agathe, cast.camille, cast.paul):
            with pytest.raises(NotAllowed):
                act(verb, by, whom)
    with pytest.raises(NotFound):
        act(verb, cast.zelda, cast.paul)
    join(cast.zelda, of=(elsewhere := new_bubble("Bulle des Roses")), is_admin=True)
    with pytest.raises(NotFound):
        act(verb, cast.zelda, cast.paul)
    with pytest.raises(NotFound):
        act(verb, cast.zelda, cast.paul, ref=elsewhere.ref)
    assert admins() == {"Agathe"}


@pytest.mark.parametrize("verb", ABOUT_SOMEONE)
@pytest.mark.parametrize("ref", ["", "invented", "\x00", "a" * 40])
def test_nobody_of_that_reference_is_not_found(cast: Cast, verb: Verb, ref: str) -> None:
    for whom in (Person(ref=ref, email=""), cast.zelda):
        with pytest.raises(NotFound):
            act(verb, cast.agathe, whom)


@pytest.mark.parametrize("verb", ABOUT_SOMEONE)
def test_whoever_acts_must_be_an_admin_in_the_database_at_that_moment(cast: Cast, verb: Verb) -> None:
    act(roles.name_admin, cast.agathe, cast.camille)
    viewer = sign_in(cast.agathe)[0]
    act(roles.dismiss_admin, cast.camille, cast.agathe)
    with pytest.raises(NotAllowed), db.transaction() as session:
        verb(session, by=viewer, bubble_ref=bubble().ref, member_ref=cast.paul.ref, now=now())


def test_the_last_admin_neither_leaves_nor_is_dismissed_nor_removed(cast: Cast) -> None:
    for verb, whom in ((roles.leave, None), (roles.dismiss_admin, cast.agathe), (roles.remove, cast.agathe)):
        with pytest.raises(LastAdmin):
            act(verb, cast.agathe, whom)
    assert admins() == {"Agathe"}


def test_an_admin_whose_account_is_suspended_does_not_count(cast: Cast) -> None:
    act(roles.name_admin, cast.agathe, cast.camille)
    suspend(cast.camille)
    with pytest.raises(LastAdmin):
        act(roles.leave, cast.agathe)
    act(roles.remove, cast.agathe, cast.camille)
    assert admins() == {"Agathe"}


def test_an_admin_leaves_once_another_is_named(cast: Cast) -> None:
    act(roles.name_admin, cast.agathe, cast.camille)
    assert act(roles.leave, cast.agathe) == told(cast.agathe)
    left = place(cast.agathe)
    assert left
    assert left.ended_at
    assert not left.is_admin
    assert last_entry().action == "member:left"
    assert mails_to(cast.agathe, "removed_from_bubble") == []


def test_any_member_leaves(cast: Cast) -> None:
    for someone in (cast.camille, cast.paul):
        act(roles.leave, someone)
        with pytest.raises(NotFound):
            act(roles.leave, someone)
    with pytest.raises(NotFound):
        act(roles.leave, cast.zelda)


def test_an_admin_who_removes_themselves_leaves(cast: Cast) -> None:
    act(roles.name_admin, cast.agathe, cast.camille)
    act(roles.remove, cast.agathe, cast.agathe)
    assert last_entry().action == "member:left"
    assert mails_to(cast.agathe, "removed_from_bubble") == []


def test_whoever_is_removed_finds_the_bubble_no_more_and_is_told(cast: Cast) -> None:
    viewer = sign_in(cast.paul)[0]
    announced = act(roles.remove, cast.agathe, cast.paul)
    assert [one for one in announced if one.topic is not Topic.MAIL_WAITING] == told(cast.paul)
    assert last_entry().action == "member:removed"
    with pytest.raises(NotFound), db.reading() as session:
        bubbles.find(session, viewer=viewer, bubble_ref=bubble().ref, permission=Permission.BUBBLE_READ)
    (mail,) = mails_to(cast.paul, "removed_from_bubble")
    assert outbox.values_of(mail) == {"bubble": "Bulle des Lilas", "first_name": "Paul", "timezone": "Europe/Paris"}


def test_what_ties_someone_to_a_bubble_goes_with_their_place_there_and_nowhere_else(cast: Cast) -> None:
    louise = join(person("Louise", "Petit"), Role.PATIENT)
    dedicate(cast.paul, cast.camille, cast.agathe)
    dedicate(louise, cast.camille)
    roses = new_bubble("Bulle des Roses")
    join(join(cast.paul, Role.PATIENT, of=roses), Role.PATIENT, of=roses)
    join(cast.camille, of=roses)
    dedicate(cast.paul, cast.camille, of=roses)

    act(roles.remove, cast.agathe, cast.camille)
    assert dedicated() == {(cast.paul.id, cast.agathe.id)}
    act(roles.remove, cast.agathe, cast.paul)
    assert dedicated() == set()
    elsewhere = place(cast.camille, of=roses)
    assert elsewhere
    assert elsewhere.ended_at is None


def test_the_invitations_of_whoever_was_removed_are_good_no_more(cast: Cast) -> None:
    act(roles.name_admin, cast.agathe, cast.camille)
    with db.transaction() as session:
        offer = offers.parse(email="louise@example.org", role="patient")
        invitations.create(session, by=sign_in(cast.camille)[0], bubble=bubble(), offer=offer, now=now())
    assert may_still_invite()
    act(roles.remove, cast.agathe, cast.camille)
    assert not may_still_invite()


def may_still_invite() -> bool:
    """Tell whether the only invitation can still be accepted."""
    with db.reading() as session:
        return invitations.may_still_invite(session, session.exec(select(Invitation)).one())


def test_whoever_comes_back_finds_the_same_row_without_what_they_were(cast: Cast) -> None:
    act(roles.name_admin, cast.agathe, cast.camille)
    before = place(cast.camille)
    act(roles.remove, cast.agathe, cast.camille)
    join(cast.camille, Role.COMPANION)
    after = place(cast.camille)
    assert before
    assert after
    assert (after.id, after.ended_at, after.is_admin, after.visited_at) == (before.id, None, False, None)


@pytest.mark.parametrize(
    ("verb", "second"),
    [(roles.dismiss_admin, "NotAllowed"), (roles.remove, "NotFound"), (roles.leave, "LastAdmin")],
)
def test_of_two_admins_at_the_same_moment_one_stays(cast: Cast, verb: Verb, second: str) -> None:
    act(roles.name_admin, cast.agathe, cast.camille)
    line = Barrier(2)

    def run(by: Person, whom: Person) -> str:
        viewer = sign_in(by)[0]
        member = {} if verb is roles.leave else {"member_ref": whom.ref}
        line.wait()
        try:
            with db.transaction() as session:
                verb(session, by=viewer, bubble_ref=ref, now=now(), **member)
        except Exception as raised:  # noqa: BLE001 - whatever comes out is counted
            return type(raised).__name__
        return "done"

    ref = bubble().ref
    with ThreadPoolExecutor(2) as threads:
        came_out = Counter(threads.map(run, (cast.agathe, cast.camille), (cast.camille, cast.agathe)))
    assert came_out == {"done": 1, second: 1}
    assert len(admins()) == 1


def test_a_member_who_goes_on_renaming_themselves_does_not_hinder_their_removal(cast: Cast) -> None:
    paul, stop = sign_in(cast.paul)[0], Event()

    def rename() -> None:
        while not stop.is_set():
            with suppress(Stale), db.transaction() as session:
                version = session.get_one(Person, paul.person_id).version
                profiles.update(
                    session,
                    by=paul,
                    first_name=f"Paul {version}",
                    last_name="Girard",
                    phone_typed="",
                    picture_ref="",
                    version=version,
                    now=now(),
                    contact_email="",
                )

    with ThreadPoolExecutor(3) as threads:
        renaming = [threads.submit(rename) for _ in range(3)]
        for _ in range(20):
            act(roles.remove, cast.agathe, cast.paul)
            join(cast.paul, Role.PATIENT)
        stop.set()
    assert [one.exception() for one in renaming] == [None] * 3
