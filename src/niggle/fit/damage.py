"""Defects for whole FIT files, as tests and virtual runners need them."""


def truncated(data: bytes, missing_bytes: int) -> bytes:
    """The file without its last bytes: a transfer that broke off, a battery that died."""
    return data[: len(data) - missing_bytes]


def with_wrong_checksum(data: bytes) -> bytes:
    """The file with another checksum at its end."""
    return data[:-2] + bytes([data[-2] ^ 0x55, data[-1]])


def with_garbage(data: bytes, offset: int, garbage: bytes) -> bytes:
    """The file with bytes that belong to no message, put in before `offset`; its length field grows too."""
    length = int.from_bytes(data[4:8], "little") + len(garbage)
    grown = data[:4] + length.to_bytes(4, "little") + data[8:]
    return grown[:offset] + garbage + grown[offset:]


def without_length(data: bytes) -> bytes:
    """The file as a watch leaves it that was switched off while it recorded: length 0, no checksums."""
    header = data[:4] + bytes(4) + data[8:12] + bytes(data[0] - 12)
    return header + data[data[0] : -2]
