"""A rescue code: who may give one to whom, what is remembered and told, and the one sign-in it is good for."""

import dataclasses
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from mycharlotte import db, seed
from mycharlotte.domain import audit, codes, devices, limits, methods, outbox, rescue, sessions
from mycharlotte.domain.codes import NoTriesLeft, OtherMethod
from mycharlotte.domain.confirmation import ProofNeeded
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused, TooManyTries
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.rescue import (
    IdentityCheckMissing,
    IdentityCheckTooLong,
    NotForOneself,
    RescueCodeMalformed,
    WrongRescueCode,
)
from mycharlotte.domain.sign_in import AttemptOver, Entry
from mycharlotte.models.access import Method
from mycharlotte.models.access import Session as SignedIn
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import id_of
from mycharlotte.models.base import now as present
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import RescueCode
from mycharlotte.views.rescue import Rescuable
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.doorstep import LAPTOP, actions, attempt_of, begin, choose, finish, mails_to, show, suspend

OFFICE = Origin("Chrome, Windows", "203.0.113.0/24")
CHECK = "Appel au numéro de sa fiche, elle a donné sa date de naissance."


@pytest.fixture
def agathe(cast: Cast) -> Viewer:
    """Agathe, who runs the bubble of Camille and Paul, and just proved who she is."""
    return sign_in(cast.agathe)[0]


def issue(by: Viewer, person: Person, *, check: str = CHECK, after: timedelta = timedelta(0)) -> str:
    """Give a code for someone, some time after now; return it."""
    with db.transaction() as session:
        by = dataclasses.replace(by, proved_at=by.proved_at + after)
        return rescue.issue(
            session, by=by, person_ref=person.ref, identity_check=check, origin=OFFICE, now=present() + after
        )


def find(viewer: Viewer, query: str) -> list[str]:
    """Return the addresses of those found."""
    with db.reading() as session:
        return [one.email for one in rescue.find(session, viewer=viewer, query=query).people]


def try_code(person: Person, code: str, *, after: timedelta = timedelta(0)) -> Entry:
    """Give a code after the right password."""
    token = begin(person, now=present() + after)
    choose(token, Method.RESCUE, now=present() + after)
    return finish(token, code, now=present() + after)


def methods_of(person: Person) -> list[Method]:
    """Return someone's second steps."""
    with db.reading() as session:
        return methods.of(session, person=person, now=present())


def rows() -> list[RescueCode]:
    """Return the codes ever given, in order."""
    with db.reading() as session:
        return list(session.exec(select(RescueCode).order_by(RescueCode.id)))  # type: ignore[arg-type]


def changes_told(person: Person) -> list[dict[str, str]]:
    """Return what someone was mailed about their account."""
    return [outbox.values_of(mail) for mail in mails_to(person, "account_change")]


def add_person(
    first_name: str, last_name: str, email: str, *bubbles: Bubble, is_platform_admin: bool = False
) -> Person:
    """Put someone in the database, and in these bubbles."""
    with db.transaction() as session:
        person = Person(first_name=first_name, last_name=last_name, email=email, is_platform_admin=is_platform_admin)
        session.add(person)
        session.flush()
        for bubble in bubbles:
            session.add(Membership(bubble_id=id_of(bubble), person_id=id_of(person), role=Role.COMPANION))
    return person


def lilas() -> Bubble:
    """The bubble of the cast."""
    with db.reading() as session:
        return session.exec(select(Bubble).where(Bubble.name == seed.BUBBLE)).one()


def new_admin(bubble: Bubble | None = None, *, is_platform_admin: bool = False) -> Viewer:
    """Someone who runs a bubble, or the platform."""
    person = add_person("Adèle", "Roche", "adele@example.org", is_platform_admin=is_platform_admin)
    if bubble is not None:
        with db.transaction() as session:
            session.add(
                Membership(bubble_id=id_of(bubble), person_id=id_of(person), role=Role.COMPANION, is_admin=True)
            )
    return sign_in(person)[0]


# Who may help whom


