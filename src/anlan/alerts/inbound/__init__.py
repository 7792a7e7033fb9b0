"""Alerts of other authorities: fetched, held against the rules, known once, matched to divisions.

Each feed stands by itself: one that is away, endless or hostile costs its own turn only, is asked
less often, and says in the list of feeds what is wrong with it.
"""
