"""Queries to PostgreSQL and MySQL."""

from anlan.pool.connectors.database.connector import DatabaseConnector

__all__ = ["DatabaseConnector"]
