"""A folder into which departments drop their files."""

from anlan.pool.connectors.folder.connector import FolderConnector

__all__ = ["FolderConnector"]
