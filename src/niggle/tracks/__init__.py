"""Recordings that are not FIT (GPX, TCX, streams of an API) as the same activities that FIT gives: bytes in."""
