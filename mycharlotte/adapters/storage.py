"""Where files live: a folder, or any S3 (`storage_s3.py`). Both hold sealed bytes only, and make the same promises.

An object appears whole or not at all, under an opaque key (`ab/cdef…`) that never names a person; deleting is final
and may be repeated. Calls block: run them in a thread. Errors are of two kinds: the object is not there
(`NoSuchObject`), or the outside failed (`StorageUnavailable`, of which `StorageFull`), known within 10 seconds.
"""

import errno
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

BLOCK_BYTES = 64 * 1024
DAY_SECONDS = 24 * 60 * 60

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{30,62}")
_SHARD = re.compile(r"[0-9a-f]{2}")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StorageError(Exception):
    """Something went wrong with the storage."""


class NoSuchObject(StorageError):
    """Nothing is stored under this key."""


class StorageUnavailable(StorageError):
    """The storage does not answer, or does not accept us."""


class StorageFull(StorageUnavailable):
    """The storage has no room left."""


class Storage(Protocol):
    """What a folder and an S3 bucket both do. A key that is not opaque is a `ValueError`."""

    def put(self, key: str, chunks: Iterable[bytes]) -> None:
        """Store the chunks as one object; if they fail to come, nothing is stored and their error passes through."""
        ...

    def get(self, key: str) -> Iterator[bytes]:
        """Read an object in blocks; raises `NoSuchObject` at once, before the first block is asked for."""
        ...

    def delete(self, key: str) -> None:
        """Delete an object; one that is already gone is fine."""
        ...

    def exists(self, key: str) -> bool:
        """Tell whether there is such an object."""
        ...

    def keys(self, prefix: str = "") -> Iterator[str]:
        """List the keys that start with `prefix`, in no particular order."""
        ...


def open_storage(
    *, url: str, endpoint: str = "", access_key: str = "", secret_key: str = "", region: str = "us-east-1"
) -> Storage:
    """Open the storage at `url`: a folder, made when missing, or `s3://bucket/prefix`, whose bucket must exist.

    The rest is for S3. No endpoint means Amazon's; no keys, those that the machine has for boto3.

    Raises:
        StorageUnavailable: the folder cannot be made. S3 is not spoken to yet.
    """
    if not url.startswith("s3://"):
        return Folder(Path(url))
    from mycharlotte.adapters.storage_s3 import Bucket  # here: boto3 costs half a second, to those who use it only

    return Bucket.at(url, endpoint=endpoint, access_key=access_key, secret_key=secret_key, region=region)


class Folder:
    """Objects as files that only our user may read. Those being written wait in `incoming`, on the same disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"
        with _failures():
            root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._incoming.mkdir(exist_ok=True, mode=0o700)
            self._sweep()

    def put(self, key: str, chunks: Iterable[bytes]) -> None:
        """Write aside, then rename: a crash leaves the old object or the new one, never half of one."""
        path = self._root / checked(key)
        draft = self._incoming / secrets.token_hex(16)
        try:
            self._write(draft, chunks)
            with _failures():
                path.parent.mkdir(exist_ok=True, mode=0o700)
                draft.replace(path)
                _fsync_folder(path.parent)
        finally:
            with suppress(OSError):
                draft.unlink()

    def get(self, key: str) -> Iterator[bytes]:
        """Read in blocks."""
        path = self._root / checked(key)
        try:
            with _failures():
                file = path.open("rb")
        except StorageUnavailable as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise NoSuchObject(key) from error
            raise
        return _blocks(file)

    def delete(self, key: str) -> None:
        """Remove the file."""
        with _failures():
            (self._root / checked(key)).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        """Look for the file."""
        with _failures():
            return (self._root / checked(key)).is_file()

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Walk the folder."""
        with _failures():
            yield from listed(self._root, prefix)

    def _write(self, draft: Path, chunks: Iterable[bytes]) -> None:
        with _failures():
            file = os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)
        with file:
            for chunk in chunks:  # an error of the source is not one of the disk: only the writing is translated
                with _failures():
                    rest = memoryview(chunk)
                    while rest:
                        rest = rest[file.write(rest) :]
            with _failures():
                os.fsync(file.fileno())

    def _sweep(self) -> None:
        """Remove what a crash left half written; nothing takes a day to write."""
        for draft in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if draft.stat().st_mtime < time.time() - DAY_SECONDS:
                    draft.unlink()


class Listable(Protocol):
    """What `pathlib` and `cloudpathlib` paths share."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        ...

    def iterdir(self) -> Iterable["Listable"]:
        """What is directly below."""
        ...


def checked(key: str) -> str:
    """Return the key if it is opaque; it could otherwise climb out of its place, or tell something."""
    if not _KEY.fullmatch(key):
        msg = f"Not a storage key: {key!r}"
        raise ValueError(msg)
    return key


def listed(root: Listable, prefix: str) -> Iterator[str]:
    """Walk the two levels of keys, the same way in a folder and in a bucket."""
    for shard in root.iterdir():
        if _SHARD.fullmatch(shard.name) and shard.name.startswith(prefix[:2]):
            keys = (f"{shard.name}/{path.name}" for path in shard.iterdir())
            yield from (key for key in keys if key.startswith(prefix) and _KEY.fullmatch(key))


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    with file, _failures():
        while block := file.read(BLOCK_BYTES):
            yield block


def _fsync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise (StorageFull if error.errno in _NO_ROOM else StorageUnavailable)(str(error)) from error
