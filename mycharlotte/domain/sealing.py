"""Small secrets at rest: the values of a mail that waits, a notice kept in a cookie.

AES-256-GCM (NIST SP 800-38D). Sealed bytes are `version (1) | nonce (12) | ciphertext and tag`; the nonce is random,
which is safe for 2^32 messages under one key. The context is authenticated: what was sealed for one place does not
open in another.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
NONCE_BYTES = 12


class Unsealable(Exception):
    """These bytes were not sealed with this key for this context, or were altered since."""


def seal(plain: bytes, *, key: bytes, context: str) -> bytes:
    """Encrypt and sign `plain` with a 32-byte key, for `context` alone."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, VERSION + context.encode())


def opens(sealed: bytes, *, key: bytes, context: str) -> bool:
    """Tell whether these bytes were sealed with this key for this context."""
    try:
        unseal(sealed, key=key, context=context)
    except Unsealable:
        return False
    return True


def unseal(sealed: bytes, *, key: bytes, context: str) -> bytes:
    """Return what was sealed.

    Raises:
        Unsealable: another key, another context, or altered bytes.
    """
    version, nonce, body = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if version != VERSION or len(nonce) != NONCE_BYTES:
        raise Unsealable
    try:
        return AESGCM(key).decrypt(nonce, body, VERSION + context.encode())
    except InvalidTag:
        raise Unsealable from None
