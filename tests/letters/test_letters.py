"""Every letter can be written in every language, says what it must and nothing that it must not."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from jinja2 import TemplateNotFound

from mycharlotte import routes
from mycharlotte.domain.security import Change
from mycharlotte.letters import LETTERS, Rendered, render, unlinked
from mycharlotte.letters.envelope import House, put_in_envelope
from mycharlotte.locales import languages

VALUES = {
    "first_name": "Camille",
    "timezone": "Europe/Paris",
    "code": "428317",
    "device": "Firefox, Windows",
    "at": "2026-11-24T09:30:00+00:00",
    "until": "2026-11-24T09:40:00+00:00",
    "link": "https://espace.example.org/auth/lien?cle=Zm9v&x=1",
    "left": "5",
    "name": "Pixel",
    "by": "Agathe",
    "bubble": "Le Chêne",
    "inviter": "Agathe",
    "message": "Zelda",
    "type": "Entretien",
    "email": "agathe@example.org",
    "starts": "2026-11-24T09:30:00+00:00 2026-11-24T13:00:00+00:00",
    "booked": "2026-11-24T09:30:00+00:00 2026-11-25T09:30:00+00:00",
    "moved": "2026-11-26T09:30:00+00:00>2026-11-27T13:00:00+00:00",
    "changed": "2026-11-28T09:30:00+00:00",
    "cancelled": "2026-11-30T09:30:00+00:00",
    "count": "6",
    "others": "1",
    "zone": "Europe/Paris",
}
CONTACT = "contact@example.org"
SITE = "https://espace.example.org"
FORGOTTEN = SITE + routes.FORGOTTEN
CHANGES = [f"account_change/{change}" for change in Change]
SORTS = [*(letter for letter in LETTERS if letter != "account_change"), *CHANGES]
INVITATIONS = ("invitation", "invitation_reminder")
EVERY = [(sort, language) for sort in SORTS for language in languages()]
FRENCH = re.compile(
    r"[éèêàâçùûîôœ«»’]|\b(le|la|les|un|une|des|du|votre|vous|nous|est|pas|ce|cette|pour|depuis|jamais|minutes? de)\b",
    re.IGNORECASE,
)
HEALTH = re.compile(r"cancer|santé|health|patient|maladie|soin|care\b|thérap|therap|psycho|diétét|diet", re.IGNORECASE)


def write(sort: str, language: str, **values: str) -> Rendered:
    """Write a letter to Camille; `account_change/app-added` is one of a change."""
    letter, _, change = sort.partition("/")
    return render(letter, language, VALUES | {"change": change} | values, contact=CONTACT, site=SITE)


class Page(HTMLParser):
    """The words, links and outside things of an HTML mail."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note tags, and where they lead."""
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "background", "srcset"}]

    def handle_data(self, data: str) -> None:
        """Note words; a style is not one."""
        if self.tags[-1:] != ["style"]:
            self.words.append(data)


@pytest.mark.parametrize(("letter", "language"), EVERY)
def test_a_letter_has_a_subject_a_text_and_a_page(letter: str, language: str) -> None:
    written = write(letter, language)
    assert 10 < len(written.subject) < 60
    assert "Camille" in written.text
    assert "Camille" in written.html
    assert CONTACT in written.text
    assert f'href="mailto:{CONTACT}"' in written.html
    assert f'<html lang="{language}">' in written.html


@pytest.mark.parametrize("letter", SORTS)
def test_an_english_letter_holds_no_french(letter: str) -> None:
    written = write(letter, "en", bubble="Oak")
    words = " ".join(Page(written.html).words)
    assert FRENCH.findall(f"{written.subject} {written.text} {words}") == []


@pytest.mark.parametrize(("letter", "language"), EVERY)
def test_a_letter_says_nothing_of_health(letter: str, language: str) -> None:
    written = write(letter, language)
    assert not HEALTH.search(f"{written.subject} {written.text} {written.html}")


@pytest.mark.parametrize(("letter", "language"), EVERY)
def test_a_letter_loads_nothing_and_links_nowhere_but_to_us(letter: str, language: str) -> None:
    page = Page(write(letter, language).html)
    links = {one: {VALUES["link"]} for one in ("password_reset", "slot_offered", *INVITATIONS)}
    links |= {"removed_from_bubble": set(), "sign_up_code": set(), "already_an_account": {VALUES["link"], FORGOTTEN}}
    links["appointment_news"] = {VALUES["link"]}
    links["type_change_asked"] = {VALUES["link"], f"mailto:{VALUES['email']}"}
    links["appointment_reminder"] = {VALUES["link"], SITE + routes.AGENDAS}
    assert set(page.links) == {f"mailto:{CONTACT}"} | links.get(letter, {FORGOTTEN})
    assert not {"img", "script", "iframe", "link", "form"} & set(page.tags)
    assert "url(" not in write(letter, language).html
    assert "@import" not in write(letter, language).html


