"""The port that is claimed before anything else."""

import socket

import pytest

from mycharlotte.failures import Stopped
from mycharlotte.serve import claim_port


def test_a_port_in_use_is_said_in_a_sentence_that_gives_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Stopped) as caught:
            claim_port("127.0.0.1", port)
    assert f"Le port {port} est déjà utilisé" in caught.value.sentence
    assert "MYCHARLOTTE_PORT=" in caught.value.sentence


def test_an_address_of_another_machine_is_said_in_a_sentence() -> None:
    with pytest.raises(Stopped) as caught:
        claim_port("192.0.2.1", 3000)  # RFC 5737: nobody's
    assert "Impossible d'écouter sur 192.0.2.1" in caught.value.sentence


def test_a_claimed_port_is_kept() -> None:
    with claim_port("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(Stopped):
            claim_port("127.0.0.1", port)
