"""The doors of invitations: a link once, as JSON, to whoever may invite; to anyone else, a reason or the way in."""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import httpx
import pytest
import sqlmodel

from mycharlotte import db, routes
from mycharlotte.domain import tokens
from mycharlotte.http import cookies
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.invitations import Invitation, InvitationLink
from mycharlotte.states import flash
from tests.servers.application import Application, until
from tests.servers.bubble import Members, new_bubble

JSON = {"Accept": "application/json"}


@pytest.fixture
def bubble(application: Application) -> Members:
    """A bubble of this test."""
    return new_bubble(application)


@contextmanager
def signed_in(application: Application, email: str) -> Iterator[httpx.Client]:
    """A browser where someone is signed in."""
    with application.client(cookies=application.session_of(email)) as browser:
        yield browser


def reference(application: Application, bubble: Members) -> str:
    """What addresses call a bubble."""
    with application.in_use(), db.reading() as session:
        return session.exec(sqlmodel.select(Bubble.ref).where(Bubble.name == f"Bulle {bubble.patient_name}")).one()


def invitations_of(application: Application, bubble_ref: str) -> list[Invitation]:
    """The invitations of a bubble, the oldest first."""
    with application.in_use(), db.reading() as session:
        query = sqlmodel.select(Invitation).join(Bubble).where(Bubble.ref == bubble_ref)
        return list(session.exec(query.order_by(sqlmodel.col(Invitation.id))))


def someone(bubble: Members) -> str:
    """An address of this test."""
    return f"{bubble.patient_name.lower()}@invitee.example.org"


def post(browser: httpx.Client, bubble_ref: str, email: str = "", **fields: str) -> httpx.Response:
    """Send the form as the page's script does."""
    headers = fields.pop("headers", JSON)
    data = {"bulle": bubble_ref, "email": email, "role": "patient"} | fields
    return browser.post(routes.POST_INVITE, data=data, headers=headers)  # type: ignore[arg-type]


def ask_link(browser: httpx.Client, bubble_ref: str, invitation: str, **headers: str) -> httpx.Response:
    """Ask for a link as the page's script does."""
    data = {"bulle": bubble_ref, "invitation": invitation}
    return browser.post(routes.POST_INVITATION_LINK, data=data, headers=JSON | headers)


def opens(application: Application, link: str) -> bool:
    """Tell whether a link leads to an invitation."""
    token = link.rpartition("=")[2]
    with application.in_use(), db.reading() as session:
        query = sqlmodel.select(InvitationLink).where(InvitationLink.token_hash == tokens.digest(token))
        return session.exec(query).first() is not None


def test_whoever_runs_the_bubble_gets_a_link_once_and_the_mail_leaves(
    application: Application, bubble: Members
) -> None:
    ref, email = reference(application, bubble), someone(bubble)
    with signed_in(application, bubble.admin) as browser:
        answer = post(browser, ref, f"  {email.upper()} ", message="Bonjour,\r\nà bientôt")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    shown = answer.json()
    assert set(shown) == {"link", "qr", "email", "until"}
    assert shown["email"] == email
    assert re.fullmatch(re.escape(f"{application.url}{routes.INVITATION_LINK}?jeton=") + r"[\w-]{43}", shown["link"])
    assert opens(application, shown["link"])
    assert b"<svg" in base64.b64decode(shown["qr"].removeprefix("data:image/svg+xml;base64,"))
    assert re.fullmatch(r"\w+ \d+(er)? \w+", shown["until"])
    mail = until(lambda: application.mails_for(email), 20)[0]
    assert mail["Subject"] == "Une invitation à rejoindre MyCharlotte"
    assert shown["link"] not in mail.as_string()
    body = mail.get_body(("plain",))
    assert body
    mailed = next(line for line in body.get_content().splitlines() if line.startswith("http"))
    assert opens(application, mailed)


def test_no_log_holds_a_link_or_an_address(application: Application, bubble: Members) -> None:
    ref, email = reference(application, bubble), someone(bubble)
    with signed_in(application, bubble.admin) as browser:
        link = post(browser, ref, email).json()["link"]
        (invitation,) = invitations_of(application, ref)
        other = ask_link(browser, ref, invitation.ref).json()["link"]
    until(lambda: application.mails_for(email), 20)
    log = application.log_text()
    assert not any(secret in log for secret in (link[-43:], other[-43:], email))


