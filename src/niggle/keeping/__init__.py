"""A store as a whole: checked, made again, backed up, moved, given to whom it is about, and forgotten."""
