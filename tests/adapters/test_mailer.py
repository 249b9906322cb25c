"""A folder and a real SMTP server both take mail; what goes wrong is either for now or for good."""

import os
import ssl
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mycharlotte.adapters.mailer import MailRefused, MailUnavailable, SmtpMailer, open_mailer
from tests.servers.smtp import SmtpServer, part, serving


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    """A running SMTP server."""
    with serving() as server:
        yield server


def a_message(ref: str = "k3J_9-aQ", to: str = "camille@example.org") -> EmailMessage:
    """A message with an accent wherever one may stand."""
    message = EmailMessage()
    message["From"] = "MyCharlotte <ne-pas-repondre@example.org>"
    message["To"] = to
    message["Subject"] = "Votre code, dès maintenant"
    message["Message-ID"] = f"<{ref}@example.org>"
    message.set_content("Voilà votre code\u00a0:\n\n428317\n")
    message.add_alternative("<p>Voilà votre code\u00a0: <b>428317</b></p>", subtype="html")
    return message


def a_self_signed_context(folder: Path) -> ssl.SSLContext:
    """The side of a server that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, no_password = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, no_password) + certificate.public_bytes(pem)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


def test_a_folder_gets_one_readable_file_per_mail(tmp_path: Path) -> None:
    open_mailer(str(tmp_path / "mailbox")).send(a_message())
    (file,) = (tmp_path / "mailbox").iterdir()
    assert file.name == "k3J_9-aQ.eml"
    read = message_from_bytes(file.read_bytes(), policy=policy)
    assert read["Subject"] == "Votre code, dès maintenant"
    assert "Voilà votre code" in part(read, "plain")
    assert "<b>428317</b>" in part(read, "html")


def test_a_mail_sent_twice_to_a_folder_is_there_once(tmp_path: Path) -> None:
    mailer = open_mailer(str(tmp_path))
    mailer.send(a_message())
    mailer.send(a_message())
    assert len(list(tmp_path.iterdir())) == 1


def test_only_its_owner_may_read_the_folder_and_its_mails(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        open_mailer(str(tmp_path / "mailbox")).send(a_message())
    finally:
        os.umask(old)
    (file,) = (tmp_path / "mailbox").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_message_id_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "mailbox"
    open_mailer(str(folder)).send(a_message(ref="../../outside"))
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [folder]


def test_a_folder_that_cannot_be_written_is_unavailable_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "mailbox").write_text("a file where a folder should be")
    with pytest.raises(MailUnavailable):
        open_mailer(str(tmp_path / "mailbox")).send(a_message())
    assert [path.name for path in tmp_path.iterdir()] == ["mailbox"]


def test_a_server_gets_the_mail_as_it_was_written(smtp: SmtpServer) -> None:
    open_mailer(smtp.url).send(a_message())
    (got,) = smtp.messages
    assert got["Subject"] == "Votre code, dès maintenant"
    assert got["Message-ID"] == "<k3J_9-aQ@example.org>"
    assert "Voilà votre code" in part(got, "plain")


def test_a_name_and_password_with_signs_in_them_open_the_server(smtp: SmtpServer) -> None:
    smtp.stop()
    smtp.login = ("post@example.org", "p@ss:w/rd")
    smtp.start()
    open_mailer(f"smtp://post%40example.org:p%40ss%3Aw%2Frd@127.0.0.1:{smtp.port}").send(a_message())
    assert len(smtp.messages) == 1
    assert smtp.logins == [smtp.login]


def test_a_wrong_password_is_a_trouble_of_the_installation_not_of_the_mail(smtp: SmtpServer) -> None:
    smtp.stop()
    smtp.login = ("post", "right")
    smtp.start()
    with pytest.raises(MailUnavailable, match="535"):
        open_mailer(f"smtp://post:wrong@127.0.0.1:{smtp.port}").send(a_message())


def test_a_server_that_is_down_is_unavailable(smtp: SmtpServer) -> None:
    smtp.stop()
    with pytest.raises(MailUnavailable):
        open_mailer(smtp.url).send(a_message())


@pytest.mark.parametrize(
    ("answer", "expected"), [("450 try later", MailUnavailable), ("550 no such user", MailRefused)]
)
def test_a_recipient_is_refused_for_now_or_for_good(
    smtp: SmtpServer,
    answer: str,
    expected: type[Exception],
) -> None:
    smtp.recipient_answer = answer
    with pytest.raises(expected, match=answer[:3]):
        open_mailer(smtp.url).send(a_message())


@pytest.mark.parametrize(("answer", "expected"), [("451 busy", MailUnavailable), ("554 looks like spam", MailRefused)])
def test_a_message_is_refused_for_now_or_for_good(
    smtp: SmtpServer,
    answer: str,
    expected: type[Exception],
) -> None:
    smtp.message_answer = answer
    with pytest.raises(expected, match=answer[:3]):
        open_mailer(smtp.url).send(a_message())


def test_an_error_repeats_nothing_of_what_the_server_said(smtp: SmtpServer) -> None:
    smtp.recipient_answer = "550 <camille@example.org> is not known here"
    with pytest.raises(MailRefused) as refusal:
        open_mailer(smtp.url).send(a_message())
    assert "camille" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(smtp: SmtpServer, tmp_path: Path) -> None:
    smtp.stop()
    smtp.tls = a_self_signed_context(tmp_path)
    smtp.start()
    with pytest.raises(MailUnavailable):
        open_mailer(smtp.url).send(a_message())
    assert smtp.messages == []


def test_a_password_is_never_sent_in_clear_to_another_machine() -> None:
    starting, whole = (
        open_mailer("smtp://user:secret@mail.example.org"),
        open_mailer("smtps://user:secret@mail.example.org"),
    )
    assert isinstance(starting, SmtpMailer)
    assert starting.start_tls is True
    assert isinstance(whole, SmtpMailer)
    assert whole.use_tls is True


def test_a_mailer_does_not_show_its_password() -> None:
    assert "secret" not in repr(open_mailer("smtp://user:secret@mail.example.org"))


@pytest.mark.parametrize("url", ["http://mail.example.org", "smtp://", "imap://mail.example.org"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://host"):
        open_mailer(url)
