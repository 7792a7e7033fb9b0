"""A folder of an SFTP server into which departments drop their files."""

from anlan.pool.connectors.sftp.connector import SftpConnector

__all__ = ["SftpConnector"]
