"""Everything known of a place, found by index: its records, from whom, since when, and a search.

One SQLite file a workspace (``index/assets.sqlite``), made of the lake and of the latest links.
It can be made anew from them at any time, so it is no part of a backup.
"""
