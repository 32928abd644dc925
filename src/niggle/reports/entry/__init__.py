"""The forms: how a run felt, the next morning, the week."""
