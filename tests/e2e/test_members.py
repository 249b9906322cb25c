"""A bubble that its admin runs: who is found, who follows whom, who stays, and what the others' open pages become."""

from playwright.sync_api import Locator, Page, expect

from mycharlotte import routes
from tests.e2e.conftest import DESK, PHONE, NewContext, audited
from tests.servers.application import Application, until
from tests.servers.bubble import new_bubble


def row(page: Page, name: str) -> Locator:
    """The line of a member."""
    return page.get_by_role("listitem").filter(has_text=name)


def act(page: Page, name: str, action: str) -> None:
    """Choose an action in the menu of a member."""
    page.get_by_role("button", name=f"Actions pour {name}").click()
    page.get_by_role("button", name=action).locator("visible=true").click()


def test_an_admin_runs_their_bubble(application: Application, new_context: NewContext) -> None:
    bubble = new_bubble(application)
    admin = new_context(application, email=bubble.admin, viewport=PHONE).new_page()
    companion = new_context(application, email=bubble.companion, viewport=DESK).new_page()
    patient = f"{bubble.patient_name} Belkacem"
    companion.goto(routes.of_bubble(routes.BUBBLE, bubble.ref))
    companion.get_by_role("button", name="Mes patients dédiés").click()
    expect(companion.get_by_text("Aucun patient dédié")).to_be_visible()

    # two clicks from anywhere
    admin.goto(routes.PROFILE)
    admin.get_by_role("link", name="Bulles").locator("visible=true").last.click()
    admin.get_by_role("main").get_by_role("link", name=bubble.patient_name).click()
    expect(row(admin, "Aude Belkacem")).to_contain_text("Administrateur de bulle")
    assert audited(admin).violations_count == 0

    admin.get_by_role("button", name="Patients 1").click()
    admin.get_by_role("searchbox").fill(f"BELKACEM {bubble.patient_name.lower()}")
    act(admin, patient, "Choisir ses accompagnants")
    assert audited(admin).violations_count == 0
    admin.get_by_role("checkbox", name="Cléo Belkacem").check()
    admin.get_by_role("button", name="Enregistrer").click()
    expect(row(admin, patient)).to_contain_text("Suivi par Cléo Belkacem")
    expect(row(companion, patient)).to_contain_text("Suivi par vous")

    admin.get_by_role("button", name="Quitter la bulle").click()
    admin.get_by_role("dialog").get_by_role("button", name="Quitter la bulle").click()
    expect(admin.get_by_role("alert")).to_contain_text("Une bulle garde toujours un administrateur")

    admin.get_by_role("searchbox").fill("")
    admin.get_by_role("button", name="Accompagnants 2").click()
    act(admin, "Cléo Belkacem", "Retirer de la bulle")
    expect(admin.get_by_role("dialog")).to_contain_text("Cette personne n’y aura plus accès")
    admin.keyboard.press("Escape")
    expect(admin.get_by_role("button", name="Actions pour Cléo Belkacem")).to_be_focused()
    act(admin, "Cléo Belkacem", "Retirer de la bulle")
    admin.get_by_role("dialog").get_by_role("button", name="Retirer de la bulle").click()
    expect(admin.get_by_text("Cléo Belkacem ne fait plus partie de la bulle.")).to_be_visible()

    expect(companion.get_by_text("Cette bulle est introuvable")).to_be_visible(timeout=5_000)
    expect(companion.get_by_text(patient)).to_have_count(0)
    mail = until(lambda: application.mails_for(bubble.companion), 10)[-1]
    assert mail["Subject"] == "Vous ne faites plus partie d’une bulle"


def test_a_patient_sees_who_follows_them_and_leaves(application: Application, new_context: NewContext) -> None:
    bubble = new_bubble(application)
    page = new_context(application, email=bubble.patient, viewport=PHONE).new_page()
    page.goto("/")
    card = page.get_by_role("link", name=bubble.patient_name)
    expect(card).to_contain_text("2 accompagnants")
    expect(card).not_to_contain_text("patients")
    card.click()
    expect(row(page, "Cléo Belkacem")).to_be_visible()
    expect(page.get_by_role("button", name="Patients")).to_have_count(0)
    expect(page.get_by_role("button", name="Actions pour")).to_have_count(0)

    page.get_by_role("button", name="Quitter la bulle").click()
    page.get_by_role("dialog").get_by_role("button", name="Quitter la bulle").click()
    expect(page.get_by_text("Vous avez quitté la bulle")).to_be_visible()
    page.get_by_role("link", name="Voir mes bulles").click()
    expect(page.get_by_text("Vous n’êtes dans aucune bulle pour l’instant")).to_be_visible()
