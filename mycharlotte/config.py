"""Settings, read once from the environment (prefix `MYCHARLOTTE_`) or from `.env`.

Out of the box the mode is `demo`: SQLite, a folder of files, a local mailbox, and secrets made on the first start and
kept in the data folder. `production` takes nothing for granted: `refusals()` says in plain words what is unsafe or
missing, and the application does not start until the list is empty.
"""

import base64
import ipaddress
import json
import os
import secrets
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

MIN_SECRET_BYTES = 32
MASTER_KEY_BYTES = 32


class Mode(StrEnum):
    """How much the installation may take for granted."""

    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Everything an installation may choose. Empty means: the default that needs no service."""

    model_config = SettingsConfigDict(env_prefix="MYCHARLOTTE_", env_file=".env", extra="ignore")

    mode: Mode = Mode.DEMO
    public_url: str = "http://localhost:3000"
    host: str = "127.0.0.1"
    port: int = 3000
    workers: int = 1
    trusted_proxy_hops: int = 0
    sockets_per_block: int = 200
    sockets_per_session: int = 20

    data_dir: Path = Path("data")
    database_url: str = ""
    redis_url: str = ""

    storage_url: str = ""
    s3_endpoint: str = ""
    s3_access_key: SecretStr = SecretStr("")
    s3_secret_key: SecretStr = SecretStr("")
    s3_region: str = "us-east-1"

    mail_url: SecretStr = SecretStr("")
    mail_from: str = "MyCharlotte <ne-pas-repondre@mycharlotte.fr>"
    contact_email: str = "contact@mycharlotte.fr"

    secret_key: SecretStr = SecretStr("")
    master_keys: SecretStr = SecretStr("")
    log_level: str = "INFO"

    @property
    def is_demo(self) -> bool:
        """Whether demo accounts and the local mailbox are shown to whoever opens the site."""
        return self.mode is Mode.DEMO

    @property
    def origin(self) -> str:
        """The one origin browsers may come from: scheme, host and port of the public address."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_https(self) -> bool:
        """Whether the public address is served over TLS: decides `Secure` and `__Host-` on cookies."""
        return urlsplit(self.public_url).scheme == "https"

    @cached_property
    def sqlalchemy_url(self) -> str:
        """The database address with the driver that the application uses."""
        url = self.database_url or f"sqlite:///{self.data_dir / 'mycharlotte.db'}"
        for short in ("postgresql://", "postgres://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        return url

    @cached_property
    def files_url(self) -> str:
        """Where files live: a folder, or `s3://bucket/prefix`."""
        return self.storage_url or str(self.data_dir / "files")

    @cached_property
    def post_url(self) -> str:
        """Where mail goes: a folder of `.eml` files, or an SMTP address."""
        return self.mail_url.get_secret_value() or str(self.data_dir / "mailbox")

    def key(self, purpose: str) -> bytes:
        """Derive the 32-byte key of one purpose from the secret key (HKDF-SHA256, RFC 5869).

        One secret to keep, and a leak of one derived key tells nothing about the others.
        """
        secret = self.secret_key.get_secret_value().encode()
        return HKDF(hashes.SHA256(), 32, None, f"mycharlotte/{purpose}".encode()).derive(secret)

    @cached_property
    def numbered_master_keys(self) -> dict[int, bytes]:
        """The keys that wrap file keys, by version: `"1:<base64>,2:<base64>"`. The highest one seals, all open."""
        pairs = (entry.split(":", 1) for entry in self.master_keys.get_secret_value().split(",") if entry)
        return {int(version): base64.b64decode(key) for version, key in pairs}

    def refusals(self) -> list[str]:
        """Say what keeps this configuration from being started, one sentence each; empty when all is well."""
        return [sentence for bad, sentence in self._checks() if bad]

    def _checks(self) -> list[tuple[bool, str]]:
        production = self.mode is Mode.PRODUCTION
        parts = urlsplit(self.public_url)
        return [
            (
                parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"},
                "MYCHARLOTTE_PUBLIC_URL must be an address such as https://espace.example.org, without a path.",
            ),
            (
                "*" in self.public_url,
                "MYCHARLOTTE_PUBLIC_URL must name one exact origin: browsers may come from nowhere else.",
            ),
            (
                parts.scheme == "http" and not _is_loopback(parts.hostname or ""),
                "MYCHARLOTTE_PUBLIC_URL must be https unless it is localhost: session cookies need it.",
            ),
            (
                production and parts.scheme != "https",
                "MYCHARLOTTE_PUBLIC_URL must be https in production.",
            ),
            (
                production and not _is_loopback(self.host),
                "MYCHARLOTTE_HOST must be a loopback address in production: the reverse proxy is what faces the world.",
            ),
            (
                production and self.trusted_proxy_hops < 1,
                "MYCHARLOTTE_TRUSTED_PROXY_HOPS must count the proxies in front: else everyone shares one address.",
            ),
            (
                len(self.secret_key.get_secret_value().encode()) < MIN_SECRET_BYTES,
                f"MYCHARLOTTE_SECRET_KEY must hold at least {MIN_SECRET_BYTES} random bytes.",
            ),
            (
                not _are_master_keys(self.master_keys.get_secret_value()),
                'MYCHARLOTTE_MASTER_KEYS must read "1:<32 bytes in base64>", with more versions after commas.',
            ),
            (
                self.workers > 1 and not self.redis_url,
                "MYCHARLOTTE_WORKERS above 1 needs MYCHARLOTTE_REDIS_URL: workers share tabs and limits through Redis.",
            ),
            (
                self.workers > 1 and self.sqlalchemy_url.startswith("sqlite"),
                "MYCHARLOTTE_WORKERS above 1 needs PostgreSQL in MYCHARLOTTE_DATABASE_URL.",
            ),
            (
                production and not self.mail_url.get_secret_value(),
                "MYCHARLOTTE_MAIL_URL must be an SMTP address in production: nobody can sign in without mailed codes.",
            ),
            (
                os.environ.get("REFLEX_STATE_AUTO_SETTERS", "").lower() in {"1", "true"},
                "REFLEX_STATE_AUTO_SETTERS must stay off: it would let a browser write any public variable.",
            ),
            (
                os.environ.get("REFLEX_CORS_ALLOWED_ORIGINS", "").find("*") >= 0,
                "REFLEX_CORS_ALLOWED_ORIGINS must not contain *: any site could then read what a person reads.",
            ),
            (
                os.environ.get("REFLEX_TELEMETRY_ENABLED", "").lower() in {"1", "true"},
                "REFLEX_TELEMETRY_ENABLED must stay off: nothing is sent to another site.",
            ),
        ]


class UnsafeConfiguration(SystemExit):
    """The application refuses to start; the message says every reason, one to a line."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n- ".join(("MyCharlotte does not start:", *sentences)))


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process; in demo and test modes, missing secrets are made once and kept.

    Raises:
        UnsafeConfiguration: when something is unsafe or missing.
    """
    try:
        found = Settings()
    except ValidationError as wrong:
        names = sorted({str(error["loc"][0]).upper() for error in wrong.errors()})
        raise UnsafeConfiguration([f"MYCHARLOTTE_{name} is not of the kind expected." for name in names]) from None
    if found.mode is not Mode.PRODUCTION:
        found = _with_local_secrets(found)
    if sentences := found.refusals():
        raise UnsafeConfiguration(sentences)
    return found


def _with_local_secrets(found: Settings) -> Settings:
    """Fill in missing secrets from `secrets.json` in the data folder, written on the first start."""
    if found.secret_key.get_secret_value() and found.master_keys.get_secret_value():
        return found
    place = found.data_dir / "secrets.json"
    if not place.exists():
        found.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = {
            "secret_key": secrets.token_urlsafe(48),
            "master_keys": "1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        draft = place.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(made, out)
        try:
            os.link(draft, place)  # the first of two simultaneous starts wins, the other reads what it wrote
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    kept = json.loads(place.read_text())
    missing = {name: SecretStr(value) for name, value in kept.items() if not getattr(found, name).get_secret_value()}
    return found.model_copy(update=missing)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _are_master_keys(text: str) -> bool:
    try:
        pairs = [entry.split(":", 1) for entry in text.split(",") if entry]
        return bool(pairs) and all(
            int(v) > 0 and len(base64.b64decode(k, validate=True)) == MASTER_KEY_BYTES for v, k in pairs
        )
    except ValueError:
        return False
