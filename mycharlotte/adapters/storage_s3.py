"""Files in an S3 bucket: Amazon's, Ceph, Swift, MinIO, rclone… through cloudpathlib and boto3.

cloudpathlib holds the address and the connection, and lists. Bytes go straight through its boto3 client: a path's own
`open()` would copy each object to a temporary folder shared by all threads, and ask three questions where one will do.
"""

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

import boto3
import botocore.session
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from cloudpathlib import S3Client, S3Path
from cloudpathlib.enums import FileCacheMode

from mycharlotte.adapters.storage import (
    BLOCK_BYTES,
    NoSuchObject,
    StorageFull,
    StorageUnavailable,
    checked,
    listed,
)

_NOT_THERE = {"NoSuchKey", "NotFound", "404"}
_NO_ROOM = {"QuotaExceeded", "InsufficientStorage", "InsufficientCapacity", "XMinioStorageFull", "507"}

_CONFIG = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    # Servers other than Amazon's do not all know the newer checksums.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    # One more try, at most a second later: 9 seconds at worst, with the second spent on `100-continue`, to know.
    connect_timeout=2,
    read_timeout=3,
    retries={"total_max_attempts": 2, "mode": "standard"},
)

# No threads of its own: one part (8 MiB) in memory at a time, and the first failure ends the transfer.
_TRANSFER = TransferConfig(use_threads=False)


class Bucket:
    """Objects in a bucket, under a prefix. One client for all threads, as boto3 allows."""

    def __init__(self, root: S3Path) -> None:
        self._root = root
        self._s3: Any = root.client.client

    @classmethod
    def at(cls, url: str, *, endpoint: str, access_key: str, secret_key: str, region: str) -> Self:
        """Prepare the connection; nothing is asked of the server yet."""
        core = botocore.session.Session()
        core.set_default_client_config(_CONFIG)
        session = boto3.Session(
            aws_access_key_id=access_key or None,
            aws_secret_access_key=secret_key or None,
            region_name=region,
            botocore_session=core,
        )
        client = S3Client(
            boto3_session=session,
            endpoint_url=endpoint or None,
            # No folder for copies: nothing here makes any, and what would does not work.
            local_cache_dir=os.devnull,
            file_cache_mode=FileCacheMode.persistent,
        )
        return cls(S3Path(url, client=client))

    def put(self, key: str, chunks: Iterable[bytes]) -> None:
        """Upload, in parts when large; the object appears when the upload ends."""
        address = self._address(key)
        with _failures(key):
            self._s3.upload_fileobj(io.BufferedReader(_Source(chunks)), *address.values(), Config=_TRANSFER)

    def get(self, key: str) -> Iterator[bytes]:
        """Download in blocks."""
        with _failures(key):
            body = self._s3.get_object(**self._address(key))["Body"]
        return _blocks(body, key)

    def delete(self, key: str) -> None:
        """Delete the object."""
        with suppress(NoSuchObject), _failures(key):
            self._s3.delete_object(**self._address(key))

    def exists(self, key: str) -> bool:
        """Ask for the object's head."""
        try:
            with _failures(key):
                self._s3.head_object(**self._address(key))
        except NoSuchObject:
            return False
        return True

    def keys(self, prefix: str = "") -> Iterator[str]:
        """List the bucket, page by page."""
        with _failures(prefix):
            yield from listed(self._root, prefix)

    def _address(self, key: str) -> dict[str, str]:
        path = self._root / checked(key)
        return {"Bucket": path.bucket, "Key": path.key}


class _Source(io.RawIOBase):
    """Chunks, read as a file: what boto3 uploads from."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _blocks(body: Any, key: str) -> Iterator[bytes]:
    with body, _failures(key):
        yield from body.iter_chunks(BLOCK_BYTES)


@contextmanager
def _failures(key: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in _NOT_THERE:
            raise NoSuchObject(key) from error
        raise (StorageFull if code in _NO_ROOM else StorageUnavailable)(str(error)) from error
    except BotoCoreError as error:
        raise StorageUnavailable(str(error)) from error
