"""Crowds as counts only: what a city's own counting sensors deliver, and what it amounts to.

Anlan counts nobody itself: it takes figures of an area (people per square metre, in- and outflow)
from sensors that a city has, and knows no one in it.
"""
