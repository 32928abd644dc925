"""Writes small valid FIT files with the standard library alone (developer.garmin.com/fit/protocol)."""

import struct
from pathlib import Path

TYPES = {
    "enum": (0x00, "B"), "uint8": (0x02, "B"), "string": (0x07, "s"), "byte": (0x0D, "B"), "uint16": (0x84, "H"),
    "uint32": (0x86, "I"), "uint32z": (0x8C, "I"),
}  # fmt: skip
START_S = 1_000_000_000  # 2021-09-08 01:46:40 UTC, in seconds since FIT's epoch


def crc16(data):
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


class Activity:
    """A FIT file that begins with a file_id message and gets more messages by `define` and `add`."""

    def __init__(self):
        self.body, self.fields = b"", {}
        file_id = [(0, "enum", 1), (1, "uint16", 1), (2, "uint16", 1), (3, "uint32z", 1), (4, "uint32", 1)]
        self.define(0, 0, file_id).add(0, 4, 1, 3121, 1234, START_S)

    def define(self, local, message, fields, developer=()):
        """Fields are (number, type, count), developer fields (number, bytes, developer)."""
        self.fields[local] = fields
        self.body += struct.pack("<BBBHB", 0x40 | local | (0x20 if developer else 0), 0, 0, message, len(fields))
        for number, kind, count in fields:
            code, letter = TYPES[kind]
            self.body += bytes([number, count * struct.calcsize(letter), code])
        if developer:
            self.body += bytes([len(developer)]) + b"".join(map(bytes, developer))
        return self

    def add(self, local, *values, developer=b""):
        self.body += bytes([local])
        for (_, kind, count), value in zip(self.fields[local], values, strict=True):
            text = isinstance(value, str)
            many = [value.encode()] if text else value if isinstance(value, list) else [value]
            self.body += struct.pack(f"<{count}{TYPES[kind][1]}", *many)
        self.body += developer
        return self

    def describe(self, developer, number, name, base_type, units="", scale=None):
        """Announce a developer's field of a record, as its app does before it writes any."""
        self.define(14, 207, [(1, "byte", 16), (3, "uint8", 1)]).add(14, [developer + 1] * 16, developer)
        fields = [(0, "uint8", 1), (1, "uint8", 1), (2, "uint8", 1), (3, "string", 20), (8, "string", 8)]
        scales = [] if scale is None else [scale]
        fields += [(6, "uint8", 1) for _ in scales]
        return self.define(15, 206, fields).add(15, developer, number, TYPES[base_type][0], name, units, *scales)

    def save(self, path):
        start = struct.pack("<BBHI4s", 14, 0x20, 2195, len(self.body), b".FIT")
        whole = start + struct.pack("<H", crc16(start)) + self.body
        Path(path).write_bytes(whole + struct.pack("<H", crc16(whole)))
