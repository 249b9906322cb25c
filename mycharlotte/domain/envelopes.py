"""Envelope encryption: every file is sealed with a key of its own, and that key is wrapped by a master key.

Whoever holds the storage, or the database, or both, but not the master keys, reads nothing and changes nothing unseen.
Losing the wrapped key is losing the file: erasing a file for good is erasing that key.

    wrapped key   01 | version of the master key, 4 bytes | data key wrapped with AES-256-KW (RFC 3394), 40 bytes
    sealed file   01 | chunk 0 | chunk 1 | …              each one 64 KiB or less of plain text, then a 16-byte tag

Chunks are AES-256-GCM. The nonce is the chunk's index, which is safe because a data key seals one file only; the
authenticated data holds the index, whether the chunk is the last, and the object's id. Hence a file cut short,
lengthened, reordered or put in another's place does not open (the STREAM construction: Hoang, Reyhanitabar, Rogaway and
Vizár, CRYPTO 2015). Everything streams: memory does not grow with the file.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

CHUNK_BYTES = 64 * 1024
KEY_BYTES = 32
TAG_BYTES = 16
WRAPPED_BYTES = 1 + 4 + KEY_BYTES + 8

_FORMAT = b"\x01"


class Unreadable(Exception):
    """A sealed file, or its wrapped key, cannot be opened."""


class Tampered(Unreadable):
    """It is not what was sealed under this id: changed, cut, moved, or sealed with another key."""


class UnknownMasterKey(Unreadable):
    """It was wrapped by a master key that is not among ours; `version` says which."""

    def __init__(self, version: int) -> None:
        super().__init__(f"No master key has version {version}.")
        self.version = version


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """The keys that wrap data keys, 32 bytes each, by version: `current` wraps, all unwrap."""

    current: int
    keys: Mapping[int, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            msg = f"The current master key, version {self.current}, is missing."
            raise ValueError(msg)
        for version, key in self.keys.items():
            if not 0 < version < 2**32 or len(key) != KEY_BYTES:
                msg = f"Master key {version}: a version is a positive 32-bit number, a key is {KEY_BYTES} bytes."
                raise ValueError(msg)

    @classmethod
    def newest_of(cls, keys: Mapping[int, bytes]) -> "MasterKeys":
        """Take the highest version as the current one."""
        return cls(max(keys, default=0), keys)


def new_object_id() -> str:
    """A name for a file to store, `ab/cdef…`: 160 random bits that tell nothing of what it holds, nor of whom."""
    name = secrets.token_hex(20)
    return f"{name[:2]}/{name[2:]}"


def seal(plain: bytes | Iterable[bytes], *, keys: MasterKeys, object_id: str) -> tuple[bytes, Iterator[bytes]]:
    """Seal a file under a new key. Returns that key, wrapped, and the sealed bytes, made as they are read.

    The wrapped key goes to the database, the sealed bytes to the storage under `object_id`.
    """
    data_key = secrets.token_bytes(KEY_BYTES)
    blocks = (plain,) if isinstance(plain, bytes) else plain
    return _wrap(data_key, keys), _sealed(blocks, AESGCM(data_key), object_id)


def open_sealed(
    sealed: bytes | Iterable[bytes], *, wrapped_key: bytes, keys: MasterKeys, object_id: str
) -> Iterator[bytes]:
    """Open a sealed file. Returns its plain bytes, made as they are read, each block of them already verified.

    That a file was cut short is known at its end only: who sends it on while reading must break off at `Tampered`.

    Raises:
        Tampered: at once for the wrapped key, while being read for the file.
        UnknownMasterKey: at once.
    """
    data_key = _unwrap(wrapped_key, keys)
    blocks = (sealed,) if isinstance(sealed, bytes) else sealed
    return _opened(blocks, AESGCM(data_key), object_id)


def rewrap(wrapped_key: bytes, *, keys: MasterKeys) -> bytes:
    """Wrap a data key with the current master key; the same bytes when it already is. Sealed files stay as they are.

    Raises:
        Tampered, UnknownMasterKey: it cannot be unwrapped.
    """
    return _wrap(_unwrap(wrapped_key, keys), keys)


def _wrap(data_key: bytes, keys: MasterKeys) -> bytes:
    return _FORMAT + keys.current.to_bytes(4) + aes_key_wrap(keys.keys[keys.current], data_key)


def _unwrap(wrapped_key: bytes, keys: MasterKeys) -> bytes:
    if len(wrapped_key) != WRAPPED_BYTES or wrapped_key[:1] != _FORMAT:
        raise Tampered
    version = int.from_bytes(wrapped_key[1:5])
    if version not in keys.keys:
        raise UnknownMasterKey(version)
    try:
        return aes_key_unwrap(keys.keys[version], wrapped_key[5:])
    except InvalidUnwrap as error:
        raise Tampered from error


def _sealed(blocks: Iterable[bytes], cipher: AESGCM, object_id: str) -> Iterator[bytes]:
    yield _FORMAT
    for index, (chunk, last) in enumerate(_chunks(blocks, CHUNK_BYTES)):
        yield cipher.encrypt(_nonce(index), chunk, _context(index, object_id, last=last))


def _opened(blocks: Iterable[bytes], cipher: AESGCM, object_id: str) -> Iterator[bytes]:
    for index, (chunk, last) in enumerate(_chunks(_without_format(blocks), CHUNK_BYTES + TAG_BYTES)):
        try:
            yield cipher.decrypt(_nonce(index), chunk, _context(index, object_id, last=last))
        except InvalidTag as error:
            raise Tampered from error


def _without_format(blocks: Iterable[bytes]) -> Iterator[bytes]:
    filled = filter(None, blocks)
    first = next(filled, b"")
    if first[:1] != _FORMAT:
        raise Tampered
    return chain((first[1:],), filled)


def _nonce(index: int) -> bytes:
    return index.to_bytes(12)


def _context(index: int, object_id: str, *, last: bool) -> bytes:
    return _FORMAT + index.to_bytes(8) + last.to_bytes(1) + object_id.encode()


def _chunks(blocks: Iterable[bytes], size: int) -> Iterator[tuple[bytearray, bool]]:
    """Cut into chunks of `size`, each with whether it is the last; the last may be shorter, and there always is one."""
    held = bytearray()
    for block in blocks:
        view = memoryview(block)
        for start in range(0, len(view), size):
            held += view[start : start + size]
            if len(held) > size:  # not at `size`: a full chunk may be the last
                yield held[:size], False
                del held[:size]
    yield held, True
