"""What an athlete's niggle hands to a coach's: objects of contract 3, filtered and signed."""