@pytest.mark.parametrize("who", ["companion", "patient"])
def test_a_member_who_does_not_run_the_bubble_is_refused(application: Application, bubble: Members, who: str) -> None:
    ref = reference(application, bubble)
    with signed_in(application, bubble.admin) as browser:
        post(browser, ref, someone(bubble))
    (invitation,) = invitations_of(application, ref)
    with signed_in(application, getattr(bubble, who)) as browser:
        answers = [
            post(browser, ref, "else@example.org"),
            post(browser, ref, again=invitation.ref),
            ask_link(browser, ref, invitation.ref),
        ]
    for answer in answers:
        assert answer.status_code == 422
        assert answer.json()["refusal"]["sentence"] == "Vous n’avez pas le droit de faire cela ici."
    assert len(invitations_of(application, ref)) == 1


def test_a_stranger_and_the_admin_of_another_bubble_are_told_the_same_of_what_exists_and_of_what_does_not(
    application: Application, bubble: Members
) -> None:
    ref = reference(application, bubble)
    with signed_in(application, bubble.admin) as browser:
        post(browser, ref, someone(bubble))
    (invitation,) = invitations_of(application, ref)
    other = new_bubble(application)
    theirs = reference(application, other)
    for email in (application.newcomer(), other.admin):
        with signed_in(application, email) as browser:
            for known, unknown in (
                (post(browser, ref, "else@example.org"), post(browser, "x" * 16, "else@example.org")),
                (ask_link(browser, ref, invitation.ref), ask_link(browser, "x" * 16, invitation.ref)),
            ):
                assert known.status_code == 422
                assert known.json()["refusal"] == unknown.json()["refusal"]
    with signed_in(application, other.admin) as browser:
        assert ask_link(browser, theirs, invitation.ref).content == ask_link(browser, theirs, "x" * 16).content
        assert post(browser, theirs, again=invitation.ref).status_code == 422
    assert len(invitations_of(application, ref)) == 1
    assert invitations_of(application, theirs) == []


def test_nobody_signed_in_is_led_to_the_sign_in_page_and_back(application: Application, bubble: Members) -> None:
    ref = reference(application, bubble)
    with application.client() as browser:
        for answer, page in (
            (post(browser, ref, someone(bubble)), routes.INVITE),
            (ask_link(browser, ref, "x" * 16), routes.INVITATIONS),
        ):
            assert answer.json() == {"to": f"{routes.SIGN_IN}?suite={quote(routes.of_bubble(page, ref))}"}
    assert invitations_of(application, ref) == []


def test_another_site_invites_nobody(application: Application, bubble: Members) -> None:
    ref = reference(application, bubble)
    with signed_in(application, bubble.admin) as browser:
        evil = JSON | {"Origin": "https://evil.example"}
        assert post(browser, ref, someone(bubble), headers=evil).status_code == 403  # type: ignore[arg-type]
        assert ask_link(browser, ref, "x", Origin="https://evil.example").status_code == 403
    assert invitations_of(application, ref) == []


def test_all_that_is_to_mend_is_said_at_once_each_beside_its_field(application: Application, bubble: Members) -> None:
    with signed_in(application, bubble.admin) as browser:
        answer = post(browser, reference(application, bubble), "élodie@", role="admin", message="x" * 4_999)
    assert answer.status_code == 422
    said = answer.json()["refusal"]["by_field"]
    assert list(said) == ["email", "role", "message"]
    assert said["email"].startswith("Écrivez une adresse e-mail complète")
    assert said["role"].startswith("Choisissez un rôle")
    assert said["message"].startswith("Raccourcissez le message")


def test_whoever_is_in_the_bubble_is_named_beside_the_field(application: Application, bubble: Members) -> None:
    with signed_in(application, bubble.admin) as browser:
        ref = reference(application, bubble)
        member, oneself = post(browser, ref, bubble.patient), post(browser, ref, bubble.admin.upper())
    assert bubble.patient_name in member.json()["refusal"]["by_field"]["email"]
    assert oneself.json()["refusal"]["by_field"]["email"].startswith("C’est votre adresse")


def test_whoever_is_invited_already_is_offered_to_be_again_and_then_is(
    application: Application, bubble: Members
) -> None:
    ref, email = reference(application, bubble), someone(bubble)
    with signed_in(application, bubble.admin) as browser:
        post(browser, ref, email)
        (invitation,) = invitations_of(application, ref)
        refused = post(browser, ref, email)
        assert refused.status_code == 422
        assert refused.json()["again"] == invitation.ref
        assert refused.json()["refusal"]["field"] == "email"
        too_soon = post(browser, ref, again=invitation.ref)
        assert too_soon.json()["refusal"]["sentence"].startswith("Un e-mail vient de partir.")
        sent_long_ago(application, invitation)

        again = post(browser, ref, again=invitation.ref)

    assert again.json()["email"] == email
    assert opens(application, again.json()["link"])
    assert len(until(lambda: found if len(found := application.mails_for(email)) == 2 else [], 20)) == 2