def test_who_may_help_whom_is_the_table(cast: Cast) -> None:
    with db.transaction() as session:
        roses = Bubble(name="Bulle des Roses")
        session.add(roses)
    rose_admin = new_admin(roses)
    root = sign_in(add_person("Rachid", "Haddad", "rachid@example.org", is_platform_admin=True))[0]
    other_root = add_person("Solène", "Petit", "solene@example.org", lilas(), is_platform_admin=True)
    helpers = {
        "bubble admin": sign_in(cast.agathe)[0],
        "admin of another bubble": rose_admin,
        "platform admin": root,
        "companion": sign_in(cast.camille)[0],
        "patient": sign_in(cast.paul)[0],
        "stranger": sign_in(cast.zelda)[0],
    }
    helped = {
        "companion": cast.camille,
        "patient": cast.paul,
        "bubble admin": cast.agathe,
        "stranger": cast.zelda,
        "platform admin": other_root,
    }
    told = {}
    for helper, viewer in helpers.items():
        for someone, person in helped.items():
            try:
                issue(viewer, person)
                told[helper, someone] = "yes"
            except Refused as refused:
                told[helper, someone] = type(refused).__name__
    assert told == {
        ("bubble admin", "companion"): "yes",
        ("bubble admin", "patient"): "yes",
        ("bubble admin", "bubble admin"): "NotForOneself",
        ("bubble admin", "stranger"): "NotFound",
        ("bubble admin", "platform admin"): "NotFound",
        **{("admin of another bubble", someone): "NotFound" for someone in helped},
        **{("platform admin", someone): "yes" for someone in helped},
        **{(helper, someone): "NotAllowed" for helper in ("companion", "patient", "stranger") for someone in helped},
    }


def test_an_admin_of_two_bubbles_helps_only_in_the_one_they_run(cast: Cast, agathe: Viewer) -> None:
    with db.transaction() as session:
        roses = Bubble(name="Bulle des Roses")
        session.add(roses)
        session.flush()
        for person in (cast.agathe, cast.zelda):
            session.add(Membership(bubble_id=id_of(roses), person_id=id_of(person), role=Role.PATIENT))
    agathe = sign_in(cast.agathe)[0]

    assert find(agathe, "zelda") == []
    with pytest.raises(NotFound):
        issue(agathe, cast.zelda)


def test_nobody_helps_themselves_not_even_a_platform_admin(cast: Cast) -> None:
    root = new_admin(is_platform_admin=True)
    with pytest.raises(NotForOneself), db.transaction() as session:
        rescue.issue(session, by=root, person_ref=root.ref, identity_check=CHECK, origin=OFFICE, now=present())
    assert find(root, "adele@example.org") == []
    assert find(root, cast.zelda.email) == [cast.zelda.email]


def test_someone_suspended_is_helped_by_nobody(cast: Cast, agathe: Viewer) -> None:
    suspend(cast.paul)
    assert find(agathe, "paul") == []
    with pytest.raises(NotFound):
        issue(agathe, cast.paul)


@pytest.mark.parametrize("reference", ["", "nobody", "\0", "x" * 10_000, "' or 1=1 --"])
def test_what_names_nobody_is_not_found(cast: Cast, agathe: Viewer, reference: str) -> None:
    with pytest.raises(NotFound) as refused, db.transaction() as session:
        rescue.issue(session, by=agathe, person_ref=reference, identity_check=CHECK, origin=OFFICE, now=present())
    assert refused.value.field == "person"


def test_an_old_proof_is_asked_for_again(cast: Cast, agathe: Viewer) -> None:
    stale = dataclasses.replace(agathe, proved_at=present() - timedelta(minutes=5))
    with pytest.raises(ProofNeeded):
        issue(stale, cast.paul)
    assert rows() == []
    assert changes_told(cast.paul) == []


# Finding them


@pytest.mark.parametrize("query", ["gir", "GIRARD", "paul girard", "girard paul", "paul@demo", "  Paul   Gir  "])
def test_someone_is_found_by_any_part_of_their_name_or_address(cast: Cast, agathe: Viewer, query: str) -> None:
    assert find(agathe, query) == [cast.paul.email]


@pytest.mark.parametrize("query", ["helene", "HÉLÈNE", "d'alès", "d’ales", "coeur", "Cœur"])
def test_capitals_accents_and_apostrophes_do_not_count(cast: Cast, agathe: Viewer, query: str) -> None:
    add_person("Hélène", "D’Alès-Cœur", "h@example.org", lilas())
    assert find(agathe, query) == ["h@example.org"]


@pytest.mark.parametrize("query", ["", "pa", "p a", "%%%", "___", "...", "-@.", "\0", "pa%", "paul%girard"])
def test_fewer_than_three_letters_and_wildcards_find_nobody(cast: Cast, agathe: Viewer, query: str) -> None:
    assert find(agathe, query) == []


