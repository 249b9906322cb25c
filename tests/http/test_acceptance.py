"""An invitation answered over HTTP, by whoever is invited, and by whoever should not."""

import re
import time
import uuid
from collections.abc import Iterator
from statistics import median

import pytest
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain import invitations, sessions
from mycharlotte.domain.offers import Offer
from mycharlotte.domain.origin import Origin
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.invitations import Invitation
from mycharlotte.models.people import Person
from mycharlotte.seed import AGATHE, BUBBLE
from tests.http.visitor import Visitor, link_in, visiting
from tests.servers.application import Application, fresh_address, hold

STRONG = "Sept-cerises-dansent-9"
FORM = {"first_name": "Inès", "last_name": "Da Silva", "new_password": STRONG}


@pytest.fixture
def guest(application: Application) -> Iterator[Visitor]:
    """Someone who has no account."""
    with visiting(application, f"{uuid.uuid4().hex[:12]}@example.org") as someone:
        yield someone


@pytest.fixture
def member(application: Application) -> Iterator[Visitor]:
    """Someone who has one, and is signed in."""
    with visiting(application) as someone:
        hold(someone.browser, application.session_of(someone.email))
        yield someone


def invite(application: Application, email: str, *, role: Role = Role.PATIENT) -> str:
    """Invite an address to the bubble of the cast; return the token of a link."""
    with application.in_use(), db.transaction() as session:
        agathe = session.exec(select(Person).where(Person.email == AGATHE.email)).one()
        token = sessions.start(session, person=agathe, origin=Origin("", ""), now=now())
        session.flush()
        by = sessions.resume(session, token=token, now=now())
        assert by
        bubble = session.exec(select(Bubble).where(Bubble.name == BUBBLE)).one()
        invitation = invitations.create(session, by=by, bubble=bubble, offer=Offer(email, role), now=now())
        return invitations.new_token(session, invitation, now=now())


def open_link(visitor: Visitor, token: str) -> None:
    answer = visitor.browser.get(routes.INVITATION_LINK, params={"jeton": token})
    assert (answer.status_code, answer.headers["location"]) == (303, routes.INVITATION)


def invited(visitor: Visitor) -> str:
    """Invite this visitor, and open the link in their browser."""
    token = invite(visitor.application, visitor.email)
    open_link(visitor, token)
    return token


def send(visitor: Visitor, door: str, **form: str) -> str:
    answer = visitor.browser.post(door, data=form)
    assert answer.status_code == 303
    return answer.headers["location"]


def sign_up(visitor: Visitor, **form: str) -> str:
    return send(visitor, routes.POST_SIGN_UP, **FORM | form)


def invitation_for(visitor: Visitor) -> Invitation:
    with visitor.application.in_use(), db.reading() as session:
        return session.exec(select(Invitation).where(Invitation.email == visitor.email)).one()


def places_of(visitor: Visitor) -> list[Membership]:
    with visitor.application.in_use(), db.reading() as session:
        query = select(Membership).join(Person).where(Person.email == visitor.email)
        return list(session.exec(query))


# The link


def test_the_secret_of_a_link_leaves_the_address_at_once(guest: Visitor) -> None:
    token = invite(guest.application, guest.email)
    answer = guest.browser.get(routes.INVITATION_LINK, params={"jeton": token})
    assert answer.headers["location"] == routes.INVITATION
    assert answer.headers["cache-control"] == "no-store"
    assert re.search("HttpOnly", answer.headers["set-cookie"])
    assert guest.cookie("invitation") == token


def test_a_scanner_of_mails_changes_nothing(guest: Visitor) -> None:
    token = invite(guest.application, guest.email)
    for method in ("GET", "HEAD", "GET"):
        guest.browser.request(method, routes.INVITATION_LINK, params={"jeton": token}, follow_redirects=True)
    seen = invitation_for(guest)
    assert (seen.opened_at, seen.accepted_at, seen.declined_at) == (None, None, None)


@pytest.mark.parametrize("glued", [".", ">", "\u200b", "&fbclid=x", " "])
def test_what_mail_programs_glue_to_a_link_is_left_behind(guest: Visitor, glued: str) -> None:
    token = invite(guest.application, guest.email)
    guest.browser.get(f"{routes.INVITATION_LINK}?jeton={token}{glued}")
    assert guest.cookie("invitation") == token


