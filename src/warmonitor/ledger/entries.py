"""What is written into the journal, and in what portions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Entry(NamedTuple):
    """One thing to write: a record to put, or a subject to drop (then `record` says why and where it went)."""

    of: str
    subject: str
    record: Any
    op: str = "put"


def chunks(items: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """Lists of at most `size`; databases limit how many values a statement bears."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
