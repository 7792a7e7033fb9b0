"""Bring a database to this version's tables: made new, or migrated from an older version's."""

from pathlib import Path

from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import DBAPIError

from anlan.model.errors import StoreError
from anlan.store.accounts import Account
from anlan.store.alerts import AlertRow
from anlan.store.cases import CaseMove, CasePhoto
from anlan.store.database import Database
from anlan.store.jobs.tables import Job
from anlan.store.ledger import new_head
from anlan.store.linking import LinkDecision
from anlan.store.outbox.tables import Endpoint
from anlan.store.risk import RiskPoint
from anlan.store.tables import Revision, Table
from anlan.store.vault import PersonalKey
from anlan.store.watch import WatchStream

TABLES = (
    Revision,
    Endpoint,
    Account,
    AlertRow,
    Job,
    PersonalKey,
    LinkDecision,
    CaseMove,
    CasePhoto,
    RiskPoint,
    WatchStream,
)
"""One of each module with tables: only an imported module's tables are made."""
MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = sorted(path.stem[1:5] for path in (MIGRATIONS / "versions").glob("m*.py"))
"""The numbers of the steps, in order; the last is this version's."""


def prepare(database: Database) -> None:
    """Make the tables, or migrate them to this version.

    Raises:
        StoreError: the tables are of a newer version of Anlan, or the database refused; then
            nothing was changed.
    """
    try:
        found = revision(database)
        if found is None:
            _make(database)
        elif found not in REVISIONS:
            raise StoreError("error.store.version", found=found, at=database.name)
        elif found != REVISIONS[-1]:
            migrate(database)
    except DBAPIError as error:
        raise database.refusal(error) from error


def revision(database: Database) -> str | None:
    """Return the number of the step the database's tables are at; None where there are none."""
    with database.session() as session:
        if not inspect(session.connection()).has_table(Revision.__tablename__):
            return None
        return session.scalar(select(Revision.version_num))


def migrate(database: Database, to: str = "head") -> None:
    """Take the steps up to ``to``, all in one transaction."""
    with database.writing() as session:
        upgrade(session.connection(), to)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Take the steps up to ``to`` in the connection's transaction."""
    # Only a new version needs it, and it takes a while to import.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _make(database: Database) -> None:
    """Make all tables at once; of two processes that start together, one finds them made."""
    with database.writing() as session:
        connection = session.connection()
        if database.dialect == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7203114)")
        if inspect(connection).has_table(Revision.__tablename__):
            return
        Table.metadata.create_all(connection)
        session.add_all([new_head(), Revision(version_num=REVISIONS[-1])])
