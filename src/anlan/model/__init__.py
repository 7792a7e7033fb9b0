"""The vocabulary: frozen, typed, no input or output."""
