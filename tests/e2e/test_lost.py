"""What comes over a page, and leaves what was typed: a cut connection, a session that ends or is renewed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from sqlmodel import select

from mycharlotte import db, routes, seed
from mycharlotte.domain import backup_codes, sessions, tokens
from mycharlotte.models.access import Session, SignInAttempt
from mycharlotte.models.base import now
from mycharlotte.models.people import Language, Person
from mycharlotte.models.second_steps import BackupCode
from tests.e2e import test_authenticator as app_page
from tests.e2e import test_passkeys as passkeys_page
from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.servers.application import Application, coming_from, fresh_address, serving

LOST = "Connexion interrompue."
OVER = "Votre session est terminée"
CODE = "Votre code de connexion"
BACKUP_CODE = "K7M2X9QTRB"
SOON = 5_000  # how long after its session ended a page may still be seen, in milliseconds


@pytest.fixture
def email(application: Application) -> str:
    """Nour, who is new."""
    return application.newcomer()


@pytest.fixture
def context(application: Application, new_context: NewContext, email: str) -> BrowserContext:
    """Nour's browser, where they are signed in."""
    return new_context(application, email=email, extra_http_headers=coming_from(fresh_address()))


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Nour's profile, where they began to write."""
    page = context.new_page()
    begin_to_write(page)
    return page


def begin_to_write(page: Page) -> None:
    open_profile(page)
    first_name(page).fill("Inès")


def open_profile(page: Page, name: str = "Nour") -> None:
    page.goto(routes.PROFILE)
    expect(first_name(page)).to_have_value(name)


def first_name(page: Page) -> Locator:
    return page.get_by_label(re.compile("Votre prénom|Your first name"))


def save(page: Page) -> None:
    page.get_by_role("button", name="Mettre à jour mon profil").click()


def end_sessions(application: Application, email: str) -> None:
    """End every session of someone; no word of it reaches the application."""
    with application.in_use(), db.transaction() as session:
        person_id = session.exec(select(Person.id).where(Person.email == email)).one()
        sessions.end_all(session, person_id=person_id or 0, now=now())


def cover(page: Page) -> Locator:
    return page.get_by_role("dialog", name=re.compile(f"{OVER}|Your session"))


def is_covered(page: Page) -> None:
    expect(cover(page)).to_be_visible(timeout=SOON)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(first_name(page)).to_be_hidden()


def is_back(page: Page, typed: str = "Inès") -> None:
    expect(cover(page)).to_be_hidden()
    expect(first_name(page)).to_have_value(typed)


def give_password(page: Page, password: str = seed.PASSWORD) -> None:
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.keyboard.press("Enter")


def give_code(page: Page, code: str, label: str = "Votre code") -> None:
    page.get_by_label(label, exact=True).fill(code)
    page.keyboard.press("Enter")


def sign_in_again(page: Page, application: Application, email: str) -> None:
    known = len(application.codes_for(email))
    give_password(page)
    expect(page.get_by_role("heading", name=CODE)).to_be_visible()
    give_code(page, application.next_code(email, after=known))


def enter_as(application: Application, context: BrowserContext, email: str) -> None:
    """Sign in, in another tab of the same browser."""
    cookies = application.session_of(email)
    context.add_cookies([{"name": n, "value": v, "url": application.url} for n, v in cookies.items()])