@pytest.mark.parametrize(("letter", "language"), EVERY)
def test_text_and_page_say_the_same(letter: str, language: str) -> None:
    written = write(letter, language)
    page = " ".join(" ".join(Page(written.html).words).split())
    lines = [line.removeprefix("> ") for line in written.text.splitlines()]
    sentences = [" ".join(line.split()) for line in lines if line.strip() not in {"", "--"}]
    assert [s for s in sentences if re.sub(r" (?=[.:])", "", s) not in re.sub(r" (?=[.:])", "", page)] == []


@pytest.mark.parametrize(("letter", "language"), EVERY)
def test_a_name_is_written_as_it_is_and_never_read_as_code(letter: str, language: str) -> None:
    written = write(letter, language, first_name='<b onclick="{code}">')
    assert "<b " not in written.html
    assert "&lt;b onclick=&#34;{code}&#34;&gt;" in written.html
    assert '<b onclick="{code}">' in written.text


@pytest.mark.parametrize(("letter", "language"), EVERY)
def test_someone_without_a_name_is_greeted_too(letter: str, language: str) -> None:
    assert write(letter, language, first_name="").text.startswith("Hello,\n" if language == "en" else "Bonjour,\n")


@pytest.mark.parametrize("language", languages())
def test_the_code_is_in_the_letter_and_never_in_its_subject(language: str) -> None:
    written = write("sign_in_code", language)
    assert "428317" not in written.subject
    assert "\n428317\n" in written.text
    assert ">428317<" in written.html


def test_the_code_letter_says_when_how_long_and_from_where() -> None:
    written = " ".join(write("sign_in_code", "fr").text.split())
    assert "valable 10 minutes, jusqu’à 10 h 40" in written
    assert "mardi 24 novembre 2026 à 10 h 30 (fuseau horaire : Paris), depuis Firefox sur Windows" in written
    assert "Ne donnez ce code à personne" in written
    assert "Ce n’est pas vous ?" in written


@pytest.mark.parametrize(
    ("device", "said"),
    [("Firefox, Windows", "Firefox sur Windows"), ("Safari", "Safari"), ("", "un appareil inconnu")],
)
def test_a_device_is_said_in_words(device: str, said: str) -> None:
    assert f"Appareil\u00a0: {said}" in write("new_device", "fr", device=device).text


@pytest.mark.parametrize("at", ["2026-11-24T09:30:00+00:00", "2026-07-01T09:30:00+00:00"])
def test_a_time_is_the_readers_own(at: str) -> None:
    assert "19:30 (time zone: Tokyo)" not in write("new_device", "en", at=at).text
    assert "18:30 (time zone: Tokyo)" in write("new_device", "en", at=at, timezone="Asia/Tokyo").text


def test_every_change_has_a_subject_and_words_of_its_own() -> None:
    letters = [write(sort, "fr") for sort in CHANGES]
    assert len({letter.subject for letter in letters}) == len({letter.text for letter in letters}) == len(Change)


@pytest.mark.parametrize("language", languages())
def test_a_change_that_is_not_known_is_not_told_in_an_empty_letter(language: str) -> None:
    with pytest.raises(TemplateNotFound):
        write("account_change/no-such-change", language)


@pytest.mark.parametrize("sort", CHANGES)
def test_a_change_is_told_with_when_where_and_what_to_do_if_it_was_somebody_else(sort: str) -> None:
    text = write(sort, "fr").text
    assert "mardi 24 novembre 2026 à 10\u00a0h\u00a030 (fuseau horaire\u00a0: Paris)" in text
    assert "Appareil\u00a0: Firefox sur Windows" in text
    assert "Ce n’est pas vous\u00a0?" in text
    assert re.search(rf"nouveau mot de passe à cette adresse\u00a0: {re.escape(FORGOTTEN)}\n", text)


@pytest.mark.parametrize("sort", CHANGES)
def test_no_secret_is_in_the_letter_of_a_change(sort: str) -> None:
    written = write(sort, "fr", code="ABCD-EFGH", link="https://espace.example.org/secret")
    assert not re.search("ABCD|/secret", f"{written.subject} {written.text} {written.html}")


