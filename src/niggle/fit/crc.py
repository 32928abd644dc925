"""The checksum of FIT files, CRC-16/ARC, without a loop over bytes.

Read as a polynomial over GF(2), the checksum is the remainder of (message · x^16) by
P = x^16 + x^15 + x^2 + 1 = (x + 1) · Q with Q = x^15 + x + 1. Three facts make that cheap:

1. x^32767 leaves the remainder 1, so blocks of 32,767 bytes (and then of 32,767 bits) may be laid over
   each other with exclusive or.
2. Squaring in GF(2) has no cross terms: Q^(2^k) = x^(15·2^k) + x^(2^k) + 1 is a multiple of Q with three
   terms, so reducing by it halves a number with two shifts.
3. The remainder by P follows from the remainder by Q and the parity of the bits (remainder by x + 1).

Python's integers do the shifting. FIT sends the low bit of a byte first, hence the bit reversal.
"""

import numpy as np
from numpy.typing import NDArray

_ORDER = 32_767  # smallest n > 0 with x^n = 1 modulo P
_Q = (1 << 15) | 0b11
_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def crc16(data: bytes | memoryview) -> int:
    """CRC-16/ARC of `data` (0 for no bytes), as FIT writes it in headers and after the data."""
    folded = _fold_blocks(data)
    polynomial = int.from_bytes(folded.translate(_REVERSED), "big") << 16
    parity = polynomial.bit_count() & 1
    for half in (8 * _ORDER, 4 * _ORDER, 2 * _ORDER, _ORDER):
        if polynomial.bit_length() > half:
            polynomial = (polynomial >> half) ^ (polynomial & ((1 << half) - 1))
    remainder = _remainder_by_q(polynomial)
    if (remainder.bit_count() & 1) != parity:
        remainder ^= _Q
    return _REVERSED[remainder >> 8] | _REVERSED[remainder & 0xFF] << 8


def _fold_blocks(data: bytes | memoryview) -> bytes:
    """At most 32,767 bytes with the same remainder: all blocks, counted from the end, laid over each other."""
    first = len(data) % _ORDER
    if len(data) <= _ORDER:
        return bytes(data)
    values = np.frombuffer(data, np.uint8)
    folded: NDArray[np.uint8] = np.bitwise_xor.reduce(values[first:].reshape(-1, _ORDER), axis=0)
    if first:
        folded[_ORDER - first :] ^= values[:first]
    return folded.tobytes()


def _remainder_by_q(polynomial: int) -> int:
    for power in range(10, -1, -1):
        degree = 15 << power
        low = (1 << degree) - 1
        while polynomial > low:
            high = polynomial >> degree
            polynomial = (polynomial & low) ^ high ^ (high << (1 << power))
    return polynomial