def test_those_of_the_same_name_are_told_apart_by_their_address(cast: Cast, agathe: Viewer) -> None:
    add_person("Paul", "Girard", "p.girard@example.org", lilas())
    with db.reading() as session:
        found = rescue.find(session, viewer=agathe, query="girard").people
    assert [(one.name, one.email) for one in found] == [
        ("Paul Girard", "p.girard@example.org"),
        ("Paul Girard", cast.paul.email),
    ]
    assert Rescuable(cast.paul.ref, "Paul Girard", cast.paul.email) in found


def test_twenty_are_listed_at_most(cast: Cast, agathe: Viewer) -> None:
    bubble = lilas()
    for n in range(20):
        add_person("Nour", f"Martin {n:02}", f"nour{n}@example.org", bubble)
    with db.reading() as session:
        exactly = rescue.find(session, viewer=agathe, query="martin")
    add_person("Nour", "Martin 20", "nour20@example.org", bubble)
    with db.reading() as session:
        beyond = rescue.find(session, viewer=agathe, query="martin")

    assert (len(exactly.people), exactly.has_more) == (20, False)
    assert (beyond.people, beyond.has_more) == (exactly.people, True)


def test_whoever_may_not_help_finds_nobody(cast: Cast) -> None:
    for person in (cast.camille, cast.paul, cast.zelda):
        with pytest.raises(NotAllowed):
            find(sign_in(person)[0], "girard")


# How they were recognised


@pytest.mark.parametrize("check", ["", "   ", "Vue.", "x" * 19, "x" + " " * 40 + "x", "\0" * 40 + "Vue."])
def test_less_than_a_sentence_is_refused(cast: Cast, agathe: Viewer, check: str) -> None:
    with pytest.raises(IdentityCheckMissing) as refused:
        issue(agathe, cast.paul, check=check)
    assert refused.value.field == "identity_check"


def test_more_than_five_hundred_characters_are_refused_rather_than_cut(cast: Cast, agathe: Viewer) -> None:
    with pytest.raises(IdentityCheckTooLong):
        issue(agathe, cast.paul, check="x" * 501)
    issue(agathe, cast.paul, check="é" * 500)
    assert [row.identity_check for row in rows()] == ["é" * 500]


def test_what_was_written_is_kept_in_its_row_and_nowhere_else(cast: Cast, agathe: Viewer) -> None:
    issue(agathe, cast.paul, check=f"  {CHECK}\n\0\ttop ")

    (row,) = rows()
    assert (row.identity_check, row.issued_by_id) == (f"{CHECK} top", agathe.person_id)
    with db.reading() as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "rescue:issued"))
    assert "Appel" not in entry.details
    assert "Appel" not in str(changes_told(cast.paul))


# What is remembered and told


def test_the_log_says_who_helped_whom_and_the_person_is_mailed(cast: Cast, agathe: Viewer) -> None:
    code = issue(agathe, cast.paul)

    with db.reading() as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == audit.Action.RESCUE_ISSUED))
        assert (entry.actor_ref, entry.object_ref) == (cast.agathe.ref, cast.paul.ref)
        assert (entry.session_ref, entry.outcome) == (agathe.session_ref, "done")
        assert codes.bare(code) not in entry.details
        assert audit.first_break(session) is None
    (told,) = changes_told(cast.paul)
    assert (told["change"], told["by"], told["device"]) == ("rescue-issued", "Agathe Lefèvre", "")
    assert code not in told.values()
    assert changes_told(cast.agathe) == []


def test_the_code_is_not_in_the_database(cast: Cast, agathe: Viewer) -> None:
    code = codes.bare(issue(agathe, cast.paul))
    (row,) = rows()
    assert len(row.code_mac) == 32
    assert code.encode() not in row.code_mac
    assert code not in str(row.model_dump())


def test_a_code_is_eight_letters_and_digits_in_two_groups(cast: Cast, agathe: Viewer) -> None:
    first, second = (codes.lettered(codes.bare(code)) for code in (issue(agathe, cast.paul), issue(agathe, cast.paul)))
    assert first != second
    assert rescue.looks_like_one(first)
    assert codes.grouped(first, 4) == f"{first[:4]}-{first[4:]}"


# What it is good for