@pytest.mark.parametrize(
    ("sort", "said"),
    [
        ("account_change/passkey-added", "«\u00a0<i>{left}</i>\u00a0»"),
        ("account_change/passkey-removed", "«\u00a0<i>{left}</i>\u00a0»"),
        ("account_change/rescue-issued", "<i>{left}</i> vient de créer"),
    ],
)
def test_the_name_of_a_passkey_or_of_an_admin_is_never_read_as_code(sort: str, said: str) -> None:
    written = write(sort, "fr", name="<i>{left}</i>", by="<i>{left}</i>")
    assert said in written.text.replace("\u200b", "")
    assert said.replace("<", "&lt;").replace(">", "&gt;") in written.html.replace("\u200b", "")
    assert "<i>" not in written.html + written.subject


@pytest.mark.parametrize(
    ("left", "said", "is_warned"),
    [("7", "Il vous en reste 7.", False), ("3", "reste 3.", False), ("2", "reste 2.", True), ("0", "plus.", True)],
)
def test_a_backup_code_used_tells_how_many_are_left_and_warns_at_two(left: str, said: str, is_warned: bool) -> None:  # noqa: FBT001
    text = write("account_change/backup-code-used", "fr", left=left).text
    assert said in text
    assert ("Générez-en de nouveaux" in text) is is_warned
    assert ("Vous n’avez rien à faire" in text) is not is_warned


def test_a_rescue_code_is_told_with_who_made_it_and_what_it_is_worth() -> None:
    text = write("account_change/rescue-issued", "fr", by="Agathe Lefèvre", device="").text
    assert "Agathe Lefèvre vient de créer un code de dépannage" in text
    assert "valable une heure" in text
    assert "ne vaut rien sans votre mot de passe" in text
    assert "Appareil" not in text


def test_what_ends_the_other_sessions_says_so() -> None:
    saying = {sort.partition("/")[2] for sort in CHANGES if "autres sessions ont été fermées" in write(sort, "fr").text}
    assert saying == set(Change) - {
        Change.BACKUP_CODE_USED,
        Change.DEVICE_TRUSTED,
        Change.RESCUE_ISSUED,
        Change.TRIES_USED_UP,
        Change.RESCUE_USED,
        Change.CALENDAR_LINK_MADE,
        Change.CALENDAR_LINK_RENEWED,
    }


@pytest.mark.parametrize("language", languages())
def test_the_link_of_a_forgotten_password_stands_alone_in_the_text_and_twice_in_the_page(language: str) -> None:
    written = write("password_reset", language)
    assert f"\n{VALUES['link']}\n" in written.text
    assert Page(written.html).links.count(VALUES["link"]) == 2
    assert VALUES["link"] not in written.subject


def test_a_forgotten_password_is_told_how_long_and_what_comes_after() -> None:
    text = write("password_reset", "fr", until="2026-11-24T10:00:00+00:00").text
    assert "valable 30 minutes, jusqu’à 11\u00a0h, et ne sert qu’une fois" in text
    assert "La deuxième étape vous sera demandée ensuite" in text
    assert "Ignorez ce message" in text


def test_a_code_for_a_new_account_asks_for_nothing_that_needs_one() -> None:
    text = write("sign_up_code", "fr").text
    assert "\n428317\n" in text
    assert "valable 10 minutes, jusqu’à 10\u00a0h\u00a040" in text
    assert "sans ce code, aucun compte n’est créé" in text
    assert not re.search("vous avez un compte|votre mot de passe|nouveau mot de passe", text)


@pytest.mark.parametrize("language", languages())
def test_whoever_has_an_account_already_is_told_to_sign_in_and_gets_no_code(language: str) -> None:
    written = write("already_an_account", language)
    assert f"\n{VALUES['link']}\n" in written.text
    assert FORGOTTEN in written.text
    assert VALUES["code"] not in written.text + written.html


