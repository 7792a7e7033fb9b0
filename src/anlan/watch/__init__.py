"""Detect: rules over a city's sensors, and the proof by replay that a rule is any good.

Rules, engine and replay are pure: readings and state in, claims and state out, with no clock and
no I/O, so that the same code runs live, in replay and split over many machines.
"""
