"""The doors of lists: a file goes in for whoever runs the bubble, its outcome comes out for them alone."""

import csv
import io
import uuid
from collections.abc import Iterator

import httpx
import pytest
from sqlmodel import col, select
from starlette.requests import Request

from mycharlotte import db, routes, spreadsheets
from mycharlotte.domain import batch_sending
from mycharlotte.domain.audit import Action
from mycharlotte.http import uploads
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.invitations import BatchRow, InvitationBatch
from mycharlotte.models.people import Language, Person
from tests.servers.application import Application
from tests.servers.bubble import Members, new_bubble

HEADER = "Adresse e-mail;Rôle;Prénom\r\n"


@pytest.fixture
def bubble(application: Application) -> Members:
    """A bubble of this test."""
    return new_bubble(application)


@pytest.fixture
def admin(application: Application, bubble: Members) -> Iterator[httpx.Client]:
    """Where its admin is signed in."""
    with application.client(cookies=application.session_of(bubble.admin)) as signed_in:
        yield signed_in


def ref_of(application: Application, bubble: Members) -> str:
    with application.in_use(), db.reading() as session:
        return session.exec(select(Bubble.ref).where(Bubble.name == f"Bulle {bubble.patient_name}")).one()


def door(bubble_ref: str) -> str:
    return routes.of_bubble(routes.POST_INVITATIONS_FILE, bubble_ref)


def send(browser: httpx.Client, bubble_ref: str, content: bytes, name: str = "liste.csv") -> httpx.Response:
    """Send a list as the page does."""
    return browser.post(door(bubble_ref), files={"file": (name, content, "text/csv")})


def listed(*rows: str) -> bytes:
    return (HEADER + "\r\n".join(rows)).encode("cp1252")


def stored(application: Application, bubble_ref: str) -> tuple[int, int]:
    """How many lists and rows are kept for a bubble."""
    with application.in_use(), db.reading() as session:
        mine = select(InvitationBatch.id).join(Bubble, col(Bubble.id) == InvitationBatch.bubble_id)
        ids = session.exec(mine.where(Bubble.ref == bubble_ref)).all()
        return len(ids), len(session.exec(select(BatchRow.id).where(col(BatchRow.batch_id).in_(ids))).all())


def sent(application: Application, bubble: Members) -> str:
    """Send the last list of a bubble, and return its reference."""
    with application.in_use():
        with db.transaction() as session:
            person = session.exec(select(Person).where(Person.email == bubble.admin)).one()
            batch = session.exec(
                select(InvitationBatch)
                .where(InvitationBatch.by_id == person.id)
                .order_by(col(InvitationBatch.id).desc())
            ).first()
            assert batch
            batch.state, batch.started_at = "sending", now()  # type: ignore[assignment]
            ref = batch.ref
        with db.transaction() as session:
            while batch_sending.send_some(session, link="https://example.org/?jeton=", now=now()):
                session.flush()
    return ref


def result(ref: str) -> str:
    return routes.INVITATIONS_RESULT.format(batch_ref=ref)


