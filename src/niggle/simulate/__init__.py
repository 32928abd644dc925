"""Virtual runners with known truth: for fixtures, tests and benchmarks."""
