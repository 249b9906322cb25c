"""A page that is signed in to without being left learns which second step is asked for; nobody else does."""

from mycharlotte import routes
from mycharlotte.http import cookies
from tests.http.visitor import Visitor, visiting
from tests.servers.application import Application

JSON = {"Accept": "application/json"}
NOTHING = {
    "is_open": False,
    "method": "",
    "others": [],
    "masked_email": "",
    "seconds_to_resend": 0,
    "is_mail_slow": False,
    "mailbox": "",
}


def step_of(visitor: Visitor) -> dict[str, object]:
    answer = visitor.browser.get(routes.SECOND_STEP)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def test_without_a_password_there_is_no_second_step(application: Application) -> None:
    with visiting(application) as visitor:
        assert step_of(visitor) == NOTHING


def test_an_invented_attempt_is_none(application: Application) -> None:
    with visiting(application) as visitor:
        visitor.browser.cookies.set(application.cookie(cookies.ATTEMPT), "invented", domain="localhost.local")
        assert step_of(visitor) == NOTHING


def test_after_the_password_it_says_where_the_code_went_without_the_address(application: Application) -> None:
    with visiting(application) as visitor:
        visitor.give_password()
        step = step_of(visitor)
        assert (step["is_open"], step["method"], step["others"], step["mailbox"]) == (True, "mail", [], "")
        assert step["masked_email"] == f"{visitor.email[0]}•••••@example.org"
        assert visitor.email not in str(step)
        assert 0 < int(str(step["seconds_to_resend"])) <= 60


def test_once_inside_there_is_no_second_step_any_more(application: Application) -> None:
    with visiting(application) as visitor:
        visitor.give_password()
        visitor.give_code(visitor.receive_code())
        assert step_of(visitor) == NOTHING


def test_in_a_demo_it_says_where_the_mails_are(demonstration: Application) -> None:
    with visiting(demonstration) as visitor:
        visitor.give_password()
        assert step_of(visitor)["mailbox"] == routes.MAILBOX


def test_both_steps_can_be_taken_without_leaving_a_page(application: Application) -> None:
    with visiting(application) as visitor:
        form = {"email": visitor.email, "password": "faux"}
        refused = visitor.browser.post(routes.POST_SIGN_IN, data=form, headers=JSON)
        assert (refused.status_code, refused.json()["to"]) == (422, routes.SIGN_IN)
        assert refused.json()["refusal"]["sentence"]

        visitor.browser.headers.update(JSON)
        assert visitor.give_password().json() == {"to": routes.SIGN_IN_CODE}
        code = visitor.receive_code()
        wrong = visitor.give_code(f"{(int(code) + 1) % 10**6:06}")
        assert (wrong.status_code, wrong.json()["to"]) == (422, routes.SIGN_IN_CODE)
        assert wrong.json()["refusal"]["field"] == "code"
        assert visitor.give_code(code).json() == {"to": routes.HOME}
        del visitor.browser.headers["Accept"]
        assert visitor.is_in()


def test_an_attempt_that_is_over_leads_back_to_the_password(application: Application) -> None:
    with visiting(application) as visitor:
        visitor.browser.headers.update(JSON)
        for door, form in (
            (routes.POST_CODE, {"code": "123456"}),
            (routes.POST_METHOD, {"method": "app"}),
            (routes.POST_RESEND, {}),
            (routes.POST_CHALLENGE, {}),
        ):
            answer = visitor.browser.post(door, data=form)
            assert (answer.status_code, answer.json()["to"]) == (422, routes.SIGN_IN), door