def cells(answer: httpx.Response, delimiter: str = ";") -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_a_list_is_read_and_kept(application: Application, bubble: Members, admin: httpx.Client) -> None:
    ref = ref_of(application, bubble)
    answer = send(admin, ref, listed("nadia@example.org;patiente;Nadia", "x;patient;"))
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert stored(application, ref) == (1, 2)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide"),
        (b"%PDF-1.7 " + b"x" * 100, "Ce fichier est un document, une image ou un classeur"),
        (b"email;role\n", "Ce fichier nomme des colonnes"),
        (b"nom;age\nx;y", "Il manque la colonne «\u00a0adresse e-mail\u00a0»"),
        (b"email;nom\na@example.org;y", "Il manque la colonne «\u00a0rôle\u00a0»"),
        (b'email;role\n"a;b', "Un guillemet est mal placé ou n’est pas refermé à la ligne 2"),
        (b"email;role\n" + b"a@example.org;patient\n" * 60_000, "Cette liste compte plus de 5\u00a0000 personnes"),
        (b"x" * (2 * 1024 * 1024 + 1), "Ce fichier dépasse 2\u00a0Mo"),
        (b"x" * (3 * 1024 * 1024), "Ce fichier dépasse 2\u00a0Mo"),
        (b"email;role\n\x81\x8d\x00", "Les caractères de ce fichier sont illisibles"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence_and_leaves_nothing(
    application: Application, bubble: Members, admin: httpx.Client, content: bytes, sentence: str
) -> None:
    ref, log = ref_of(application, bubble), application.log_text()
    answer = send(admin, ref, content)
    assert answer.status_code == 422
    assert answer.json()["field"] == "file"
    assert answer.json()["sentence"].startswith(sentence)
    assert stored(application, ref) == (0, 0)
    assert application.log_text() == log


def test_whoever_does_not_run_the_bubble_gets_a_sentence_and_nothing_is_kept(
    application: Application, bubble: Members, admin: httpx.Client
) -> None:
    ref, other = ref_of(application, bubble), new_bubble(application)
    for email in (bubble.companion, bubble.patient, other.admin, application.newcomer()):
        with application.client(cookies=application.session_of(email)) as browser:
            answer = send(browser, ref, listed("nadia@example.org;patient;"))
        assert answer.status_code == 422
        assert answer.json()["sentence"] in {
            "Cette page ou cet élément est introuvable.",
            "Vous n’avez pas le droit de faire cela ici.",
        }
    for unknown in ("", "x" * 40, "%00", "../x"):
        assert send(admin, unknown, listed("nadia@example.org;patient;")).status_code == 422
    with application.client() as nobody:
        assert send(nobody, ref, listed("nadia@example.org;patient;")).status_code == 401
    assert stored(application, ref) == (0, 0)


def test_a_form_of_another_site_is_not_even_read(
    application: Application, bubble: Members, admin: httpx.Client
) -> None:
    ref = ref_of(application, bubble)
    files = {"file": ("liste.csv", listed("nadia@example.org;patient;"))}
    answer = admin.post(door(ref), files=files, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert stored(application, ref) == (0, 0)


def test_nothing_of_a_list_is_logged_nor_left_on_the_disk(
    application: Application, bubble: Members, admin: httpx.Client
) -> None:
    name = f"Zoraida{uuid.uuid4().hex}"
    before = {path for path in application.data_dir.rglob("*") if path.is_file()}
    send(admin, ref_of(application, bubble), listed(f"{name}@example.org;patiente;{name}", f"{name};patient;"), name)
    assert name not in application.log_text()
    new = {path for path in application.data_dir.rglob("*") if path.is_file()} - before
    assert not [path for path in new if name.encode() in path.read_bytes() and ".db" not in path.name]


async def test_a_file_stays_in_memory_until_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    rolled: list[object] = []
    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", rolled.append)
    most = 1024 * 1024
    content = b"x" * most
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": head + content + b"\r\n--b--\r\n", "more_body": False}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", b"multipart/form-data; boundary=b")]}
    assert await uploads.file_of(Request(scope, receive), "file", at_most=most) == content
    assert rolled == []


@pytest.mark.parametrize("kind", ["", "multipart/form-data", "multipart/form-data; boundary=x", "application/json"])
def test_a_form_without_a_file_is_an_empty_file(
    application: Application, bubble: Members, admin: httpx.Client, kind: str
) -> None:
    answer = admin.post(
        door(ref_of(application, bubble)), content=b"--y", headers={"Content-Type": kind} if kind else {}
    )
    assert answer.status_code == 422
    assert answer.json()["sentence"].startswith("Ce fichier est vide")


def test_a_refusal_is_in_the_language_of_the_reader(application: Application, bubble: Members) -> None:
    nora = application.newcomer("Nora", language=Language.ENGLISH)
    with application.in_use(), db.transaction() as session:
        person = session.exec(select(Person).where(Person.email == nora)).one()
        place = session.exec(select(Bubble).where(Bubble.name == f"Bulle {bubble.patient_name}")).one()
        session.add(Membership(bubble_id=place.id or 0, person_id=person.id or 0, role="companion", is_admin=True))  # type: ignore[arg-type]
    with application.client(cookies=application.session_of(nora)) as browser:
        answer = send(browser, ref_of(application, bubble), b"")
        assert answer.json()["sentence"].isascii()
        model = cells(browser.get(routes.INVITATIONS_MODEL), ",")
    assert len(model) == 3


