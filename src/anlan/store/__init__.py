"""Where it is kept: the database with its ledger, the lake of Parquet files, the lock.

The commit point is always the SQL transaction: a Parquet file counts only once a row of ``parts``
in a closed batch names it. Whatever a crash leaves behind is swept at the next write.
"""

from anlan.store.workspace import Workspace

__all__ = ["Workspace"]
