"""Speed and accuracy, side by side with peers; run with ``make bench``."""
