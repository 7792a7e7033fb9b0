"""Serve what was taken in to others: current records, and every change in order."""
