"""The profile in a browser: what is refused is said beside its field, and nothing typed is lost."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.conftest import NewContext
from tests.servers.application import Application, until


def open_profile(page: Page) -> None:
    page.goto("/parametres/profil")
    expect(page.get_by_label("Votre prénom")).to_have_value("Nour")


def save(page: Page) -> None:
    page.get_by_role("button", name="Mettre à jour mon profil").click()


@pytest.mark.parametrize(
    ("label", "typed", "said"),
    [
        ("Votre prénom", "   ", "Renseignez votre prénom."),
        ("Votre nom", "x" * 300, "Raccourcissez votre nom\u00a0: 100 caractères au plus."),
        ("Votre numéro de téléphone", "06 12", "Il manque des chiffres à ce numéro."),
        ("Votre numéro de téléphone", "zéro six", "Écrivez le numéro avec des chiffres"),
        ("Votre numéro de téléphone", "+999 123 456 789", "Aucun pays n’a cet indicatif."),
        ("Votre numéro de téléphone", "+33 33 6 12 34 56 78", "Ce numéro a trop de chiffres."),
    ],
)
def test_what_is_refused_is_said_beside_the_field_and_stays_typed(
    nour: Page, label: str, typed: str, said: str
) -> None:
    open_profile(nour)
    nour.get_by_label(label).fill(typed)

    save(nour)

    field = nour.get_by_label(label)
    expect(field).to_have_attribute("aria-invalid", "true")
    assert said in field.evaluate(
        "(f) => f.getAttribute('aria-describedby').split(' ').map((id) => "
        "document.getElementById(id)?.innerText ?? '').join(' ')"
    )
    expect(field).to_have_value(typed)
    summary = nour.get_by_role("main").get_by_text("Il y a un problème").locator("..")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(said)


def test_several_fields_are_refused_at_once(nour: Page) -> None:
    open_profile(nour)
    nour.get_by_label("Votre prénom").fill("")
    nour.get_by_label("Votre numéro de téléphone").fill("06 12")

    save(nour)

    summary = nour.get_by_role("main").get_by_text("Il y a un problème").locator("..")
    expect(summary.get_by_role("link")).to_have_count(2)
    summary.get_by_role("link").last.click()
    expect(nour.get_by_label("Votre numéro de téléphone")).to_be_focused()


@pytest.mark.parametrize("name", ["é", "李", "O'Brien", "عبد الله", "🌷", "<script>alert(1)</script>"])
def test_a_name_is_shown_as_it_is_written(nour: Page, name: str) -> None:
    nour.on("dialog", lambda dialog: pytest.fail(dialog.message))
    open_profile(nour)
    nour.get_by_label("Votre prénom").fill(name)

    save(nour)

    expect(nour.get_by_text("Votre profil est à jour.")).to_be_visible()
    nour.goto("/")
    expect(nour.get_by_role("heading", level=1)).to_have_text(f"Bonjour {name}")


def test_two_tabs_that_save_different_names_see_both(nour: Page) -> None:
    open_profile(nour)
    other = nour.context.new_page()
    open_profile(other)
    other.get_by_label("Votre prénom").fill("Inès")
    save(other)
    expect(other.get_by_text("Votre profil est à jour.")).to_be_visible()

    nour.get_by_label("Votre prénom").fill("Naïma")
    save(nour)

    told = nour.get_by_text("Votre profil a été modifié ailleurs entre-temps").locator("..")
    expect(told).to_contain_text("Inès")
    expect(told).to_contain_text("Naïma")
    expect(nour.get_by_label("Votre prénom")).to_have_value("Naïma")
    nour.get_by_role("button", name="Reprendre ce qui est enregistré").click()
    expect(nour.get_by_label("Votre prénom")).to_have_value("Inès")


def test_after_seeing_both_saving_again_keeps_ones_own(nour: Page) -> None:
    open_profile(nour)
    other = nour.context.new_page()
    open_profile(other)
    other.get_by_label("Votre prénom").fill("Inès")
    save(other)
    expect(other.get_by_text("Votre profil est à jour.")).to_be_visible()
    nour.get_by_label("Votre prénom").fill("Naïma")
    save(nour)
    expect(nour.get_by_text("Votre profil a été modifié ailleurs entre-temps")).to_be_visible()

    save(nour)

    expect(nour.get_by_text("Votre profil est à jour.")).to_be_visible()
    nour.reload()
    expect(nour.get_by_label("Votre prénom")).to_have_value("Naïma")


def test_a_tab_whose_connection_was_cut_is_still_told_what_was_saved_meanwhile(nour: Page) -> None:
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    nour.route_web_socket(re.compile("/_event"), pass_on)
    open_profile(nour)
    nour.get_by_label("Votre prénom").fill("Naïma")
    other = nour.context.new_page()
    open_profile(other)
    other.get_by_label("Votre prénom").fill("Inès")
    save(other)
    expect(other.get_by_text("Votre profil est à jour.")).to_be_visible()

    sockets[-1].close()
    until(lambda: len(sockets) > 1 or nour.wait_for_timeout(50), 20)
    nour.wait_for_function("document.querySelector('[name=version]').form.last_name.defaultValue === 'Belkacem'")
    nour.wait_for_load_state("networkidle")
    save(nour)

    told = nour.get_by_text("Votre profil a été modifié ailleurs entre-temps").locator("..")
    expect(told).to_contain_text("Inès")
    expect(nour.get_by_label("Votre prénom")).to_have_value("Naïma")


def test_a_double_click_saves_once(nour: Page) -> None:
    open_profile(nour)
    nour.get_by_label("Votre prénom").fill("Inès")
    sent: list[str] = []
    nour.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    nour.reload()
    expect(nour.get_by_label("Votre prénom")).to_have_value("Nour")
    nour.get_by_label("Votre prénom").fill("Inès")

    nour.get_by_role("button", name="Mettre à jour mon profil").dblclick()

    expect(nour.get_by_text("Votre profil est à jour.")).to_be_visible()
    assert sum("profile_state.save" in frame for frame in sent) == 1


def test_a_picture_that_is_not_one_is_refused_with_a_sentence(nour: Page, tmp_path: Path) -> None:
    open_profile(nour)
    Image.new("RGB", (60, 60), "red").save(tmp_path / "drawing.gif")
    (tmp_path / "drawing.gif").rename(tmp_path / "photo.jpg")
    nour.get_by_label("Votre prénom").fill("Inès")

    nour.locator("input[type=file]").set_input_files(tmp_path / "photo.jpg")
    nour.get_by_role("button", name="Garder ce cadrage").click()

    expect(nour.get_by_text("Ce fichier n’est pas une photo JPEG, PNG, WebP ou HEIC.")).to_be_visible()
    expect(nour.get_by_label("Votre prénom")).to_have_value("Inès")


def test_nothing_is_kept_before_the_button_is_pressed(nour: Page) -> None:
    open_profile(nour)
    nour.get_by_label("Votre prénom").fill("Inès")

    nour.reload()

    expect(nour.get_by_label("Votre prénom")).to_have_value("Nour")


def test_the_language_changes_without_a_reload_and_is_remembered(
    nour: Page, new_context: NewContext, application: Application
) -> None:
    open_profile(nour)
    nour.get_by_label("Votre prénom").fill("Inès")

    nour.get_by_role("button", name="English").click()

    expect(nour.get_by_role("heading", level=1)).to_have_text("Profile")
    expect(nour.locator("html")).to_have_attribute("lang", "en")
    expect(nour.locator("[name=first_name]")).to_have_value("Inès")
    nour.reload()
    expect(nour.get_by_role("heading", level=1)).to_have_text("Profile")