def is_at_ease(page: Page) -> None:
    found = audited(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert cover(page).evaluate("cover => cover.scrollWidth <= cover.clientWidth")


def test_a_cut_connection_says_so_and_catches_up(tmp_path: Path, new_context: NewContext) -> None:
    with serving(tmp_path) as application:
        page = new_context(application, email=application.newcomer()).new_page()
        begin_to_write(page)

        application.stop()

        expect(page.get_by_text(LOST)).to_be_visible(timeout=15_000)
        application.start()
        expect(page.get_by_text(LOST)).to_be_hidden(timeout=30_000)
        expect(first_name(page)).to_have_value("Inès")
        save(page)
        expect(page.get_by_text("Votre profil est à jour.")).to_be_visible()


def test_one_signs_in_again_over_the_page_and_goes_on(application: Application, page: Page, email: str) -> None:
    end_sessions(application, email)
    first_name(page).press("Enter")

    is_covered(page)
    expect(cover(page)).to_contain_text(email)
    sign_in_again(page, application, email)

    is_back(page)
    expect(first_name(page)).to_be_focused()
    save(page)
    expect(page.get_by_text("Votre profil est à jour.")).to_be_visible()


def test_a_page_where_nothing_is_done_is_covered_within_seconds(
    application: Application, page: Page, email: str
) -> None:
    end_sessions(application, email)
    is_covered(page)


def test_what_is_being_typed_does_not_go_into_the_password(application: Application, page: Page, email: str) -> None:
    end_sessions(application, email)
    is_covered(page)

    expect(page.get_by_role("heading", name=OVER)).to_be_focused()
    page.keyboard.type("la suite de ma phrase")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Mot de passe", exact=True)).to_have_value("")
    expect(cover(page).get_by_role("alert").filter(has_text=re.compile("."))).to_have_count(0)


def test_the_cover_cannot_be_taken_off(application: Application, page: Page, email: str) -> None:
    end_sessions(application, email)
    is_covered(page)

    for _ in range(4):
        page.keyboard.press("Escape")
    page.mouse.click(5, 5)
    is_covered(page)
    page.evaluate("document.querySelector('dialog[aria-label]').close()")  # as some browsers insist on
    is_covered(page)
    page.emulate_media(media="print")
    is_covered(page)


def test_everything_is_done_with_the_keyboard_alone(application: Application, page: Page, email: str) -> None:
    end_sessions(application, email)
    is_covered(page)

    reached = []
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.innerText"))
        if reached[-1] == "password":
            page.keyboard.type(seed.PASSWORD)
    assert reached[:5] == [
        "password",
        "Afficher",
        "Mot de passe oublié\u00a0?",
        "Continuer",
        "Se connecter avec un autre compte",
    ]
    page.get_by_role("button", name="Continuer").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_label("Votre code", exact=True)).to_be_focused()
    page.keyboard.type(application.next_code(email, after=0))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="Faire confiance à cet appareil 30 jours")).to_be_checked()
    page.keyboard.press("Enter")

    is_back(page)
    end_sessions(application, email)
    is_covered(page)
    give_password(page)  # on a device trusted by now
    is_back(page)


def test_what_is_wrong_is_said_beside_the_field(application: Application, page: Page, email: str) -> None:
    end_sessions(application, email)
    is_covered(page)

    give_password(page, "faux")
    password = page.get_by_label("Mot de passe", exact=True)
    expect(password).to_have_accessible_description(
        "L’adresse e-mail ou le mot de passe ne correspond pas. Vérifiez les deux, puis réessayez."
    )
    expect(password).to_be_focused()
    give_password(page)
    code = application.next_code(email, after=0)
    give_code(page, f"{(int(code) + 1) % 10**6:06}")
    expect(page.get_by_label("Votre code", exact=True)).to_have_accessible_description(
        re.compile(r"^Ce n’est pas le dernier code envoyé\. Il vous reste 4 essais\.")
    )
    expect(page.get_by_label("Votre code", exact=True)).to_be_focused()

    give_code(page, f"{code[:3]} {code[3:]}")
    is_back(page)


def test_another_code_can_be_asked_for_once_it_is_time(application: Application, page: Page, email: str) -> None:
    end_sessions(application, email)
    is_covered(page)
    page.clock.install()
    give_password(page)
    resend = page.get_by_role("button", name="Renvoyer un code")
    expect(resend).to_be_disabled()
    with application.in_use(), db.transaction() as session:
        attempt = session.exec(select(SignInAttempt).join(Person).where(Person.email == email)).one()
        attempt.code_sent_at = attempt.created_at.replace(year=2020)
    page.clock.fast_forward("01:01")

    resend.click()

    give_code(page, application.next_code(email, after=1))
    page.clock.resume()
    is_back(page)


def test_an_attempt_that_ran_out_begins_again_with_the_password(
    application: Application, page: Page, email: str
) -> None:
    end_sessions(application, email)
    is_covered(page)
    give_password(page)
    code = application.next_code(email, after=0)
    expect(page.get_by_role("heading", name=CODE)).to_be_visible()
    with application.in_use(), db.transaction() as session:
        attempt = session.exec(select(SignInAttempt).join(Person).where(Person.email == email)).one()
        attempt.expires_at = attempt.created_at

    give_code(page, code)

    expect(cover(page)).to_contain_text("Cette connexion a expiré. Recommencez avec votre mot de passe.")
    sign_in_again(page, application, email)
    is_back(page)