@pytest.mark.parametrize("typed", ["{0}-{1}", "{0}{1}", " {0} {1} ", "{0} – {1}"])
def test_it_opens_the_account_after_the_password_however_it_is_spaced(cast: Cast, agathe: Viewer, typed: str) -> None:
    first, second = issue(agathe, cast.paul).split("-")

    entry = try_code(cast.paul, typed.format(first.lower(), second))

    with db.reading() as session:
        viewer = sessions.resume(session, token=entry.session_token, now=present())
    assert viewer
    assert viewer.ref == cast.paul.ref


def test_it_is_offered_only_while_it_waits(cast: Cast, agathe: Viewer) -> None:
    token = begin(cast.paul)
    assert Method.RESCUE not in show(token).others
    code = issue(agathe, cast.paul)
    assert Method.RESCUE in show(token).others
    assert Method.RESCUE not in show(token, now=present() + rescue.LIFE).others
    assert Method.RESCUE not in show(begin(cast.camille)).others

    choose(token, Method.RESCUE)
    finish(token, code)

    assert Method.RESCUE not in show(begin(cast.paul)).others


def test_someone_who_waits_at_the_second_step_can_take_it_at_once(cast: Cast, agathe: Viewer) -> None:
    token = begin(cast.paul)
    code = issue(agathe, cast.paul)
    choose(token, Method.RESCUE)
    assert finish(token, code).session_token


def test_it_is_worth_nothing_without_the_password(cast: Cast, agathe: Viewer) -> None:
    code = issue(agathe, cast.paul)
    with pytest.raises(AttemptOver):
        finish("no-attempt", code)


def test_it_opens_no_other_account(cast: Cast, agathe: Viewer) -> None:
    code = issue(agathe, cast.paul)
    issue(agathe, cast.camille)
    with pytest.raises(WrongRescueCode):
        try_code(cast.camille, code)


def test_it_is_good_for_an_hour(cast: Cast, agathe: Viewer) -> None:
    code = issue(agathe, cast.paul)
    late = present() + rescue.LIFE
    token = begin(cast.paul, now=late - timedelta(minutes=1))
    choose(token, Method.RESCUE, now=late - timedelta(minutes=1))
    with pytest.raises(WrongRescueCode):
        finish(token, code, now=late)

    assert finish(token, code, now=late - timedelta(minutes=1)).session_token


def test_it_serves_once(cast: Cast, agathe: Viewer) -> None:
    code = issue(agathe, cast.paul)
    try_code(cast.paul, code)

    with pytest.raises(NotFound):
        try_code(cast.paul, code)
    assert [row.used_at is not None for row in rows()] == [True]


def test_the_newest_kills_the_one_before(cast: Cast, agathe: Viewer) -> None:
    before, newest = issue(agathe, cast.paul), issue(new_admin(lilas()), cast.paul)

    with pytest.raises(WrongRescueCode):
        try_code(cast.paul, before)

    assert try_code(cast.paul, newest).session_token


def test_a_code_that_served_is_not_rewritten_by_the_next(cast: Cast, agathe: Viewer) -> None:
    try_code(cast.paul, issue(agathe, cast.paul))
    (used,) = rows()
    issue(agathe, cast.paul)
    assert rows()[0].expires_at == used.expires_at


def test_a_wrong_code_is_a_try_and_the_sixth_is_not_even_compared(cast: Cast, agathe: Viewer) -> None:
    code = issue(agathe, cast.paul)
    wrong = "0" * 8 if codes.bare(code) != "0" * 8 else "1" * 8
    token = begin(cast.paul)
    choose(token, Method.RESCUE)
    for _ in range(5):
        with pytest.raises(WrongRescueCode):
            finish(token, wrong)

    with pytest.raises(NoTriesLeft):
        finish(token, code)

    assert attempt_of(cast.paul).tries == 5
    assert actions().count("sign-in:code-refused") == 5
    assert rows()[0].used_at is None


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("123456", OtherMethod),
        ("", RescueCodeMalformed),
        ("K7M2-9QT", RescueCodeMalformed),
        ("U" * 8, RescueCodeMalformed),
    ],
)
def test_what_has_another_shape_costs_no_try(cast: Cast, agathe: Viewer, typed: str, refusal: type[Refused]) -> None:
    issue(agathe, cast.paul)
    token = begin(cast.paul)
    choose(token, Method.RESCUE)
    with pytest.raises(refusal):
        finish(token, typed)
    assert attempt_of(cast.paul).tries == 0


