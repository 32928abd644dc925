"""FIT files: bytes to typed columns, and back for the simulator and the tests."""
