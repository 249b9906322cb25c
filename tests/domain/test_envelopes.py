"""Sealed files open only whole, in order, in their own place, and with a master key that we hold."""

import os
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycharlotte.domain.envelopes import (
    CHUNK_BYTES,
    TAG_BYTES,
    MasterKeys,
    Tampered,
    UnknownMasterKey,
    Unreadable,
    new_object_id,
    open_sealed,
    rewrap,
    seal,
)

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
KEYS = MasterKeys(1, {1: OLD})
SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES
PHOTO, LETTER = "ab/" + "1" * 38, "cd/" + "2" * 38

# Lengths around the edges of chunks, where mistakes live; the bytes themselves do not matter to the cipher.
contents = st.one_of(
    st.binary(max_size=200),
    st.builds(
        lambda chunks, more: os.urandom(max(0, chunks * CHUNK_BYTES + more)), st.integers(0, 3), st.integers(-2, 2)
    ),
)


def sealed_whole(plain: bytes, object_id: str = PHOTO, keys: MasterKeys = KEYS) -> tuple[bytes, bytes]:
    """Seal, and return the wrapped key and all sealed bytes."""
    wrapped_key, sealed = seal(plain, keys=keys, object_id=object_id)
    return wrapped_key, b"".join(sealed)


def opened_whole(sealed: bytes, wrapped_key: bytes, object_id: str = PHOTO, keys: MasterKeys = KEYS) -> bytes:
    """Open to the end."""
    return b"".join(open_sealed(sealed, wrapped_key=wrapped_key, keys=keys, object_id=object_id))


