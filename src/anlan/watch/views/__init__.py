"""A city's own model over still frames: a score of smoke, flame or water, and nothing else.

The frame is dropped at once. A model that says anything of persons, faces or plates is refused.
"""

from anlan.watch.views.model import ALLOWED, ViewModel, load

__all__ = ["ALLOWED", "ViewModel", "load"]
