"""What an athlete's coach sees, for the athlete."""
