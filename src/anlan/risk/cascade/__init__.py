"""Cascades: what else fails, when and for how long, if an asset is down."""

from anlan.risk.cascade.graph import Graph, build
from anlan.risk.cascade.kinds import Kind, Place, kinds, places
from anlan.risk.cascade.whatif import Outage, Reached, what_if

__all__ = ["Graph", "Kind", "Outage", "Place", "Reached", "build", "kinds", "places", "what_if"]