def test_the_model_is_a_list_that_can_be_sent_back(
    application: Application, bubble: Members, admin: httpx.Client
) -> None:
    model = admin.get(routes.INVITATIONS_MODEL)
    assert cells(model)[0] == ["adresse e-mail", "rôle", "prénom", "nom", "message", "langue"]
    assert model.headers["content-disposition"] == 'attachment; filename="mycharlotte-invitations.csv"'
    ref = ref_of(application, bubble)
    assert send(admin, ref, model.content).json() == {"ok": True}
    with application.in_use(), db.reading() as session:
        batch = session.exec(select(InvitationBatch).order_by(col(InvitationBatch.id).desc())).first()
    assert batch
    assert (batch.total, batch.good) == (2, 2)


def test_nobody_is_given_a_model_at_the_door(application: Application) -> None:
    with application.client() as nobody:
        assert nobody.get(routes.INVITATIONS_MODEL).status_code == 303


def test_the_result_says_what_became_of_each_line(
    application: Application, bubble: Members, admin: httpx.Client
) -> None:
    send(
        admin, ref_of(application, bubble), listed("nadia@example.org;patiente;Nadia", '"=cmd()";patient;', "+x;chef;")
    )
    answer = admin.get(result(sent(application, bubble)))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert cells(answer) == [
        ["Ligne", "Adresse e-mail", "Rôle", "Résultat", "Raison"],
        ["2", "nadia@example.org", "patient", "Envoyée", ""],
        [
            "3",
            "'=cmd()",
            "patient",
            "Refusée",
            "Ce n’est pas une adresse e-mail complète, comme prenom.nom@exemple.fr.",
        ],
        ["4", "'+x", "chef", "Refusée", "Ce n’est pas une adresse e-mail complète, comme prenom.nom@exemple.fr."],
    ]
    assert not [c for line in cells(answer) for c in line if c.startswith(spreadsheets.FORMULAS)]


def test_a_result_is_for_those_who_run_the_bubble(
    application: Application, bubble: Members, admin: httpx.Client
) -> None:
    send(admin, ref_of(application, bubble), listed("nadia@example.org;patiente;Nadia"))
    ref, other = sent(application, bubble), new_bubble(application)
    for email in (bubble.companion, bubble.patient, other.admin, application.newcomer()):
        with application.client(cookies=application.session_of(email)) as browser:
            hidden, missing = browser.get(result(ref)), browser.get(result("A" * 16))
        assert (hidden.status_code, hidden.text) == (404, missing.text)
    with application.client() as nobody:
        assert nobody.get(result(ref)).headers["location"].startswith(routes.SIGN_IN)
    for unknown in ("%00", "..", "x" * 300, "'", "modele"):
        assert "nadia" not in admin.get(result(unknown)).text


def test_a_result_is_not_given_before_the_list_is_sent(
    application: Application, bubble: Members, admin: httpx.Client
) -> None:
    send(admin, ref_of(application, bubble), listed("nadia@example.org;patiente;Nadia"))
    with application.in_use(), db.reading() as session:
        batch = session.exec(select(InvitationBatch).order_by(col(InvitationBatch.id).desc())).first()
    assert batch
    assert admin.get(result(batch.ref)).status_code == 404


def test_a_link_of_another_site_gives_and_writes_nothing(
    application: Application, bubble: Members, admin: httpx.Client
) -> None:
    send(admin, ref_of(application, bubble), listed("nadia@example.org;patiente;Nadia"))
    ref = sent(application, bubble)
    for site in ("cross-site", "same-site"):
        answer = admin.get(result(ref), headers={"Sec-Fetch-Site": site})
        assert (answer.status_code, answer.content) == (303, b"")
    assert admin.head(result(ref)).content == b""
    assert downloads(application, ref) == 0
    assert admin.get(result(ref), headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert downloads(application, ref) == 1


def downloads(application: Application, ref: str) -> int:
    with application.in_use(), db.reading() as session:
        known = (AuditEntry.object_ref == ref, AuditEntry.action == Action.BATCH_DOWNLOADED)
        return len(session.exec(select(AuditEntry.seq).where(*known)).all())


def test_twenty_files_an_hour_are_enough(application: Application, bubble: Members, admin: httpx.Client) -> None:
    ref = ref_of(application, bubble)
    sentences = [send(admin, ref, b"").json()["sentence"] for _ in range(21)]
    assert len(set(sentences[:20])) == 1
    assert sentences[20].startswith("Trop d’essais")
