"""Sealed values open with their key, in their context, untouched; otherwise not at all."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycharlotte.domain.sealing import Unsealable, seal, unseal

KEY = os.urandom(32)


@given(st.binary(max_size=500), st.text(max_size=50))
def test_what_was_sealed_comes_back(plain: bytes, context: str) -> None:
    assert unseal(seal(plain, key=KEY, context=context), key=KEY, context=context) == plain


def test_the_same_value_is_never_sealed_alike_twice() -> None:
    assert seal(b"428317", key=KEY, context="mail") != seal(b"428317", key=KEY, context="mail")


def test_sealed_bytes_do_not_show_what_they_hold() -> None:
    assert b"428317" not in seal(b"428317", key=KEY, context="mail")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Unsealable):
        unseal(seal(b"428317", key=KEY, context="mail"), key=os.urandom(32), context="mail")


def test_another_context_opens_nothing() -> None:
    with pytest.raises(Unsealable):
        unseal(seal(b"428317", key=KEY, context="mail/a"), key=KEY, context="mail/b")


def test_any_altered_byte_is_noticed() -> None:
    sealed = seal(b"428317", key=KEY, context="mail")
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(Unsealable):
            unseal(bytes(altered), key=KEY, context="mail")


@pytest.mark.parametrize("length", range(30))
def test_shortened_bytes_are_refused(length: int) -> None:
    with pytest.raises(Unsealable):
        unseal(seal(b"428317", key=KEY, context="mail")[:length], key=KEY, context="mail")
