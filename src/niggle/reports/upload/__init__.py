"""The page on which a runner uploads a recording, and sees what became of it."""
