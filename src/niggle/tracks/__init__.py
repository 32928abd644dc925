"""Recordings that are not FIT (GPX, TCX, streams of an API) into the same activities as FIT gives: bytes in, columns out."""
