"""Streams of a service, as they are written down."""

import pytest

from niggle.tracks.streams import write_streams
from tests.tracks.documents import START


def test_streams_of_unknown_or_uneven_columns_are_refused():
    with pytest.raises(ValueError, match="no column"):
        write_streams({"elapsed_s": [0.0], "latitude": [1.0]}, started_at=START, sport="running")
    with pytest.raises(ValueError, match="values for"):
        write_streams({"elapsed_s": [0.0], "cadence_spm": []}, started_at=START, sport="running")