def cut(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    """Deliver bytes in blocks of these sizes, then the rest."""
    for size in sizes:
        yield data[:size]
        data = data[size:]
    yield data


@given(contents)
def test_any_bytes_come_back(plain: bytes) -> None:
    wrapped_key, sealed = sealed_whole(plain)
    assert opened_whole(sealed, wrapped_key) == plain


@given(contents, st.lists(st.integers(0, CHUNK_BYTES * 2), max_size=5), st.lists(st.integers(0, 99_999), max_size=5))
def test_blocks_of_any_size_on_either_side_change_nothing(plain: bytes, written: list[int], read: list[int]) -> None:
    wrapped_key, sealed = seal(cut(plain, written), keys=KEYS, object_id=PHOTO)
    blocks = cut(b"".join(sealed), read)
    assert b"".join(open_sealed(blocks, wrapped_key=wrapped_key, keys=KEYS, object_id=PHOTO)) == plain


@given(contents, st.data())
def test_a_changed_byte_anywhere_is_found(plain: bytes, data: st.DataObject) -> None:
    wrapped_key, sealed = sealed_whole(plain)
    position, flip = data.draw(st.integers(0, len(sealed) - 1)), data.draw(st.integers(1, 255))
    changed = bytearray(sealed)
    changed[position] ^= flip
    with pytest.raises(Tampered):
        opened_whole(bytes(changed), wrapped_key)


@given(contents, st.data())
def test_a_file_cut_short_anywhere_is_found(plain: bytes, data: st.DataObject) -> None:
    wrapped_key, sealed = sealed_whole(plain)
    with pytest.raises(Tampered):
        opened_whole(sealed[: data.draw(st.integers(0, len(sealed) - 1))], wrapped_key)


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_file_cut_between_two_chunks_is_found(kept: int) -> None:
    wrapped_key, sealed = sealed_whole(bytes(3 * CHUNK_BYTES))
    with pytest.raises(Tampered):
        opened_whole(sealed[: 1 + kept * SEALED_CHUNK], wrapped_key)


def test_a_lengthened_file_is_found() -> None:
    wrapped_key, sealed = sealed_whole(bytes(2 * CHUNK_BYTES))
    for more in (b"\0", sealed[1:], sealed[-SEALED_CHUNK:]):
        with pytest.raises(Tampered):
            opened_whole(sealed + more, wrapped_key)


def test_exchanged_chunks_are_found() -> None:
    wrapped_key, sealed = sealed_whole(bytes(3 * CHUNK_BYTES))
    first, second = sealed[1 : 1 + SEALED_CHUNK], sealed[1 + SEALED_CHUNK : 1 + 2 * SEALED_CHUNK]
    with pytest.raises(Tampered):
        opened_whole(sealed[:1] + second + first + sealed[1 + 2 * SEALED_CHUNK :], wrapped_key)


def test_a_file_put_in_the_place_of_another_does_not_open_even_with_its_own_key() -> None:
    wrapped_key, sealed = sealed_whole(b"Paul's letter", LETTER)
    with pytest.raises(Tampered):
        opened_whole(sealed, wrapped_key, PHOTO)


def test_a_chunk_taken_from_another_file_is_found() -> None:
    wrapped_key, sealed = sealed_whole(bytes(2 * CHUNK_BYTES))
    _, other = sealed_whole(bytes(2 * CHUNK_BYTES))
    with pytest.raises(Tampered):
        opened_whole(other[: 1 + SEALED_CHUNK] + sealed[1 + SEALED_CHUNK :], wrapped_key)


def test_the_key_of_another_file_does_not_open_this_one() -> None:
    _, sealed = sealed_whole(b"one")
    wrapped_key, _ = sealed_whole(b"two")
    with pytest.raises(Tampered):
        opened_whole(sealed, wrapped_key)


def test_a_changed_byte_anywhere_in_a_wrapped_key_is_found_before_the_file_is_read() -> None:
    wrapped_key, _ = seal(b"plain", keys=KEYS, object_id=PHOTO)
    for position in range(len(wrapped_key)):
        changed = bytearray(wrapped_key)
        changed[position] ^= 0x80
        with pytest.raises(Unreadable):
            open_sealed([], wrapped_key=bytes(changed), keys=KEYS, object_id=PHOTO)
    for length in (0, 1, len(wrapped_key) - 1):
        with pytest.raises(Tampered):
            open_sealed([], wrapped_key=wrapped_key[:length], keys=KEYS, object_id=PHOTO)


def test_nothing_of_the_plain_bytes_shows_and_the_same_file_never_looks_the_same() -> None:
    plain = b"a name that must not leak" * 100
    wrapped_key, sealed = sealed_whole(plain)
    assert b"leak" not in sealed + wrapped_key
    assert sealed_whole(plain) != (wrapped_key, sealed)
    assert len(sealed) == 1 + len(plain) + TAG_BYTES


def test_after_a_rotation_files_stay_as_they_are_and_the_old_master_key_may_go() -> None:
    wrapped_key, sealed = sealed_whole(b"kept through the years")
    both, after = MasterKeys.newest_of({1: OLD, 2: NEW}), MasterKeys(2, {2: NEW})
    assert opened_whole(sealed, wrapped_key, keys=both) == b"kept through the years"
    rewrapped = rewrap(wrapped_key, keys=both)
    assert opened_whole(sealed, rewrapped, keys=after) == b"kept through the years"
    assert rewrap(rewrapped, keys=both) == rewrapped
    with pytest.raises(UnknownMasterKey) as refused:
        opened_whole(sealed, wrapped_key, keys=after)
    assert refused.value.version == 1


def test_another_master_key_of_the_same_version_opens_nothing() -> None:
    wrapped_key, sealed = sealed_whole(b"plain")
    with pytest.raises(Tampered):
        opened_whole(sealed, wrapped_key, keys=MasterKeys(1, {1: NEW}))


@pytest.mark.parametrize(("current", "keys"), [(1, {}), (2, {1: OLD}), (1, {1: b"short"}), (0, {0: OLD})])
def test_master_keys_that_cannot_work_are_refused(current: int, keys: dict[int, bytes]) -> None:
    with pytest.raises(ValueError, match="aster key"):
        MasterKeys(current, keys)


def test_without_any_master_key_there_is_no_newest_one() -> None:
    with pytest.raises(ValueError, match="missing"):
        MasterKeys.newest_of({})


def test_master_keys_do_not_show_when_printed() -> None:
    assert repr(OLD) not in repr(KEYS)
    assert "keys" not in repr(KEYS)


def test_object_ids_differ_and_tell_nothing() -> None:
    ids = {new_object_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(object_id) for object_id in ids} == {41}


def test_a_large_file_is_sealed_and_opened_within_two_megabytes_of_memory() -> None:
    block = os.urandom(100_000)
    tracemalloc.start()
    try:
        wrapped_key, sealed = seal((block for _ in range(300)), keys=KEYS, object_id=PHOTO)
        total = sum(map(len, open_sealed(sealed, wrapped_key=wrapped_key, keys=KEYS, object_id=PHOTO)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == 30_000_000
    assert peak < 2_000_000