@pytest.mark.parametrize("letter", INVITATIONS)
def test_an_invitation_says_who_invites_to_what_until_when_and_what_if_it_was_not_expected(letter: str) -> None:
    text = write(letter, "fr", until="2026-12-08T09:40:00+00:00").text
    assert re.search(r"Agathe vous (invite|a envoyé une invitation) à rejoindre la bulle «\u00a0Le Chêne\u00a0»", text)
    assert "MyCharlotte est un espace privé" in text
    assert "jusqu’au mardi 8 décembre 2026 à 10\u00a0h\u00a040 (fuseau horaire\u00a0: Paris)" in text
    assert "Vous n’attendiez pas cette invitation\u00a0?\nIgnorez ce message, ou refusez" in text
    assert "vous avez un compte" not in text


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("letter", INVITATIONS)
def test_an_invitation_names_on_a_locked_screen_neither_the_bubble_nor_who_invites(letter: str, language: str) -> None:
    written = write(letter, language)
    assert not re.search("Chêne|Agathe|Zelda|Camille", written.subject)
    assert VALUES["link"] not in written.subject


@pytest.mark.parametrize("letter", INVITATIONS)
def test_the_link_of_an_invitation_stands_alone_in_the_text_and_twice_in_the_page(letter: str) -> None:
    written = write(letter, "fr")
    assert f"\n{VALUES['link']}\n" in written.text
    assert Page(written.html).links.count(VALUES["link"]) == 2


@pytest.mark.parametrize("letter", INVITATIONS)
def test_a_personal_message_keeps_its_lines_and_is_never_read_as_code(letter: str) -> None:
    written = write(letter, "fr", message="Bonjour,\n\n<b>{link}</b>\nÀ bientôt")
    assert "\n> Bonjour,\n> \n> <b>{link}</b>\n> À bientôt\n" in written.text.replace("\u200b", "")
    page = "".join(written.html.replace("\u200b", "").split())
    assert "Bonjour,<br><br>&lt;b&gt;{link}&lt;/b&gt;<br>Àbientôt</p>" in page


def test_an_invitation_without_a_message_announces_none() -> None:
    assert "Un mot joint" in write("invitation", "fr").text
    assert "Un mot joint" not in write("invitation", "fr", message="").text


@pytest.mark.parametrize("name", ["message", "bubble", "inviter"])
@pytest.mark.parametrize("letter", INVITATIONS)
def test_no_mail_reader_makes_a_link_of_what_whoever_invites_wrote(letter: str, name: str) -> None:
    written = write(letter, "fr", **{name: "Voir https://faux.example.com/x?a=b ou moi@faux.example.com."})
    for said in (written.text, written.html):
        assert not re.search(r"faux\.example|://faux|moi@faux|com/x", said)
        assert "faux" in said


def test_an_envelope_quiets_answering_machines_and_names_the_mail() -> None:
    house = House(sender="MyCharlotte <ne-pas-repondre@example.org>", contact=CONTACT, site=SITE)
    at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    message = put_in_envelope(write("new_device", "en"), ref="k3J_9-aQ", to="zelda@example.org", at=at, house=house)
    assert message["Message-ID"] == "<k3J_9-aQ@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == CONTACT
    assert message["Date"] == "Tue, 24 Nov 2026 09:30:00 +0000"
    assert message["Content-Language"] == "en"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("to", ["a@example.org\nBcc: b@example.org", "a@example.org\r\nSubject: x"])
def test_an_address_cannot_add_a_header(to: str) -> None:
    house = House(sender="a@example.org", contact=CONTACT, site=SITE)
    with pytest.raises(ValueError, match="linefeed"):
        put_in_envelope(write("new_device", "fr"), ref="r", to=to, at=datetime.now(UTC), house=house)


@pytest.mark.parametrize(("letter", "language"), EVERY)
def test_what_an_inviter_typed_as_a_name_makes_no_link(letter: str, language: str) -> None:
    written = write(letter, language, first_name="https://securite.example")
    assert "https://securite" not in written.text + written.html
    assert "securite.example" not in written.text + written.html


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example",
        "http://💩.la",
        "https://%65vil.example",
        "https://!@evil.example",
        "www.evil.example",
        "mailto:someone@evil.example",
    ],
)
def test_no_mail_reader_makes_a_link_of_what_somebody_wrote(link: str) -> None:
    cut = unlinked(f"Voir {link}")
    assert cut.replace("\u200b", "") == f"Voir {link}"
    assert not re.search(r"[.:/@][^\s\u200b]", cut)


def test_sentences_stay_as_they_are() -> None:
    assert unlinked("À bientôt. Un mot : rien d’urgent…") == "À bientôt. Un mot : rien d’urgent…"


def test_the_words_of_an_inviter_are_told_from_ours_in_a_plain_letter() -> None:
    text = write("invitation", "fr", message="À bientôt\n--\nMyCharlotte").text
    assert "\n> À bientôt\n> --\n> MyCharlotte\n" in text
