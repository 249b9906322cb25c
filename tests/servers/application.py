"""The real application for tests: a process of its own, on a free port of this machine, with the cast in its database.

    def test_something(application):                # mode test, one for the whole run
        cookies = application.sign_in(PAUL.email)   # both steps, the code read from the mailbox
        httpx.get(application.url + "/parametres", cookies=cookies)

    def test_the_demo(demonstration):               # mode demo: accounts on the first page, mailbox shown

    with serving(folder, mode="demo", MYCHARLOTTE_LOG_LEVEL="DEBUG") as one_of_my_own: ...

`Application` has `url`, `data_dir`, `mailbox` (a folder of `.eml`), `pid`, `log_text()`, `codes_for(email)`,
`next_code(email, after=…)`, `client()`, `sign_in(email)`, `stop()`. Two shortcuts spare what a test is not about, and
what limits count: `newcomer()` makes a person, `session_of(email)` opens a session without its two steps.
`in_use()` lends the domain's verbs the application's database. Requests may come from elsewhere: send the headers
`coming_from("203.0.113.7")`.
"""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy
from pathlib import Path
from typing import TypeVar

import alembic.command
import alembic.config
import httpx
import pytest
from sqlmodel import select

from mycharlotte import db, routes, seed
from mycharlotte.build import ensure_built
from mycharlotte.config import settings
from mycharlotte.domain import passwords, sessions
from mycharlotte.domain.origin import Origin
from mycharlotte.models.base import now
from mycharlotte.models.people import Language, Person

ROOT = Path(__file__).parent.parent.parent
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
SECONDS_TO_ARRIVE = 20
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # httpx reads every authority of this machine otherwise: 30 ms
CODE = re.compile(r"^\d{6}$", re.MULTILINE)

T = TypeVar("T")


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Application"]:
    """One application in test mode for the whole run."""
    with serving(tmp_path_factory.mktemp("application")) as running:
        yield running


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Application"]:
    """One application in demo mode for the whole run."""
    with serving(tmp_path_factory.mktemp("demonstration"), mode="demo") as running:
        yield running


@dataclass
class Application:
    """A running application, and what a tester may do around it."""

    url: str
    data_dir: Path
    log: Path
    environment: dict[str, str]
    _process: subprocess.Popen[bytes] | None = None

    @property
    def mailbox(self) -> Path:
        """Where its mails arrive, as `.eml` files."""
        return self.data_dir / "mailbox"

    @property
    def port(self) -> int:
        """Where it listens, whatever its public address."""
        return int(self.environment["MYCHARLOTTE_PORT"])

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process
        return self._process.pid

    def log_text(self) -> str:
        """All that it wrote, on both outputs."""
        return self.log.read_text(errors="replace")

    def mails_for(self, email: str) -> list[EmailMessage]:
        """The mails that arrived for someone, the oldest first."""
        found = sorted(self.mailbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        mails = [message_from_bytes(path.read_bytes(), policy=policy) for path in found]
        return [mail for mail in mails if email in str(mail["To"])]

    def codes_for(self, email: str) -> list[str]:
        """The codes that arrived for someone, the oldest first."""
        parts = [part for mail in self.mails_for(email) if (part := mail.get_body(("plain",)))]
        return [found[0] for part in parts if (found := CODE.search(part.get_content().replace("\r\n", "\n")))]

    def next_code(self, email: str, *, after: int) -> str:
        """Wait for a code beyond the first `after` ones, and return the last."""
        return until(lambda: codes[-1] if len(codes := self.codes_for(email)) > after else "", SECONDS_TO_ARRIVE)

    def client(self, *, address: str = "", cookies: dict[str, str] | None = None) -> httpx.Client:
        """A browser on no page yet: no redirection followed, forms sent from our own pages."""
        browser = httpx.Client(
            base_url=self.url,
            headers={"Origin": self.url, "Accept-Language": "fr"} | (coming_from(address) if address else {}),
            timeout=30,
            verify=PLAIN,
        )
        hold(browser, cookies or {})
        return browser

    def sign_in(self, email: str, password: str = seed.PASSWORD) -> dict[str, str]:
        """Sign in by both steps, and return the cookies that the browser holds then."""
        with self.client(address=fresh_address()) as browser:
            known = len(self.codes_for(email))
            first = browser.post(routes.POST_SIGN_IN, data={"email": email, "password": password})
            assert first.headers.get("location") == routes.SIGN_IN_CODE, f"{first.status_code} {first.headers}"
            code = self.next_code(email, after=known)
            second = browser.post(routes.POST_CODE, data={"code": code})
            assert "session" in second.headers.get("set-cookie", ""), f"{second.status_code} {second.headers}"
            return dict(browser.cookies)

    def newcomer(self, first_name: str = "Nour", *, language: Language = Language.FRENCH) -> str:
        """Make a person outside any bubble, with the password of the cast, and return their address."""
        email = f"{uuid.uuid4().hex[:12]}@example.org"
        hashed = passwords.hashed(seed.PASSWORD)
        with self.in_use(), db.transaction() as session:
            session.add(
                Person(
                    email=email, first_name=first_name, last_name="Belkacem", language=language, password_hash=hashed
                )
            )
        return email

    def session_of(self, email: str) -> dict[str, str]:
        """Open a session without its two steps, and return its cookie."""
        with self.in_use(), db.transaction() as session:
            person = session.exec(select(Person).where(Person.email == email)).one()
            token = sessions.start(session, person=person, origin=Origin("Firefox, Linux", ""), now=now())
        return {self.cookie("session"): token}

    def cookie(self, name: str) -> str:
        """The full name of one of our cookies here."""
        is_https = self.environment["MYCHARLOTTE_PUBLIC_URL"].startswith("https")
        return f"__Host-{name}" if is_https else f"mycharlotte-{name}"

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Lend this application's database to the verbs of the domain, for the time of a block."""
        before = db._engines[:]
        db._engines[:] = [db.make_engine(f"sqlite:///{self.data_dir / 'mycharlotte.db'}")]
        try:
            yield
        finally:
            db._engines.pop().dispose()
            db._engines[:] = before

    def populate(self) -> None:
        """Put the cast in its database, with passwords hashed at the least cost: tests sign in often."""
        config = alembic.config.Config(str(ROOT / "alembic.ini"))
        config.set_main_option("sqlalchemy.url", f"sqlite:///{self.data_dir / 'mycharlotte.db'}")
        alembic.command.upgrade(config, "head")
        with self.in_use():
            seed.run()

    def start(self) -> None:
        """Serve, and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mycharlotte", "serve"],
                cwd=ROOT,
                env=outside() | self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until(self._answers, SECONDS_TO_START)

    def stop(self) -> None:
        """Stop as the system would, and insist if need be."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, self.log_text()
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}{routes.READY}", verify=PLAIN).is_success
        except httpx.TransportError:
            return False


