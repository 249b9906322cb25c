"""Secrets that travel: 256 random bits, of which only the SHA-256 is ever stored (ASVS 5.0, 7.2.3 and 11.5.1)."""

import hashlib
import hmac
import secrets

from mycharlotte.domain import keys


def new() -> str:
    """A token of 256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is stored of a token. A fast hash is right here: nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def mac(purpose: str, *parts: str) -> bytes:
    """A keyed hash of short secrets such as six digits, bound to what they are for."""
    return hmac.digest(keys.of(purpose), "\x00".join(parts).encode("utf-8", "surrogatepass"), "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Compare without telling by the time taken where they differ."""
    return hmac.compare_digest(one, other)
