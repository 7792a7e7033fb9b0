"""In which states a case has come to its end, and what that means for what it was about."""

RIGHT = ("closed", "forced_closed", "evaluated")
"""What was to be done has been done."""
UNFOUNDED = ("void", "not_true", "rejected")
"""There was nothing to be done: of what the case told nothing is left."""
