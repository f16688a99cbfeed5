"""Draw the tables as `docs/schema.md`, from the tables themselves.

python -m tests.store.schema_drawing > docs/schema.md
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Table

from bot.store.tables import Base
from bot.store.types import LookupHash, Secret, SecretJson

INTRODUCTION = """# The tables

Drawn from `bot/store/tables/` by `python -m tests.store.schema_drawing > docs/schema.md`; a test compares the two.
`secret` is encrypted, `hash` is a keyed hash; everything else can be read by whoever reads the database. What must
never happen twice is a constraint: the primary key of `cell`, and the unique keys below.
"""


def drawing() -> str:
    """The whole page: the links between tables, then each with its columns, then what may not happen twice."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    lines = [INTRODUCTION, "```mermaid", "erDiagram"]
    for table in tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            must = "||" if not key.parent.nullable else "|o"
            lines.append(f'    {key.column.table.name} {must}--o{{ {table.name} : "{key.parent.name}"')
    for table in tables:
        lines += [f"    {table.name} {{", *(f"        {_column(column)}" for column in table.columns), "    }"]
    lines += ["```", "", "| table | at most one | always |", "| --- | --- | --- |"]
    for table in tables:
        unique, checks = _unique(table), _checks(table)
        if unique or checks:
            lines.append(f"| {table.name} | {'; '.join(unique)} | {'; '.join(checks)} |")
    return "\n".join([*lines, ""])


def _column(column: Column[object]) -> str:
    marks = ["PK"] if column.primary_key else []
    if column.foreign_keys:
        marks.append("FK")
    kind = "secret" if isinstance(column.type, Secret | SecretJson) else type(column.type).__name__.lower()
    if isinstance(column.type, LookupHash):
        kind = "hash"
    return " ".join([kind, column.name, ",".join(marks)]).strip()


def _unique(table: Table) -> list[str]:
    keys = [
        ", ".join(column.name for column in one.columns)
        for one in table.constraints
        if type(one).__name__ == "UniqueConstraint"
    ]
    for index in table.indexes:
        if index.unique:
            where = index.dialect_options["sqlite"].get("where")
            keys.append(
                ", ".join(column.name for column in index.columns) + (f" where {where}" if where is not None else "")
            )
    return sorted(keys)


def _checks(table: Table) -> list[str]:
    return sorted(str(one.sqltext).replace("|", "\\|") for one in table.constraints if isinstance(one, CheckConstraint))


if __name__ == "__main__":
    print(drawing(), end="")
