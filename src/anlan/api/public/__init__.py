"""The public door by HTTP: no account, no personal field in any answer."""
