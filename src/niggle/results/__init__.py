"""Finished results out of the store: rows as objects, the objects of contract 3, what the pages are drawn from."""
