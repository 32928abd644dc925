"""The base types of FIT, as the protocol numbers them."""

import numpy as np

from niggle.fit.base_types import BASE_TYPES, BASE_TYPES_BY_NAME


def test_sizes_are_those_of_their_dtypes():
    for base_type in BASE_TYPES.values():
        assert np.dtype(base_type.dtype).itemsize == base_type.size


def test_codes_have_the_endian_bit_where_there_is_more_than_a_byte():
    for code, base_type in BASE_TYPES.items():
        assert bool(code & 0x80) == (base_type.size > 1), base_type.name
        assert base_type.code == code


def test_no_value_is_all_ones_for_unsigned_the_greatest_for_signed_and_zero_for_z():
    for name, base_type in BASE_TYPES_BY_NAME.items():
        if name.endswith("z"):
            assert base_type.invalid == 0
        elif base_type.dtype[0] in "ui":
            assert base_type.invalid == np.iinfo(base_type.dtype).max
        else:
            assert base_type.invalid is None
