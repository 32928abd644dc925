"""The sheet of invitations."""
