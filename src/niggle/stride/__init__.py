"""Is this run's stride the runner's own usual one? The personal baseline and the verdict."""