def test_a_rescue_code_in_the_box_of_the_mailed_one_is_recognised(cast: Cast, agathe: Viewer) -> None:
    code = issue(agathe, cast.paul)
    token = begin(cast.paul)
    with pytest.raises(OtherMethod) as refused:
        finish(token, code)
    assert refused.value.method == Method.RESCUE


def test_of_fifty_tries_at_once_one_opens_the_account(cast: Cast, agathe: Viewer) -> None:
    code = issue(agathe, cast.paul)
    attempts = [begin(cast.paul) for _ in range(10)]  # ten mailed codes an hour
    for token in attempts:
        choose(token, Method.RESCUE)
    line = Barrier(50)

    def give(token: str) -> str:
        line.wait()
        try:
            return type(finish(token, code)).__name__
        except Refused as refused:
            return type(refused).__name__

    with ThreadPoolExecutor(50) as threads:
        came_out = Counter(threads.map(give, attempts * 5))

    assert came_out["Entry"] == 1
    assert set(came_out) <= {"Entry", "AttemptOver", "WrongRescueCode", "TooManyTries"}
    assert actions().count("rescue:used") == 1
    with db.reading() as session:
        assert len(session.exec(select(SignedIn).where(SignedIn.person_id == cast.paul.id)).all()) == 1


def test_its_use_is_remembered_and_mailed(cast: Cast, agathe: Viewer) -> None:
    try_code(cast.paul, issue(agathe, cast.paul))

    with db.reading() as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == audit.Action.RESCUE_USED))
    assert (entry.actor_ref, entry.object_ref) == (cast.paul.ref, cast.paul.ref)
    assert rows()[0].ref in entry.details
    assert [told["change"] for told in changes_told(cast.paul)] == ["rescue-issued", "rescue-used"]
    assert changes_told(cast.paul)[1]["device"] == LAPTOP.device


def test_it_never_makes_a_device_trusted(cast: Cast, agathe: Viewer) -> None:
    code = issue(agathe, cast.paul)
    token = begin(cast.paul)
    choose(token, Method.RESCUE)

    entry = finish(token, code, is_to_be_trusted=True)

    with db.reading() as session:
        device = devices.known(session, person=cast.paul, token=entry.device_token)
        assert device
        assert not devices.is_trusted(device, person=session.get_one(Person, cast.paul.id), now=present())


def test_no_method_of_the_person_changes(cast: Cast, agathe: Viewer) -> None:
    before = methods_of(cast.paul)
    with db.reading() as session:
        version = session.get_one(Person, cast.paul.id).security_version

    try_code(cast.paul, issue(agathe, cast.paul))

    assert methods_of(cast.paul) == before == [Method.MAIL]
    with db.reading() as session:
        assert session.get_one(Person, cast.paul.id).security_version == version


def test_someone_suspended_since_does_not_get_in(cast: Cast, agathe: Viewer) -> None:
    code = issue(agathe, cast.paul)
    token = begin(cast.paul)
    choose(token, Method.RESCUE)
    suspend(cast.paul)
    with pytest.raises(AttemptOver):
        finish(token, code)


# How often


def test_five_codes_a_day_for_one_person_whoever_gives_them(cast: Cast, agathe: Viewer) -> None:
    other = new_admin(lilas())
    for by in (agathe, other, agathe, other, agathe):
        issue(by, cast.paul)
    for by in (agathe, other):
        with pytest.raises(TooManyTries):
            issue(by, cast.paul)
    issue(agathe, cast.camille)


def test_twenty_codes_a_day_from_one_admin(cast: Cast, agathe: Viewer) -> None:
    bubble = lilas()
    people = [add_person("Nour", f"Martin {n}", f"nour{n}@example.org", bubble) for n in range(21)]
    for person in people[:20]:
        issue(agathe, person)
    with pytest.raises(TooManyTries):
        issue(agathe, people[20])
    assert len(rows()) == 20


def test_what_is_refused_spends_nothing(cast: Cast, agathe: Viewer) -> None:
    for _ in range(25):
        with pytest.raises(IdentityCheckMissing):
            issue(agathe, cast.paul, check="")
    limits.check(limits.Limit.RESCUE_BY_ADMIN, agathe.ref)
    issue(agathe, cast.paul)
