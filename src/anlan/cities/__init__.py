"""City packs: configuration that makes Anlan know a city, and the reader that checks it.

A pack is a folder with ``city.toml``, ``contracts/*.yaml`` and, where the city needs it, tables
beside them. Two packs ship with Anlan; any other folder is loaded by its path.
"""

from anlan.cities.check import check, load
from anlan.cities.pack import Pack, names
from anlan.cities.starter import new

__all__ = ["Pack", "check", "load", "names", "new"]
