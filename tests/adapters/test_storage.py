"""A folder and a real S3 server keep the same promises."""

import os
import resource
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mycharlotte.adapters.storage import (
    DAY_SECONDS,
    NoSuchObject,
    Storage,
    StorageFull,
    StorageUnavailable,
    open_storage,
)
from mycharlotte.domain.envelopes import MasterKeys, new_object_id, open_sealed, seal
from tests.servers.s3 import S3Server, serving

MEGABYTE = 1024 * 1024


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """An empty storage of each kind."""
    if request.param == "folder":
        return open_storage(url=str(tmp_path / "files"))
    server: S3Server = request.getfixturevalue("s3_server")
    return open_storage(**server.address(prefix=tmp_path.name))


def test_what_is_put_is_what_one_gets(storage: Storage) -> None:
    key = new_object_id()
    storage.put(key, [b"one ", b"", b"two"])
    assert b"".join(storage.get(key)) == b"one two"
    assert storage.exists(key)


def test_an_empty_object_is_an_object(storage: Storage) -> None:
    key = new_object_id()
    storage.put(key, [])
    assert storage.exists(key)
    assert b"".join(storage.get(key)) == b""


def test_putting_again_replaces_the_whole_object(storage: Storage) -> None:
    key = new_object_id()
    storage.put(key, [b"a longer first version"])
    storage.put(key, [b"second"])
    assert b"".join(storage.get(key)) == b"second"


def test_a_large_file_comes_in_blocks_and_in_one_piece(storage: Storage) -> None:
    key, block = new_object_id(), os.urandom(MEGABYTE)
    storage.put(key, (block for _ in range(20)))
    blocks = list(storage.get(key))
    assert max(map(len, blocks)) <= MEGABYTE
    assert b"".join(blocks) == block * 20


def test_what_is_deleted_is_gone_and_may_be_deleted_again(storage: Storage) -> None:
    key = new_object_id()
    storage.put(key, [b"secret"])
    storage.delete(key)
    storage.delete(key)
    assert not storage.exists(key)
    assert list(storage.keys()) == []


def test_an_object_that_is_not_there_is_told_before_anything_is_read(storage: Storage) -> None:
    with pytest.raises(NoSuchObject):
        storage.get(new_object_id())


def test_keys_are_listed_and_narrowed_by_their_beginning(storage: Storage) -> None:
    assert list(storage.keys()) == []
    keys = {new_object_id() for _ in range(6)}
    for key in keys:
        storage.put(key, [b"x"])
    one = next(iter(keys))
    assert set(storage.keys()) == keys
    assert set(storage.keys(one[:2])) == {key for key in keys if key[:2] == one[:2]}
    assert list(storage.keys(one[:12])) == [one]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "ab",
        "ab/",
        "ab/short",
        "../" + "a" * 38,
        "ab/../" + "c" * 34,
        "/etc/passwd",
        "AB/" + "C" * 38,
        "ab/" + "c" * 38 + "\n",
        "ab/" + "c" * 20 + "/" + "d" * 17,
        "agathe/photo.webp",
    ],
)
def test_a_key_that_is_not_opaque_is_refused(storage: Storage, key: str) -> None:
    for ask in (storage.get, storage.delete, storage.exists, lambda key: storage.put(key, [b"x"])):
        with pytest.raises(ValueError, match="storage key"):
            ask(key)
    assert list(storage.keys()) == []


def test_a_source_that_fails_leaves_nothing_behind_and_its_error_passes_through(storage: Storage) -> None:
    def broken(megabytes: int) -> Iterator[bytes]:
        for _ in range(megabytes):
            yield bytes(MEGABYTE)
        raise ConnectionResetError("the browser went away")

    for megabytes in (0, 1, 20):
        with pytest.raises(ConnectionResetError):
            storage.put(new_object_id(), broken(megabytes))
    assert list(storage.keys()) == []


def test_many_threads_may_use_one_storage(storage: Storage) -> None:
    shared = new_object_id()
    storage.put(shared, [b"everyone reads this"])

    def work(number: int) -> bool:
        key, body = new_object_id(), os.urandom(100_000 + number)
        storage.put(key, [body])
        return b"".join(storage.get(key)) == body and b"".join(storage.get(shared)) == b"everyone reads this"

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(40)))


