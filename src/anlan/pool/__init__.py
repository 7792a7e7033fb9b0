"""Sense and know: files in, checked, placed, dated, versioned, linked; bad rows to quarantine."""
