"""What a squad's coaches did about an athlete."""