def test_the_site_does_not_answer_and_then_it_does(application: Application, page: Page, email: str) -> None:
    end_sessions(application, email)
    is_covered(page)
    silent = f"**{routes.POST_SIGN_IN}"
    page.route(silent, lambda route: route.abort())
    give_password(page)
    expect(cover(page)).to_contain_text("le site ne répond pas. Réessayez dans un instant.")
    page.unroute(silent)

    def break_down(route: Route) -> None:
        route.fulfill(status=500, content_type="text/html", body="<h1>500</h1>")

    page.route(silent, break_down)
    give_password(page)
    expect(cover(page)).to_contain_text("Quelque chose s’est mal passé de notre côté.")
    page.unroute(silent)

    sign_in_again(page, application, email)
    is_back(page)


def test_an_app_or_a_backup_code_does_as_well(
    application: Application, context: BrowserContext, page: Page, email: str
) -> None:
    settings = context.new_page()
    key = app_page.open_page(settings)
    app_page.activate(settings, app_page.code(key))
    expect(settings.get_by_text("Votre application est active")).to_be_visible()
    settings.close()
    keep_a_backup_code(application, email)
    end_sessions(application, email)
    is_covered(page)

    give_password(page)
    expect(page.get_by_role("heading", name="Code de votre application")).to_be_visible()
    page.get_by_role("button", name="Code de secours").click()
    expect(page.get_by_label("Votre code de secours")).to_be_focused()
    give_code(page, "123456", "Votre code de secours")
    expect(cover(page)).to_contain_text("Six chiffres\u00a0: c’est un code d’e-mail ou d’application.")
    give_code(page, f"{BACKUP_CODE[:5]}-{BACKUP_CODE[5:]}".lower(), "Votre code de secours")
    is_back(page)

    end_sessions(application, email)
    is_covered(page)
    give_password(page)
    expect(page.get_by_role("heading", name="Code de votre application")).to_be_visible()
    give_code(page, app_page.code(key, later=1))
    is_back(page)


def keep_a_backup_code(application: Application, email: str) -> None:
    with application.in_use(), db.transaction() as session:
        person_id = session.exec(select(Person.id).where(Person.email == email)).one()
        ((selector, secret_hash),) = backup_codes.hash_all([BACKUP_CODE])
        session.add(BackupCode(person_id=person_id or 0, selector=selector, secret_hash=secret_hash))


def test_a_passkey_does_as_well(application: Application, page: Page, email: str) -> None:
    sensor = passkeys_page.opened(page)
    passkeys_page.add(page)
    begin_to_write(page)
    end_sessions(application, email)
    is_covered(page)
    give_password(page)
    use = page.get_by_role("button", name="Utiliser ma clé d’accès")
    expect(use).to_be_focused()

    sensor.recognise(anyone=False)
    use.click()
    expect(cover(page)).to_contain_text("Vous avez annulé, ou le délai est passé.")
    sensor.recognise(anyone=True)
    use.click()

    is_back(page)


def test_a_device_that_does_not_answer_holds_nobody_up(application: Application, page: Page, email: str) -> None:
    sensor = passkeys_page.opened(page)
    passkeys_page.add(page)
    begin_to_write(page)
    end_sessions(application, email)
    is_covered(page)
    give_password(page)
    sensor.wait()
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    expect(cover(page).locator("[aria-busy=true]")).to_contain_text("Vérification…")

    page.get_by_role("button", name="Code par e-mail").click()

    give_code(page, application.next_code(email, after=0))
    is_back(page)


def test_signing_in_in_another_tab_brings_every_page_back(
    application: Application, context: BrowserContext, page: Page, email: str
) -> None:
    other = context.new_page()
    begin_to_write(other)
    end_sessions(application, email)
    is_covered(page)
    is_covered(other)

    sign_in_again(other, application, email)

    is_back(other)
    is_back(page)


def test_a_page_covered_while_another_tab_signs_in_comes_back_by_itself(
    application: Application, context: BrowserContext, page: Page, email: str
) -> None:
    token = tokens.digest(session_cookie(context.cookies()))
    enter_as(application, context, email)

    with page.expect_event("websocket"), application.in_use(), db.transaction() as session:
        session.exec(select(Session).where(Session.token_hash == token)).one().ended_at = now()

    is_back(page)


def test_signing_in_on_the_sign_in_page_brings_a_page_back_when_one_comes_back_to_it(
    application: Application, context: BrowserContext, page: Page, email: str
) -> None:
    with page.expect_event("websocket"):  # it looks once whether somebody is there, by itself
        end_sessions(application, email)
    is_covered(page)
    enter_as(application, context, email)

    page.evaluate("dispatchEvent(new Event('focus'))")

    is_back(page)


def test_someone_else_who_signs_in_does_not_find_what_was_typed(
    application: Application, context: BrowserContext, page: Page, email: str
) -> None:
    end_sessions(application, email)
    is_covered(page)
    enter_as(application, context, application.newcomer("Salma"))

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    is_back(page, typed="Salma")
    expect(page.get_by_text("Inès")).to_have_count(0)


