"""The bar of filters: a page's address to a `Query` and back."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

import msgspec

from warmonitor.errors import QueryError
from warmonitor.model import Query, Record

FILTERS = Query.__struct_fields__
_LISTS = {"box": 4, "near": 3}


class Chip(Record):
    """A filter that is set, and the address of the page without it."""

    field: str
    value: str
    without: str


def query_of(asked: Mapping[str, str]) -> Query:
    """The filters in a page's parameters; empty ones do not filter. QueryError where a value cannot be meant."""
    # A null character filters nothing that a book can hold, and PostgreSQL refuses it.
    clean = {name: asked.get(name, "").replace("\x00", "").strip() for name in FILTERS}
    given: dict[str, object] = {name: value for name, value in clean.items() if value}
    for name, length in _LISTS.items():
        if name in given:
            given[name] = numbers(name, str(given[name]), length)
    if "ranking" in given:
        given["ranking"] = [name.strip() for name in str(given["ranking"]).split(";") if name.strip()]
    try:
        return msgspec.convert(given, Query)
    except msgspec.ValidationError as error:
        raise QueryError(str(error), "filters", "take a value from the lists of the filter bar") from error


def parameters(query: Query, **changed: object) -> dict[str, str]:
    """What of a query is set, as an address holds it; `changed` replaces, null removes."""
    usual = Query()
    found = {name: getattr(query, name) for name in FILTERS if getattr(query, name) != getattr(usual, name)}
    return {name: _written(value) for name, value in (found | changed).items() if value not in (None, "", ())}


def _written(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return "; ".join(value) if isinstance(value[0], str) else ",".join(f"{part:g}" for part in value)


def address(path: str, query: Query, **changed: object) -> str:
    """`path` with the filters of `query` as changed."""
    asked = urlencode(parameters(query, **changed), quote_via=quote)
    return f"{path}?{asked}" if asked else path


def chips(path: str, query: Query, **kept: object) -> tuple[Chip, ...]:
    """The filters that are set, each with the way to drop it."""
    return tuple(
        Chip(field=name, value=value, without=address(path, query, **{**kept, name: None}))
        for name, value in parameters(query).items()
    )


def numbers(name: str, text: str, length: int) -> tuple[float, ...]:
    """`length` numbers with commas between. QueryError where the text is anything else."""
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if len(found) != length or not all(abs(part) < 1e6 for part in found):
        raise QueryError(f"{text!r} is not {length} numbers with commas between", name)
    return found


def ref(id: str) -> str:
    """An id as one piece of an address. Any text may be an id: what an address cannot hold is written in base 64."""
    if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", id):
        return id
    return "~" + base64.urlsafe_b64encode(id.encode("utf8")).decode().rstrip("=")


def deref(piece: str) -> str:
    """The id that `ref` wrote."""
    if not piece.startswith("~"):
        return piece
    try:
        return base64.b64decode(piece[1:] + "=" * (-(len(piece) - 1) % 4), b"-_", validate=True).decode("utf8")
    except ValueError:
        raise QueryError("not an id", piece) from None
