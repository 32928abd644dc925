"""What is told to whom, and the words for it; Apprise carries it."""