def sent_long_ago(application: Application, invitation: Invitation) -> None:
    """Let a while pass since an invitation was sent."""
    with application.in_use(), db.transaction() as session:
        session.get_one(Invitation, invitation.id).sent_at = invitation.created_at.replace(year=2020)


def test_an_address_that_has_an_account_is_answered_as_any_other(application: Application, bubble: Members) -> None:
    known, unknown = application.newcomer(), someone(bubble)
    ref = reference(application, bubble)
    with signed_in(application, bubble.admin) as browser:
        one, other = post(browser, ref, known), post(browser, ref, unknown)
    assert one.status_code == other.status_code == 200
    assert set(one.json()) == set(other.json())
    assert one.json()["until"] == other.json()["until"]
    mails = [until(lambda email=email: application.mails_for(email), 20)[-1] for email in (known, unknown)]

    def words(mail: object) -> str:
        return re.sub(r"jeton=[\w-]+", "", mail.get_body(("plain",)).get_content())  # type: ignore[attr-defined]

    assert words(mails[0]) == words(mails[1])
    assert mails[0]["Subject"] == mails[1]["Subject"]


def test_one_more_link_is_given_and_the_others_stay_good(application: Application, bubble: Members) -> None:
    ref = reference(application, bubble)
    with signed_in(application, bubble.admin) as browser:
        first = post(browser, ref, someone(bubble)).json()
        (invitation,) = invitations_of(application, ref)
        second = ask_link(browser, ref, invitation.ref).json()
    assert set(second) == {"link", "qr", "email", "until"}
    assert second["link"] != first["link"]
    assert opens(application, first["link"])
    assert opens(application, second["link"])


@pytest.mark.parametrize("invitation", ["", "\0", "x" * 5_000, "../..", "é"])
def test_what_names_no_invitation_is_not_found(application: Application, bubble: Members, invitation: str) -> None:
    with signed_in(application, bubble.admin) as browser:
        answer = ask_link(browser, reference(application, bubble), invitation)
    assert answer.json()["refusal"]["sentence"].endswith("introuvable.")


@pytest.mark.parametrize("bubble_ref", ["", "\0", "x" * 5_000, "../..", "é", "https://evil.example"])
def test_what_names_no_bubble_leads_nowhere_else(application: Application, bubble: Members, bubble_ref: str) -> None:
    with signed_in(application, bubble.admin) as browser:
        answer = post(browser, bubble_ref, someone(bubble))
        assert answer.status_code == 422
        assert answer.json()["to"].split("?")[0] in {routes.INVITE, routes.BUBBLES}
        assert answer.json()["refusal"]["sentence"].endswith("introuvable.")


def test_without_a_script_the_form_leads_to_the_list_which_says_so(application: Application, bubble: Members) -> None:
    ref = reference(application, bubble)
    with signed_in(application, bubble.admin) as browser:
        answer = post(browser, ref, someone(bubble), headers={})  # type: ignore[arg-type]
    page = routes.of_bubble(routes.INVITATIONS, ref)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert told(application, browser, page).done == "invited"
    assert told(application, browser, routes.of_bubble(routes.INVITATIONS, "another")) == flash.Flash()
    assert len(invitations_of(application, ref)) == 1


def told(application: Application, browser: httpx.Client, path: str) -> flash.Flash:
    """What the last form had to say to a page."""
    with application.in_use():
        sealed = browser.cookies[cookies.name_of(cookies.FLASH)]
        return flash.unseal(sealed, path=path, language="fr")


@pytest.mark.parametrize(("message", "kept"), [("À bientôt", "À bientôt"), ("é" * 1_001, "")])
def test_without_a_script_what_was_typed_comes_back_in_a_cookie_that_a_browser_takes(
    application: Application, bubble: Members, message: str, kept: str
) -> None:
    ref = reference(application, bubble)
    with signed_in(application, bubble.admin) as browser:
        answer = post(browser, ref, "paul", first_name="Élise", message=message, headers={})  # type: ignore[arg-type]
        found = told(application, browser, routes.of_bubble(routes.INVITE, ref))
        assert told(application, browser, routes.of_bubble(routes.INVITE, "another")) == flash.Flash()
    assert (answer.status_code, answer.headers["location"]) == (303, routes.of_bubble(routes.INVITE, ref))
    assert (found.typed["email"], found.typed["first_name"], found.typed["message"]) == ("paul", "Élise", kept)
    assert "email" in found.refusal.by_field
    assert len(answer.headers["set-cookie"]) < 4_096


def test_without_a_script_no_link_is_made(application: Application, bubble: Members) -> None:
    ref = reference(application, bubble)
    with signed_in(application, bubble.admin) as browser:
        answer = ask_link(browser, ref, "x" * 16, Accept="text/html")
    assert (answer.status_code, answer.headers["location"]) == (303, routes.of_bubble(routes.INVITATIONS, ref))