@pytest.mark.parametrize("query", ["", "?jeton=", "?jeton=%00", "?jeton=%C3%A9", "?jeton=%0d%0aSet-Cookie:x=y"])
def test_a_link_of_which_nothing_is_left_leads_to_a_page_that_says_so(guest: Visitor, query: str) -> None:
    answer = guest.browser.get(routes.INVITATION_LINK + query)
    assert answer.headers["location"] == routes.INVITATION
    assert guest.cookie("invitation") == "-"
    assert "x=y" not in answer.headers["set-cookie"]


# A new person


def test_from_the_link_to_the_bubble(guest: Visitor) -> None:
    invited(guest)
    assert sign_up(guest) == routes.INVITATION_CODE
    assert not guest.is_in()
    assert send(guest, routes.POST_SIGN_UP_CODE, code=guest.receive_code()) == routes.HOME
    assert guest.is_in()
    assert guest.done(routes.HOME) == "welcome"
    assert len(places_of(guest)) == 1
    assert (guest.cookie("invitation"), guest.cookie("sign-up")) == ("", "")
    with visiting(guest.application, guest.email) as elsewhere:
        assert elsewhere.give_password(STRONG).headers["location"] == routes.SIGN_IN_CODE


def test_another_code_may_be_asked_for_but_not_at_once(guest: Visitor) -> None:
    invited(guest)
    sign_up(guest)
    assert send(guest, routes.POST_SIGN_UP_RESEND) == routes.INVITATION_CODE
    assert "un autre dans" in guest.told(routes.INVITATION_CODE)


def test_what_was_typed_comes_back_but_never_the_password(guest: Visitor) -> None:
    invited(guest)
    assert sign_up(guest, first_name="", new_password="Court-7") == routes.INVITATION
    assert guest.told(routes.INVITATION) == "Quelques réponses sont à corriger."
    assert "Court-7" not in guest.cookie("flash")


def test_a_wrong_code_is_said_and_stays_typed(guest: Visitor) -> None:
    invited(guest)
    sign_up(guest)
    code = guest.receive_code()
    assert send(guest, routes.POST_SIGN_UP_CODE, code=f"{(int(code) + 1) % 10**6:06}") == routes.INVITATION_CODE
    assert "4 essais" in guest.told(routes.INVITATION_CODE)


def test_without_a_link_no_account_is_asked_for(guest: Visitor) -> None:
    assert sign_up(guest) == routes.INVITATION
    assert guest.cookie("sign-up") == ""
    assert send(guest, routes.POST_SIGN_UP_CODE, code="123456") == routes.INVITATION
    assert send(guest, routes.POST_SIGN_UP_RESEND) == routes.INVITATION


def test_whoever_was_signed_in_here_no_longer_is(member: Visitor, guest: Visitor) -> None:
    token = invite(guest.application, guest.email)
    open_link(member, token)
    before = member.cookie("session")
    sign_up(member)
    send(member, routes.POST_SIGN_UP_CODE, code=guest.receive_code())
    assert member.is_in()
    hold(member.browser, {member.application.cookie("session"): before})
    assert not member.is_in()


def test_a_copied_link_without_the_mailbox_leads_nowhere(guest: Visitor) -> None:
    token = invited(guest)
    with guest.application.client(address=fresh_address()) as browser:
        thief = Visitor(guest.application, browser, guest.email)
        open_link(thief, token)
        sign_up(thief)
        for number in range(6):
            send(thief, routes.POST_SIGN_UP_CODE, code=f"{number:06}")
        assert not thief.is_in()
        assert thief.cookie("session") == thief.cookie("attempt") == ""
    assert places_of(guest) == []


def test_the_strength_of_a_password_is_judged_with_an_invitation_and_not_without(guest: Visitor) -> None:
    def judge(password: str) -> dict:
        form, headers = {"password": password}, {"Accept": "application/json"}
        return guest.browser.post(routes.POST_STRENGTH, data=form, headers=headers).json()

    assert "score" not in judge(STRONG)
    invited(guest)
    assert judge(STRONG)["score"] == 4
    assert "personal" in judge(guest.email)["weaknesses"]
    send(guest, routes.POST_DECLINE)
    assert "score" not in judge(STRONG)


# Whether the address has an account


