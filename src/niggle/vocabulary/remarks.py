"""How much room there is for what a runner notes besides reports, in letters and things."""

LONGEST_WORDS = 300  # it fits on one printed page whatever else is there
MOST_LIKED, LONGEST_LIKED = 12, 60
