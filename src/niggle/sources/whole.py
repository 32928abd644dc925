"""Whether a file has been written to its end, as far as its format tells."""

import io
import zipfile
import zlib

_LEAST_BYTES = 14  # FIT's header, the shortest start that tells the format
_FIT = slice(8, 12)
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


def is_whole(data: bytes) -> bool:
    """Whether nothing is missing at the end of a recording, archive or diary; what is none of them counts as whole."""
    if len(data) < _LEAST_BYTES:
        return False
    if data.startswith(_GZIP):
        return _is_whole_gzip(data)
    if data.startswith(_ZIP):
        return zipfile.is_zipfile(io.BytesIO(data))
    if data[_FIT] == b".FIT":
        size = int.from_bytes(data[4:8], "little")  # devices fill it in at the end
        return size > 0 and len(data) >= data[0] + size
    end = data.rstrip()[-32:].lower()
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return end.endswith((b"</gpx>", b"</trainingcenterdatabase>"))
    return True


def _is_whole_gzip(data: bytes) -> bool:
    stream = zlib.decompressobj(wbits=31)
    try:
        while not stream.eof and data:
            stream.decompress(data, 1 << 24)
            if not stream.unconsumed_tail:
                break
            data = stream.unconsumed_tail
    except zlib.error:
        return False
    return stream.eof
