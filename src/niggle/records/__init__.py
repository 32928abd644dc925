"""Rows of the store as objects and back, and which of them a viewer may see."""