@contextmanager
def serving(folder: Path, *, mode: str = "test", **environment: str) -> Iterator[Application]:
    """Serve an application of one's own from an empty folder, until the end of the block.

    `environment` adds to its settings, by their full names. Its secrets are those of the tests.
    """
    ensure_built()
    port = free_port()
    wanted = settings_of(folder / "data", port=port) | {"MYCHARLOTTE_MODE": mode} | environment
    running = Application(wanted["MYCHARLOTTE_PUBLIC_URL"], folder / "data", folder / "log.txt", wanted)
    running.populate()
    try:
        running.start()
        yield running
    finally:
        running.stop()


def settings_of(data_dir: Path, *, port: int) -> dict[str, str]:
    """The settings of a process of ours, whatever `.env` says: one trusted proxy, the secrets of the tests."""
    shared = settings()
    defaults = dict.fromkeys(("DATABASE_URL", "REDIS_URL", "STORAGE_URL", "MAIL_URL"), "")
    return {
        **{f"MYCHARLOTTE_{name}": value for name, value in defaults.items()},
        "MYCHARLOTTE_HOST": "127.0.0.1",
        "MYCHARLOTTE_PORT": str(port),
        "MYCHARLOTTE_PUBLIC_URL": f"http://localhost:{port}",
        "MYCHARLOTTE_DATA_DIR": str(data_dir),
        "MYCHARLOTTE_SECRET_KEY": shared.secret_key.get_secret_value(),
        "MYCHARLOTTE_MASTER_KEYS": shared.master_keys.get_secret_value(),
        "MYCHARLOTTE_TRUSTED_PROXY_HOPS": "1",
    }


def outside() -> dict[str, str]:
    """The environment of this machine, but for what would set up the application."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("MYCHARLOTTE_", "REFLEX_"))}


def coming_from(address: str) -> dict[str, str]:
    """The headers of a request that our proxy passes on from an address."""
    return {"X-Forwarded-For": address}


def hold(browser: httpx.Client, cookies: dict[str, str]) -> None:
    """Give a browser these cookies and no other, as if the application had set them."""
    browser.cookies.clear()
    for name, value in cookies.items():
        browser.cookies.set(name, value, domain="localhost.local")  # what the library calls localhost


def fresh_address() -> str:
    """An address in a block that nothing came from before."""
    return f"2001:db8:{uuid.uuid4().hex[:4]}:{uuid.uuid4().hex[:2]}00::1"


def until(found: Callable[[], T], seconds: float) -> T:
    """Wait until a question gets an answer that is neither empty nor false, and return it."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := found():
            return answer
        assert time.monotonic() < deadline, f"nothing for {seconds} s"
        time.sleep(0.02)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