def test_coming_back_to_it_as_nobody_shows_nothing(application: Application, page: Page, email: str) -> None:
    end_sessions(application, email)
    is_covered(page)

    for _ in range(3):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.evaluate("dispatchEvent(new Event('focus'))")
        is_covered(page)
    sign_in_again(page, application, email)
    is_back(page)


def test_the_page_before_is_covered_too(application: Application, context: BrowserContext, email: str) -> None:
    page = context.new_page()
    page.goto(routes.AGENDAS)
    page.get_by_role("link", name="Profil", exact=True).click()
    expect(first_name(page)).to_have_value("Nour")
    end_sessions(application, email)
    is_covered(page)

    page.go_back()

    expect(page).to_have_url(re.compile(routes.AGENDAS))
    expect(cover(page)).to_contain_text(email)
    expect(page.get_by_role("heading", level=1)).to_have_text(OVER)
    sign_in_again(page, application, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Agendas")


def test_whoever_is_somebody_else_goes_to_the_sign_in_page(application: Application, page: Page, email: str) -> None:
    end_sessions(application, email)
    is_covered(page)

    page.get_by_role("link", name="Se connecter avec un autre compte").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    expect(page.get_by_label("Adresse e-mail")).to_have_value("")


def test_signing_out_covers_the_other_tabs_at_once(context: BrowserContext, page: Page) -> None:
    other = context.new_page()
    other.goto(routes.SECURITY)
    other.get_by_role("button", name="Nour Belkacem").click()
    other.get_by_role("button", name="Se déconnecter").click()

    expect(other.get_by_role("heading", level=1)).to_have_text("Connexion")
    is_covered(page)


def test_a_renewed_session_leaves_its_other_tabs_as_they_were(
    application: Application, context: BrowserContext, page: Page
) -> None:
    """A proof gives the browser another cookie: the tab that stays in sight comes back with it by itself."""
    before = context.cookies()
    first_name(page).focus()
    page.evaluate(
        """() => {
            window.seen = new Set();
            const look = () => {
                const menu = document.body.innerText.includes("Belkacem");
                window.seen.add([document.documentElement.lang, Boolean(document.querySelector("dialog[open]")), menu]);
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    other = context.new_page()
    other.goto(routes.confirmation(routes.SECURITY))
    with page.expect_event("websocket") as opened:  # hung up on, the page opens another
        give_password(other)
    opened.value.wait_for_event("framereceived")

    with application.in_use(), db.transaction() as session:
        token = tokens.digest(session_cookie(context.cookies()))
        session.exec(select(Session).where(Session.token_hash == token)).one().previous_until = now()
    assert session_cookie(context.cookies()) != session_cookie(before)
    expect(first_name(page)).to_be_focused()
    is_back(page)
    save(page)
    expect(page.get_by_text("Votre profil est à jour.")).to_be_visible()
    assert page.evaluate("[...new Set([...window.seen].map(String))]") == ["fr,false,true"]


def session_cookie(cookies: list) -> str:  # type: ignore[type-arg]
    return next(one["value"] for one in cookies if one["name"].endswith("session"))


@pytest.mark.parametrize(
    ("viewport", "scheme", "language"),
    [
        pytest.param(DESK, "light", Language.FRENCH, id="desk"),
        pytest.param(PHONE, "dark", Language.ENGLISH, id="phone-dark-english"),
        pytest.param({"width": 640, "height": 400}, "light", Language.FRENCH, id="zoomed-twice"),
    ],
)
def test_each_step_is_at_ease(
    application: Application, new_context: NewContext, viewport: dict[str, int], scheme: str, language: Language
) -> None:
    email = application.newcomer(language=language)
    keep_a_backup_code(application, email)
    headers = coming_from(fresh_address())
    page = new_context(
        application, email=email, viewport=viewport, color_scheme=scheme, extra_http_headers=headers
    ).new_page()
    open_profile(page)
    end_sessions(application, email)
    is_covered(page)
    is_at_ease(page)
    password = cover(page).locator("input[name=password]")
    password.fill("faux")
    password.press("Enter")
    expect(password).to_have_attribute("aria-invalid", "true")
    is_at_ease(page)
    password.fill(seed.PASSWORD)
    password.press("Enter")
    code = cover(page).locator("input[name=code]")
    code.fill("12")
    code.press("Enter")
    expect(code).to_have_attribute("aria-invalid", "true")
    is_at_ease(page)
