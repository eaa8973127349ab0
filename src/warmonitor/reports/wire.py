"""What goes over the wire: connections to checked addresses only, one deadline, bodies that cannot swell."""

from __future__ import annotations

import socket
import threading
import zlib
from types import TracebackType
from typing import Any

import httpx

from warmonitor.errors import FetchError
from warmonitor.reports.addresses import Network, resolve

_PORTS = {"http": 80, "https": 443}
_CHUNK = 65_536


class PinnedTransport(httpx.BaseTransport):
    """Connects to the address that was checked, while certificate and Host header stay those of the name."""

    def __init__(self, allowed: tuple[Network, ...]) -> None:
        # No connection is kept: one made for a name must not serve another name at the same address.
        self._inner = httpx.HTTPTransport(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
        self._allowed = allowed

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request whose Host header httpx has already set from the name."""
        url = request.url
        address = resolve(url.host, url.port or _PORTS[url.scheme], self._allowed, str(url))
        pinned = httpx.Request(
            request.method,
            url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": url.host},
        )
        return self._inner.handle_request(pinned)

    def close(self) -> None:
        """Close what is open."""
        self._inner.close()


class Deadline:
    """Seconds for a whole request. httpx limits each wait only; a server that drips a byte a second needs this."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self.extensions: dict[str, Any] = {"trace": self._trace}

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")

    def _end(self) -> None:
        self.over = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # Closed in the meantime: nothing is left to end.


def body(response: httpx.Response, most: int, where: str) -> bytes:
    """The body, decompressed piece by piece; FetchError as soon as it has more than `most` bytes."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise FetchError(f"its encoding {encoding!r} was not asked for", where)
    engine = None if encoding in ("identity", "") else zlib.decompressobj(wbits=31)
    out = bytearray()
    came = False
    for raw in response.iter_raw(_CHUNK):
        came = True
        out += _unpacked(engine, raw, most - len(out) + 1, where) if engine else raw
        if len(out) > most:
            raise FetchError(f"more than {most:,} bytes", where, "one report is a few kilobytes")
    if engine and came and not engine.eof:
        raise FetchError("the compressed page ended early", where, "try again later")
    return bytes(out)


def _unpacked(engine: Any, raw: bytes, most: int, where: str) -> bytes:
    try:
        return bytes(engine.decompress(raw, most))
    except zlib.error as error:
        raise FetchError(f"damaged compression: {error}", where, "try again later") from error