def test_nothing_tells_an_address_with_an_account_from_one_without(application: Application, guest: Visitor) -> None:
    told: dict[str, list[object]] = {}
    taken: dict[str, float] = {}
    for email in (guest.email, application.newcomer()):
        times: list[float] = []
        said: list[object] = []
        with visiting(application, email) as someone:
            invited(someone)
            for door in (routes.POST_SIGN_UP, *[routes.POST_SIGN_UP_CODE] * 6, routes.POST_SIGN_UP_RESEND):
                start = time.perf_counter()
                answer = someone.browser.post(door, data=FORM | {"code": "000000"})
                times.append(time.perf_counter() - start)
                headers = {n: v for n, v in answer.headers.items() if n not in {"set-cookie", "date"}}
                said.append((answer.status_code, answer.text, headers, someone.told(routes.INVITATION_CODE)))
                said.append(sorted(someone.browser.cookies.keys()))
            taken[email] = median(times[1:7])
            assert times[0] > 0.4
        told[email] = said
    known, unknown = told.values()
    assert known == unknown
    assert max(taken.values()) < 0.3


def test_whoever_has_an_account_is_mailed_a_link_that_opens_the_invitation_anywhere(application: Application) -> None:
    with visiting(application) as someone:
        invited(someone)
        sign_up(someone)
        mail = someone.receive("déjà un compte")
    with visiting(application, someone.email) as elsewhere:
        elsewhere.browser.get(link_in(mail))
        elsewhere.give_password(page=routes.sign_in(routes.INVITATION))
        assert elsewhere.give_code(elsewhere.receive_code()).headers["location"] == routes.INVITATION
        assert send(elsewhere, routes.POST_ACCEPT).startswith(routes.BUBBLE)


# Someone who has an account


def test_whoever_is_signed_in_joins_with_one_press(member: Visitor) -> None:
    invited(member)
    with member.application.in_use(), db.reading() as session:
        bubble = session.exec(select(Bubble).where(Bubble.name == BUBBLE)).one()
    assert send(member, routes.POST_ACCEPT) == routes.of_bubble(routes.BUBBLE, bubble.ref)
    assert len(places_of(member)) == 1
    assert member.cookie("invitation") == ""


def test_whoever_is_signed_in_under_another_address_is_told_and_signs_out_without_losing_the_link(
    member: Visitor, guest: Visitor
) -> None:
    token = invite(guest.application, guest.email)
    open_link(member, token)
    assert send(member, routes.POST_ACCEPT) == routes.INVITATION
    assert "une autre adresse" in member.told(routes.INVITATION)
    before = member.cookie("session")
    assert send(member, routes.POST_LEAVE_TO_ACCEPT) == routes.INVITATION
    assert (member.cookie("session"), member.cookie("invitation")) == ("", token)
    hold(member.browser, {member.application.cookie("session"): before})
    assert not member.is_in()


def test_nobody_joins_without_a_session(guest: Visitor) -> None:
    invited(guest)
    assert send(guest, routes.POST_ACCEPT) == routes.sign_in(routes.INVITATION)
    assert invitation_for(guest).accepted_at is None


# Declined


def test_no_is_heard_once_and_the_page_goes_on_saying_so(guest: Visitor) -> None:
    token = invited(guest)
    sign_up(guest)
    assert send(guest, routes.POST_DECLINE) == routes.INVITATION
    assert (guest.cookie("invitation"), guest.cookie("sign-up")) == (token, "")
    declined = invitation_for(guest).declined_at
    assert declined
    for door in (routes.POST_DECLINE, routes.POST_ACCEPT, routes.POST_SIGN_UP):
        assert send(guest, door, **FORM) in {routes.INVITATION, routes.sign_in(routes.INVITATION)}
    assert invitation_for(guest).declined_at == declined


@pytest.mark.parametrize(
    "door",
    [
        routes.POST_SIGN_UP,
        routes.POST_SIGN_UP_CODE,
        routes.POST_ACCEPT,
        routes.POST_DECLINE,
        routes.POST_LEAVE_TO_ACCEPT,
    ],
)
def test_only_our_own_pages_may_post(guest: Visitor, door: str) -> None:
    invited(guest)
    answer = guest.browser.post(door, data=FORM, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert invitation_for(guest).declined_at is None


def test_the_next_person_at_this_computer_does_not_find_the_invitation(
    application: Application, member: Visitor
) -> None:
    open_link(member, invite(application, member.email))
    member.browser.post(routes.POST_SIGN_OUT)
    assert [member.cookie(name) for name in ("session", "invitation", "sign-up")] == ["", "", ""]
