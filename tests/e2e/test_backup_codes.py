"""Backup codes in a browser: made, kept on paper or in a file, proved; and nothing of them once the page is left."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, select

from mycharlotte import db, routes, seed
from mycharlotte.domain import confirmation
from mycharlotte.models.access import Session
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import BackupCode
from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.servers.application import Application, until

GENERATE = "Générer des nouveaux codes"
FIELD = "Un de vos codes de secours"
COUNT_PRINTS = "window.printed = 0; window.print = () => { window.printed += 1; };"


def change(application: Application, email: str, act: Callable[[list[BackupCode], list[Session]], None]) -> None:
    """Change what is stored of someone's codes that are good, and of their sessions: time passes."""
    with application.in_use(), db.transaction() as session:
        person_id = session.exec(select(Person.id).where(Person.email == email)).one()
        good = select(BackupCode).where(BackupCode.person_id == person_id, col(BackupCode.replaced_at).is_(None))
        opened = select(Session).where(Session.person_id == person_id)
        act(list(session.exec(good)), list(session.exec(opened)))


def open_page(page: Page) -> None:
    page.goto(routes.BACKUP_CODES)
    expect(page.get_by_role("heading", name="Bien les garder")).to_be_visible()


def generate(page: Page) -> list[str]:
    """Make a new set, and read it."""
    page.get_by_role("button", name=GENERATE).click()
    page.get_by_role("button", name="OK", exact=True).click()
    return read(page)


def read(page: Page) -> list[str]:
    expect(shown(page)).to_have_count(8)
    return shown(page).all_inner_texts()


def shown(page: Page) -> Locator:
    """The codes in the page."""
    return page.get_by_role("list", name="Vos huit nouveaux codes").get_by_role("listitem")


def type_back(page: Page, code: str) -> None:
    page.get_by_label(FIELD).fill(code)
    page.get_by_role("button", name="Vérifier").click()


