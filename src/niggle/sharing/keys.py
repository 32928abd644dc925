"""Ed25519 keys and signatures as text: base64url without padding, and a public key with the name of its kind before it.

The library is imported late: few commands sign or verify, and those that do not are to start at once.
"""

import base64

_KIND = "ed25519:"
SIGNATURE_CHARACTERS = 86


def new_private_key() -> str:
    """A new private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _to_text(Ed25519PrivateKey.generate().private_bytes_raw())


def public_key(private_key: str) -> str:
    """The public key of a private one, as `key` in a configuration takes it.

    Raises:
        ValueError: if that is no private key.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(_to_bytes(private_key))
    return _KIND + _to_text(private.public_key().public_bytes_raw())


def sign(private_key: str, data: bytes) -> str:
    """The signature of `data`, always the same for the same bytes.

    Raises:
        ValueError: if that is no private key.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _to_text(Ed25519PrivateKey.from_private_bytes(_to_bytes(private_key)).sign(data))


def verifies(key: str, data: bytes, signature: str) -> bool:
    """Whether `signature` is that of `data` by the owner of the public `key`; False for what is no signature at all."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        raw = _to_bytes(signature)
        if _to_text(raw) != signature:  # the last character has bits to spare: one signature has one spelling
            return False
        Ed25519PublicKey.from_public_bytes(_to_bytes(key.removeprefix(_KIND))).verify(raw, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _to_bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
