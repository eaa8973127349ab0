"""The bar of filters: a page's address to a `Query` and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
    given: dict[str, object] = {name: asked[name].strip() for name in FILTERS if asked.get(name, "").strip()}
    for name, length in _LISTS.items():
        if name in given:
            given[name] = _numbers(name, str(given[name]), length)
    for name in ("since", "until", "as_of"):
        _check_day(name, given.get(name))
    try:
        return msgspec.convert(given, Query)
    except msgspec.ValidationError as error:
        raise QueryError(str(error), "filters", "take a value from the lists of the filter bar") from error


def parameters(query: Query, **changed: object) -> dict[str, str]:
    """What of a query is set, as an address holds it; `changed` replaces, null removes."""
    found = {name: getattr(query, name) for name in FILTERS}
    found["policy"] = None if query.policy == "range" else query.policy
    found.update(changed)
    return {
        name: ",".join(f"{part:g}" for part in value) if isinstance(value, tuple) else str(value)
        for name, value in found.items()
        if value not in (None, "")
    }


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


def _numbers(name: str, text: str, length: int) -> tuple[float, ...]:
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if len(found) != length or not all(abs(part) < 1e6 for part in found):
        raise QueryError(f"{text!r} is not {length} numbers with commas between", name)
    return found


def _check_day(name: str, value: object) -> None:
    if value is None:
        return
    try:
        date.fromisoformat(str(value)[:10])
    except ValueError:
        raise QueryError(f"{value!r} is not a day", name, "write it as 2019-07-31") from None
