"""Excel workbooks."""

from anlan.pool.connectors.excel.connector import ExcelConnector

__all__ = ["ExcelConnector"]
