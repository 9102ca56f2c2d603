"""Statements of the message path, compiled once and run on the driver's own connection.

SQLAlchemy writes the SQL and converts the values, for both databases, as everywhere; what is left out is the work it
does anew at each execution, ten times the cost of a small statement itself (3 µs of 29 on our machine).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.dml import UpdateBase

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]


class Prepared:
    """A select, insert, update or delete whose values are all ``bindparam``.

    ``columns`` names the values of an insert. ``by_dialect`` holds a statement each where they differ (an
    upsert). Errors are the driver's own.
    """

    def __init__(
        self,
        statement: Select[Any] | UpdateBase | dict[str, Any],
        columns: tuple[str, ...] | None = None,
    ) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, db: Connection, **values: object) -> list[Row]:
        """Run a select; the rows as plain tuples."""
        return self._for(db).rows(db, values)

    def first(self, db: Connection, **values: object) -> Row | None:
        """Run a select; its first row, or None."""
        found = self._for(db).rows(db, values)
        return found[0] if found else None

    def run(self, db: Connection, **values: object) -> int:
        """Run an insert, update or delete; how many rows it touched."""
        count: int = self._for(db).execute(db, values).rowcount
        return count

    def _for(self, db: Connection) -> _Compiled:
        name = db.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            statement = self._statement[name] if isinstance(self._statement, dict) else self._statement
            compiled = self._compiled[name] = _Compiled(statement, self._columns, db.dialect)
        return compiled


class _Compiled:
    def __init__(self, statement: Any, columns: tuple[str, ...] | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self.sql = str(compiled)
        self.names: tuple[str, ...] = tuple(compiled.positiontup or compiled.binds)
        self.positional = compiled.positiontup is not None
        self.fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self.into: dict[str, Convert] = {
            name: convert
            for name, bind in compiled.binds.items()
            if (convert := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        selected = statement.selected_columns if isinstance(statement, Select) else ()
        self.out: list[tuple[int, Convert]] = [
            (place, convert)
            for place, column in enumerate(selected)
            if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]

    def execute(self, db: Connection, given: dict[str, object]) -> Any:
        values = {**self.fixed, **given}
        for name, convert in self.into.items():
            values[name] = convert(values[name])
        chosen = [values[name] for name in self.names] if self.positional else values
        driver: Any = db.connection.dbapi_connection
        return driver.execute(self.sql, chosen)

    def rows(self, db: Connection, given: dict[str, object]) -> list[Row]:
        found: list[Row] = self.execute(db, given).fetchall()
        if not self.out:
            return found
        converted = [list(row) for row in found]
        for row in converted:
            for place, convert in self.out:
                row[place] = convert(row[place])
        return [tuple(row) for row in converted]
