"""Parquet files as tables."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from yousaid.core.errors import InputError

from .tables import Chunk, shown

_PLAIN = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_boolean,
    pa.types.is_timestamp,
    pa.types.is_date,
    pa.types.is_decimal,
    pa.types.is_null,
)
_MOMENT = pa.timestamp("us", tz="UTC")


class ParquetTable:
    """A Parquet file with flat columns. Only the wanted columns are ever decoded."""

    unit = "row"

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._opened() as file:
            schema = file.schema_arrow
            rows = file.metadata.num_rows
        self._types = {field.name: field.type for field in schema}
        self.columns = tuple(schema.names)
        if len(self._types) != len(self.columns):
            raise InputError("two columns have the same name", place=str(path), remedy="Rename one of them")
        if not rows:
            raise InputError("the file holds no rows", place=str(path), remedy="It needs at least one post")

    def _opened(self) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self.path)
        except (pa.ArrowInvalid, OSError) as error:
            if isinstance(error, FileNotFoundError | PermissionError):
                raise InputError(f"it cannot be read ({error.strerror})", place=str(self.path)) from None
            remedy = "Name another with --format, or export the file again"
            raise InputError(
                "this is no Parquet file, or a damaged one", place=str(self.path), remedy=remedy
            ) from None

    def chunks(self, wanted: Sequence[str], size: int) -> Iterator[Chunk]:
        """All rows. InputError for a wanted column that holds lists, structs or bytes."""
        for name in wanted:
            self._check_type(name)
        row = 1
        try:
            with self._opened() as file:
                for batch in file.iter_batches(batch_size=size, columns=list(dict.fromkeys(wanted))):
                    cells = [_values(batch.column(name)) for name in wanted]
                    yield list(range(row, row + batch.num_rows)), list(zip(*cells, strict=True))
                    row += batch.num_rows
        except (pa.ArrowException, OSError, UnicodeDecodeError):
            remedy = "Export the file again"
            raise InputError(
                "the Parquet file is damaged", place=f"{self.path}, row {row}", remedy=remedy
            ) from None

    def _check_type(self, name: str) -> None:
        kind = self._types[name]
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        if not any(test(kind) for test in _PLAIN):
            raise InputError(
                f"the column {shown(name)} holds {kind}",
                place=str(self.path),
                remedy="Map a column of texts, numbers or times",
            )


def _values(column: "pa.Array[Any]") -> list[Any]:
    """Cells as Python values; times as aware UTC, one without a zone is taken as UTC."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", tz=column.type.tz), safe=False).cast(_MOMENT)
    values: list[Any] = column.to_pylist()
    if pa.types.is_floating(column.type):
        return [None if value != value else value for value in values]  # NaN is how tables say nothing
    return values
