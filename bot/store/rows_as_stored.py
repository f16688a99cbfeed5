"""Rows moved from one database to another as they are stored: what is encrypted stays the token it is."""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, Table, Text, func, insert, select, text
from sqlalchemy.orm import Session

from bot.store.tables import Base
from bot.store.types import Secret, SecretJson

CHUNK = 1000


def _as_stored() -> dict[str, Table]:
    """The tables without keys to other tables, and with tokens for what is encrypted."""
    metadata = MetaData()
    return {
        table.name: Table(
            table.name,
            metadata,
            *(
                Column(
                    column.name,
                    Text() if isinstance(column.type, Secret | SecretJson) else column.type,
                    primary_key=column.primary_key,
                    autoincrement=False,
                )
                for column in table.columns
            ),
        )
        for table in Base.metadata.sorted_tables
    }


AS_STORED = _as_stored()


def copy_rows(source: Connection, target: Connection, table: Table) -> int:
    """All rows of one table, lowest key first, since a row may name an earlier one. Gives how many."""
    stored, copied = AS_STORED[table.name], 0
    rows = source.execute(
        select(stored).order_by(*stored.primary_key.columns),
        execution_options={"stream_results": True, "yield_per": CHUNK},
    )
    for chunk in rows.mappings().partitions():
        target.execute(insert(stored), [dict(row) for row in chunk])
        copied += len(chunk)
    return copied


def empty_all(session: Session) -> None:
    """Take away every row of every table; on PostgreSQL nobody else can read or write until the transaction ends."""
    tables = Base.metadata.sorted_tables
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        for table in reversed(tables):
            session.execute(table.delete())
    else:
        names = ", ".join(f'"{table.name}"' for table in tables)
        session.execute(text(f"TRUNCATE {names}"))


def fill_all(session: Session, source: Connection) -> None:
    """Copy every table, those that others refer to first, and have new rows numbered after them."""
    for table in Base.metadata.sorted_tables:
        copy_rows(source, session.connection(), table)
        number = table.autoincrement_column
        if number is not None and session.get_bind().dialect.name != "sqlite":
            highest = session.scalar(select(func.max(number)))
            sequence = func.pg_get_serial_sequence(table.name, number.name)
            session.execute(select(func.setval(sequence, highest or 1, highest is not None)))


def is_empty(session: Session) -> bool:
    """Whether nothing is kept here yet but what a first start writes."""
    written_at_start = ("meta", "sent_lately")
    return not any(
        session.execute(select(table).limit(1)).first()
        for name, table in AS_STORED.items()
        if name not in written_at_start
    )