def test_a_sealed_file_is_stored_and_read_back_without_one_plain_byte_at_rest(
    tmp_path: Path,
    s3_server: S3Server,
) -> None:
    keys, secret = MasterKeys.newest_of({1: os.urandom(32)}), b"Paul's identity card " * 10_000
    places = {
        tmp_path: open_storage(url=str(tmp_path)),
        s3_server.folder: open_storage(**s3_server.address(prefix=tmp_path.name)),
    }
    for place, storage in places.items():
        name = new_object_id()
        wrapped_key, sealed = seal(secret, keys=keys, object_id=name)
        storage.put(name, sealed)
        assert b"".join(open_sealed(storage.get(name), wrapped_key=wrapped_key, keys=keys, object_id=name)) == secret
        at_rest = [path.read_bytes() for path in place.rglob("*") if path.is_file()]
        assert at_rest
        assert not any(b"identity" in content for content in at_rest)


def test_in_a_folder_only_our_user_may_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        storage = open_storage(url=str(tmp_path / "files"))
        storage.put(new_object_id(), [b"secret"])
    finally:
        os.umask(before)
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "files").rglob("*")}
    assert modes == {(True, 0o700), (False, 0o600)}
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


def test_while_a_file_is_being_written_to_a_folder_nobody_sees_it(tmp_path: Path) -> None:
    storage, key = open_storage(url=str(tmp_path)), new_object_id()

    def watched() -> Iterator[bytes]:
        yield b"first half, "
        assert not storage.exists(key)
        assert list(storage.keys()) == []
        yield b"second half"

    storage.put(key, watched())
    assert b"".join(storage.get(key)) == b"first half, second half"


def test_opening_a_folder_removes_what_an_old_crash_left_half_written(tmp_path: Path) -> None:
    open_storage(url=str(tmp_path))
    old, recent = tmp_path / "incoming" / "old", tmp_path / "incoming" / "recent"
    for draft in (old, recent):
        draft.write_bytes(b"half")
    long_ago = time.time() - 2 * DAY_SECONDS
    os.utime(old, times=(long_ago, long_ago))
    open_storage(url=str(tmp_path))
    assert not old.exists()
    assert recent.exists()


def test_a_folder_without_room_left_says_so_and_keeps_nothing(tmp_path: Path) -> None:
    storage, key = open_storage(url=str(tmp_path)), new_object_id()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE, hard))
    try:
        with pytest.raises(StorageFull):
            storage.put(key, (bytes(MEGABYTE) for _ in range(3)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not storage.exists(key)
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_folder_that_cannot_be_used_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageUnavailable):
        open_storage(url=str(tmp_path / "file" / "files"))
    storage = open_storage(url=str(tmp_path / "files"))
    (tmp_path / "files").rename(tmp_path / "unmounted")
    with pytest.raises(StorageUnavailable):
        storage.put(new_object_id(), [b"x"])


def test_an_s3_server_that_stops_is_unavailable_and_it_is_known_at_once(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        storage, key = open_storage(**server.address()), new_object_id()
        storage.put(key, (os.urandom(MEGABYTE) for _ in range(20)))
        reading = storage.get(key)
        next(reading)
        server.stop()
        attempts = [
            lambda: list(reading),
            lambda: storage.get(key),
            lambda: storage.put(key, [b"x"]),
            lambda: storage.delete(key),
            lambda: storage.exists(key),
            lambda: list(storage.keys()),
        ]
        for attempt in attempts:
            start = time.monotonic()
            with pytest.raises(StorageUnavailable):
                attempt()
            assert time.monotonic() - start < 10


def test_an_s3_server_that_stops_during_an_upload_is_unavailable(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        storage = open_storage(**server.address())

        def cut() -> Iterator[bytes]:
            for number in range(20):
                if number == 12:
                    server.stop()
                yield bytes(MEGABYTE)

        with pytest.raises(StorageUnavailable):
            storage.put(new_object_id(), cut())


def test_wrong_keys_or_a_missing_bucket_are_unavailable_not_an_absent_file(
    s3_server: S3Server,
) -> None:
    wrong = open_storage(**{**s3_server.address(), "secret_key": "wrong"})
    elsewhere = open_storage(**{**s3_server.address(), "url": "s3://nowhere"})
    for storage in (wrong, elsewhere):
        with pytest.raises(StorageUnavailable):
            storage.put(new_object_id(), [b"x"])
        with pytest.raises(StorageUnavailable):
            storage.get(new_object_id())