def is_at_ease(page: Page) -> None:
    """Nothing that axe complains of, nothing wider than the screen, and no target too small for a thumb."""
    found = audited(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    buttons = page.get_by_role("main").get_by_role("button")
    assert [box for button in buttons.all() if (box := button.bounding_box()) and box["height"] < 44] == []


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone-dark"])
def test_codes_are_made_kept_and_proved(
    application: Application, new_context: NewContext, viewport: dict[str, int], scheme: str, tmp_path: Path
) -> None:
    email = application.newcomer()
    context = new_context(application, email=email, viewport=viewport, color_scheme=scheme)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script(COUNT_PRINTS)
    open_page(page)
    expect(page).to_have_title("Codes de secours · myCharlotte")
    expect(page.get_by_role("heading", name="Vous n’avez pas de code de secours")).to_be_visible()
    expect(page.get_by_label(FIELD)).to_have_count(0)
    is_at_ease(page)

    page.get_by_role("button", name=GENERATE).click()
    expect(page.get_by_role("dialog", name=GENERATE)).to_be_visible()
    is_at_ease(page)
    page.get_by_role("button", name="OK", exact=True).click()
    codes = read(page)
    expect(page.get_by_role("heading", name="Vos huit nouveaux codes")).to_be_focused()
    assert len(set(codes)) == 8
    is_at_ease(page)

    page.get_by_role("button", name="Copier").click()
    expect(page.get_by_text("Copiés").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").split() == codes
    with page.expect_download() as taken:
        page.get_by_role("button", name="Télécharger").click()
    assert taken.value.suggested_filename == "codes-de-secours-mycharlotte.txt"
    taken.value.save_as(tmp_path / "codes.txt")
    lines = (tmp_path / "codes.txt").read_bytes().decode("utf-8-sig").split("\r\n")
    assert lines[:2] == ["Codes de secours myCharlotte", f"Compte\u00a0: {email}"]
    assert re.fullmatch(r"Générés le \w+ \d+(er)? \w+ \d{4} à \d+\u00a0h(\u00a0\d\d)?", lines[2])
    assert [line.removeprefix("[ ] ") for line in lines if line.startswith("[ ] ")] == codes
    assert "Chaque code sert une seule fois" in "\n".join(lines)
    page.get_by_role("button", name="Imprimer").click()
    assert page.evaluate("window.printed") == 1

    type_back(page, codes[4].lower().replace("-", " "))
    expect(page.get_by_text("C’est vérifié")).to_be_focused()
    assert read(page) == codes
    is_at_ease(page)
    page.reload()
    expect(page.get_by_text("Sur vos huit codes, il vous en reste 8.")).to_be_visible()
    expect(page.get_by_text("Vérifiés", exact=True)).to_be_visible()
    expect(page.get_by_label(FIELD)).to_have_count(0)
    is_at_ease(page)


def test_all_of_it_is_done_with_the_keyboard_alone(nour: Page) -> None:
    nour.add_init_script(COUNT_PRINTS)
    open_page(nour)

    def go_to(name: str) -> None:
        target = nour.get_by_role("button", name=name, exact=True)
        for _ in range(40):
            if target.evaluate("(button) => button === document.activeElement"):
                return
            nour.keyboard.press("Tab")
        pytest.fail(f"no way to {name} with the keyboard")

    go_to(GENERATE)
    nour.keyboard.press("Enter")
    go_to("Annuler")
    nour.keyboard.press("Enter")
    expect(nour.get_by_role("button", name=GENERATE)).to_be_focused()
    nour.keyboard.press("Enter")
    go_to("OK")
    nour.keyboard.press("Enter")
    codes = read(nour)
    expect(nour.get_by_role("heading", name="Vos huit nouveaux codes")).to_be_focused()
    go_to("Imprimer")
    nour.keyboard.press("Enter")
    assert nour.evaluate("window.printed") == 1
    nour.keyboard.press("Tab")
    expect(nour.get_by_label(FIELD)).to_be_focused()
    nour.keyboard.type("K7M2X")
    nour.keyboard.press("Enter")
    expect(nour.get_by_role("alert").get_by_text("Un code de secours compte 10 lettres et chiffres")).to_be_visible()
    expect(nour.get_by_label(FIELD)).to_be_focused()
    nour.keyboard.press("ControlOrMeta+a")
    nour.keyboard.type(codes[0])
    nour.keyboard.press("Enter")
    expect(nour.get_by_text("C’est vérifié")).to_be_focused()


def test_what_is_printed_is_the_sheet_and_nothing_else(application: Application, new_context: NewContext) -> None:
    email = application.newcomer()
    page = new_context(application, email=email, color_scheme="dark").new_page()
    open_page(page)
    codes = generate(page)
    expect(page.locator(".printed-sheet")).to_be_hidden()

    page.emulate_media(media="print")

    assert page.locator("body > :visible").count() == 1
    sheet = page.locator("body > .printed-sheet")
    expect(sheet).to_be_visible()
    words = page.inner_text("body").split("\n")
    assert [line for line in words if re.fullmatch(r"\w{5}-\w{5}", line)] == codes
    assert f"Compte\u00a0: {email}" in words
    assert "Paramètres" not in words
    boxes = sheet.get_by_role("listitem").evaluate_all(
        "(items) => items.map((item) => getComputedStyle(item, '::before').width)"
    )
    assert len([box for box in boxes if box.endswith("px") and float(box[:-2]) > 10]) == 8
    assert sheet.evaluate("(found) => getComputedStyle(found).color") == "rgb(0, 0, 0)"
    assert len(re.findall(rb"/Type /Page\b(?!s)", page.pdf(format="A4"))) == 1


def test_without_codes_the_page_prints_as_any_other(nour: Page) -> None:
    open_page(nour)
    nour.emulate_media(media="print")
    expect(nour.get_by_role("heading", level=1)).to_be_visible()


def test_without_a_fresh_proof_one_gives_it_first_and_comes_back(
    application: Application, new_context: NewContext
) -> None:
    email = application.newcomer()
    page = new_context(application, email=email).new_page()
    open_page(page)
    grow_stale(application, email)
    until(lambda: asks_for_a_proof(page.context.new_page()), 20)  # the server keeps what it read for a few seconds
    page.get_by_role("button", name=GENERATE).click()
    page.get_by_role("button", name="OK", exact=True).click()  # this tab was opened before
    expect(page).to_have_url(re.compile(re.escape(routes.confirmation(routes.BACKUP_CODES)) + "$"))

    page.goto(routes.BACKUP_CODES)
    page.get_by_role("link", name=GENERATE).click()
    expect(page).to_have_url(re.compile(re.escape(routes.confirmation(routes.BACKUP_CODES)) + "$"))
    page.locator("[name=password]").fill(seed.PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(routes.BACKUP_CODES) + "$"))
    assert len(generate(page)) == 8


def asks_for_a_proof(page: Page) -> bool:
    open_page(page)
    return page.get_by_role("link", name=GENERATE).count() == 1


def grow_stale(application: Application, email: str) -> None:
    """Let five minutes pass since someone proved who they are."""

    def act(_codes: list[BackupCode], opened: list[Session]) -> None:
        for session in opened:
            session.proved_at = now() - confirmation.LIFE

    change(application, email, act)


def test_codes_not_kept_yet_hold_the_first_link_and_remind(nour: Page) -> None:
    open_page(nour)
    codes = generate(nour)
    home = nour.get_by_role("link", name="Accueil")

    home.click()

    expect(nour.get_by_text("Vos codes ne sont pas encore gardés")).to_be_focused()
    assert read(nour) == codes
    is_at_ease(nour)
    home.click()
    expect(nour.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    nour.go_back()
    expect(nour.get_by_text("il vous en reste 8")).to_be_visible()
    expect(nour.get_by_text("Vous n’avez pas encore vérifié que vous les gardez.")).to_be_visible()
    assert not [code for code in codes if code in nour.content()]


@pytest.mark.parametrize("way", ["Copier", "Télécharger", "Imprimer"])
def test_codes_that_are_kept_hold_nobody(nour: Page, way: str) -> None:
    nour.add_init_script(COUNT_PRINTS)
    open_page(nour)
    generate(nour)
    nour.get_by_role("button", name=way).click()

    nour.get_by_role("link", name="Accueil").click()

    expect(nour.get_by_role("heading", level=1)).to_contain_text("Bonjour")


def test_nothing_of_the_codes_is_left_when_the_browser_goes_back_to_the_page(nour: Page) -> None:
    open_page(nour)
    codes = generate(nour)
    nour.get_by_role("button", name="Copier").click()

    nour.goto(routes.ACCESSIBILITY)
    nour.go_back()

    expect(nour.get_by_role("heading", name="Bien les garder")).to_be_visible()
    assert not [code for code in codes if code in nour.content()]
    assert not [code for code in codes if code in nour.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")]


def test_codes_leave_the_page_when_its_session_ends(application: Application, new_context: NewContext) -> None:
    email = application.newcomer()
    page = new_context(application, email=email).new_page()
    open_page(page)
    codes = generate(page)
    with application.client(cookies=application.session_of(email)) as elsewhere:
        answer = elsewhere.post(routes.POST_BACKUP_CODES, headers={"Accept": "application/json"})
        assert answer.status_code == 200

    expect(page.get_by_text("Votre session est terminée")).to_be_visible()

    expect(page.locator(".printed-sheet")).to_have_count(0)
    assert not [code for code in codes if code in page.content()]


def test_a_refused_proof_takes_nothing_away(nour: Page) -> None:
    open_page(nour)
    old = generate(nour)
    nour.get_by_role("button", name="Copier").click()
    nour.reload()
    codes = generate(nour)
    wrong = codes[0][:-1] + ("A" if codes[0][-1] != "A" else "B")
    for typed, said in (
        ("", "Un code de secours compte 10 lettres et chiffres, par exemple K7M2X-9QTRB."),
        ("123456", "Un code de secours compte 10 lettres et chiffres, par exemple K7M2X-9QTRB."),
        (wrong, "Ce n’est pas un de vos codes de secours."),
        (old[0], "Ce code vient d’une ancienne série"),
    ):
        type_back(nour, typed)
        expect(nour.get_by_role("alert").get_by_text(said)).to_be_visible()
        expect(nour.get_by_label(FIELD)).to_have_value(typed)
        expect(nour.get_by_label(FIELD)).to_have_attribute("aria-invalid", "true")
        expect(nour.get_by_label(FIELD)).to_be_focused()
        assert read(nour) == codes
    is_at_ease(nour)


def test_new_codes_and_what_is_typed_outlive_the_renewal_of_the_session(nour: Page) -> None:
    other = nour.context.new_page()
    open_page(other)
    with nour.expect_websocket() as opened:
        open_page(nour)
    codes = generate(nour)
    nour.get_by_label(FIELD).fill("K7M2")
    expect(other.get_by_text("il vous en reste 8")).to_be_visible()
    if not opened.value.is_closed():
        opened.value.wait_for_event("close")  # to come back with the new cookie

    nour.get_by_role("button", name="English").click()
    expect(nour.locator("html")).to_have_attribute("lang", "en")
    nour.get_by_role("button", name="Français").click()

    assert read(nour) == codes
    expect(nour.get_by_label(FIELD)).to_have_value("K7M2")
    type_back(other, codes[1])
    expect(other.get_by_text("C’est vérifié")).to_be_visible()
    expect(other.get_by_text("Vérifiés", exact=True)).to_be_visible()


def test_a_cut_connection_is_said_and_another_try_is_good(nour: Page) -> None:
    open_page(nour)
    nour.route(f"**{routes.POST_BACKUP_CODES}", lambda route: route.abort())
    nour.get_by_role("button", name=GENERATE).click()
    nour.get_by_role("button", name="OK", exact=True).click()
    expect(nour.get_by_role("alert").get_by_text("La réponse ne nous est pas parvenue.")).to_be_focused()
    nour.unroute_all()
    codes = generate(nour)
    nour.route(f"**{routes.POST_BACKUP_PROOF}", lambda route: route.abort())
    type_back(nour, codes[0])
    expect(nour.get_by_role("alert").get_by_text("L’envoi n’a pas abouti.")).to_be_visible()
    nour.unroute_all()
    nour.get_by_role("button", name="Vérifier").click()
    expect(nour.get_by_text("C’est vérifié")).to_be_visible()


def test_pressing_twice_makes_one_set(nour: Page) -> None:
    sent: list[str] = []
    nour.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    open_page(nour)
    nour.get_by_role("button", name=GENERATE).click()
    nour.get_by_role("button", name="OK", exact=True).dblclick()
    read(nour)
    assert len(sent) == 1


@pytest.mark.parametrize(("left", "is_warned"), [(3, False), (2, True), (1, True)])
def test_few_left_is_said_with_a_warning(
    application: Application, new_context: NewContext, left: int, *, is_warned: bool
) -> None:
    email = application.newcomer()
    page = new_context(application, email=email, viewport=PHONE).new_page()
    open_page(page)
    generate(page)
    page.get_by_role("button", name="Copier").click()

    def use(codes: list[BackupCode], _sessions: list[Session]) -> None:
        for code in codes[left:]:
            code.used_at = now()

    change(application, email, use)
    page.reload()

    expect(page.get_by_text(f"Sur vos huit codes, il vous en reste {left}.")).to_be_visible()
    expect(page.get_by_text("Générez-en de nouveaux avant d’en manquer.")).to_have_count(int(is_warned))
    is_at_ease(page)
    page.get_by_role("button", name=GENERATE).click()
    expect(page.get_by_role("dialog")).to_contain_text("Les codes que vous avez déjà ne marcheront plus")
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text(f"il vous en reste {left}.")).to_be_visible()
