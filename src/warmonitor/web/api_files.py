"""The API's files: every incident asked for, in one of the exchange formats."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated, Any

import msgspec
from litestar import get
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from warmonitor import exchange
from warmonitor.web.desk import Asked, desk_of
from warmonitor.web.paging import Filters
from warmonitor.web.seen import entries_seen

_PORTION = 1 << 16
_IN_MEMORY = 1 << 23


@get("/incidents.geojson", sync_to_thread=True)
def incidents_geojson(request: Asked, asked: Filters) -> Stream:
    """Every incident asked for, as GeoJSON."""
    return _exported(request, "geojson", asked, "incidents")


@get("/export/{form:str}", sync_to_thread=True)
def export(
    request: Asked,
    form: FromPath[str],
    asked: Filters,
    table: Annotated[str, QueryParameter(pattern="^(incidents|cells|claims|reports)$")] = "incidents",
) -> Stream:
    """Every incident asked for, in one of the formats; without a `policy` by the format's own."""
    own = exchange.format_of(form).policy
    wanted = asked if "policy" in request.query_params else msgspec.structs.replace(asked, policy=own)
    return _exported(request, form, wanted, table)


def _exported(request: Asked, form: str, asked: Filters, table: str) -> Stream:
    """A file written to the disk first: what fails in the middle is an error, and not half a file."""
    book, shape = desk_of(request).book, exchange.format_of(form)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when it has been sent
    try:
        stream = entries_seen(request, exchange.entries(book, asked))
        exchange.write(form, stream, file, table=table)  # type: ignore[arg-type]
        file.seek(0)
    except BaseException:
        file.close()
        raise
    headers = {"content-disposition": f'attachment; filename="warmonitor-{form}{shape.suffix}"'}
    return Stream(_portions(file), media_type=shape.media_type, headers=headers)


def _portions(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while portion := file.read(_PORTION):
            yield portion


ROUTES: tuple[Any, ...] = (incidents_geojson, export)
