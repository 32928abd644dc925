"""What the runner felt: the diary, joining reports to runs, episodes."""
