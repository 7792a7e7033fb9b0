"""Act: cases on their way through the seven steps."""
