import pytest

from niggle.config import SharedConfig
from niggle.sharing.keys import SIGNATURE_CHARACTERS, new_private_key, public_key, sign, verifies


def test_a_public_key_is_what_a_configuration_takes():
    key = public_key(new_private_key())

    assert SharedConfig(kind="shared", key=key).key == key


def test_a_signature_verifies_with_its_own_key_and_bytes_alone():
    private = new_private_key()
    signature = sign(private, b"what is shared")

    assert len(signature) == SIGNATURE_CHARACTERS
    assert signature == sign(private, b"what is shared")
    assert verifies(public_key(private), b"what is shared", signature)
    assert not verifies(public_key(private), b"what is shaped", signature)
    assert not verifies(public_key(new_private_key()), b"what is shared", signature)


@pytest.mark.parametrize("signature", ["", "A", "A" * SIGNATURE_CHARACTERS, "*" * SIGNATURE_CHARACTERS])
def test_what_is_no_signature_does_not_verify(signature):
    assert not verifies(public_key(new_private_key()), b"", signature)


def test_a_signature_has_one_spelling():
    private = new_private_key()
    signature = sign(private, b"")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = signature[:-1] + alphabet[alphabet.index(signature[-1]) ^ 1]  # the same 64 bytes, with a spare bit set

    assert not verifies(public_key(private), b"", other)
