"""HTTP: thin routers over the rooms, and the console."""

from anlan.api.app import create_app

__all__ = ["create_app"]
