"""What an athlete's own niggle hands to a coach's: one signed file, as narrow as the athlete's consent."""
