"""Fetching pages politely and safely.

Polite: robots.txt is obeyed, one request at a time goes to a host with a pause between, an unchanged page is not
fetched again. Safe: only http and https, only public addresses (looked up once and connected to as looked up, anew
after every redirect), limits on time, size, redirects and decompression. Proxies of the environment are not used, since
a proxy would look names up itself.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import httpx

from warmonitor.errors import FetchError
from warmonitor.reports.addresses import checked
from warmonitor.reports.robots import Robots, StatusError
from warmonitor.reports.wire import Deadline, PinnedTransport, body

AGENT = "warmonitor/0.1 (reads reports of armed conflict)"
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Page:
    """What an address gave: its bytes, or, where it is `unchanged` since the tags we knew, none."""

    url: str
    content: bytes
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    unchanged: bool = False


@dataclass(frozen=True)
class Limits:
    """Seconds for a whole request and for one wait, bytes after decompression, redirects, seconds between requests."""

    seconds: float = 60.0
    wait: float = 15.0
    size: int = 20_000_000
    redirects: int = 5
    delay: float = 2.0
    longest_delay: float = 60.0


class Fetcher:
    """Fetches pages. `allowed` names networks that may be fetched from although they are not public ("10.1.0.0/16")."""

    def __init__(
        self,
        limits: Limits | None = None,
        allowed: tuple[str, ...] = (),
        agent: str = AGENT,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits or Limits()
        self._sleep, self._clock = sleep, clock
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._last: dict[str, float] = {}
        self._robots = Robots(agent, lambda url: self._follow(url, {}, lambda _: 0.0).content)
        self._agent, self._allowed = agent, tuple(ipaddress.ip_network(name) for name in allowed)

    @cached_property
    def _client(self) -> httpx.Client:
        """Made when first needed: loading the certificates takes longer than reading a hundred files."""
        return httpx.Client(
            transport=PinnedTransport(self._allowed),
            timeout=self.limits.wait,
            trust_env=False,
            headers={
                "User-Agent": self._agent,
                "Accept": "text/html, application/xml, */*;q=0.5",
                "Accept-Encoding": "gzip",
            },
        )

    def get(self, url: str, etag: str | None = None, modified: str | None = None) -> Page:
        """The page at `url`, or that it is unchanged since `etag` or `modified`; FetchError where it cannot be had."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        return self._follow(url, headers, self._robots.delay)

    def close(self) -> None:
        """Let go of the network."""
        self._client.close()

    def _follow(self, url: str, headers: dict[str, str], asks: Callable[[str], float]) -> Page:
        start = url
        for _ in range(self.limits.redirects + 1):
            asked = asks(checked(url))
            with self._turn(urlsplit(url).hostname or "", asked):
                answer = self._request(url, headers)
            if isinstance(answer, Page):
                return answer
            url = answer
        raise FetchError(f"more than {self.limits.redirects} redirects", start)

    @contextmanager
    def _turn(self, host: str, asked: float) -> Iterator[None]:
        """Our turn at a host: nobody else of us is there, and the pause since the last request is over."""
        with self._guard:
            lock = self._locks.setdefault(host, threading.Lock())
        with lock:
            pause = min(max(self.limits.delay, asked), self.limits.longest_delay)
            rest = self._last.get(host, -pause) + pause - self._clock() if host in self._last else 0.0
            if rest > 0:
                self._sleep(rest)
            try:
                yield
            finally:
                self._last[host] = self._clock()

    def _request(self, url: str, headers: dict[str, str]) -> Page | str:
        """The page, or the address that it redirects to."""
        deadline = Deadline(self.limits.seconds)
        try:
            with deadline, self._client.stream("GET", url, headers=headers, extensions=deadline.extensions) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    return urljoin(url, response.headers["location"])
                page = self._page(url, response)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError, OSError) as error:
            what = f"took more than {self.limits.seconds:g} s" if deadline.over else f"{type(error).__name__}: {error}"
            raise FetchError(what.rstrip(": "), url, "try again later") from error
        # A body without a stated length ends without an error when the deadline cuts it.
        if deadline.over:
            raise FetchError(f"took more than {self.limits.seconds:g} s", url, "try again later")
        return page

    def _page(self, url: str, response: httpx.Response) -> Page:
        etag, modified = response.headers.get("etag"), response.headers.get("last-modified")
        if response.status_code == 304:
            return Page(url, b"", etag=etag, modified=modified, unchanged=True)
        if response.status_code != 200:
            raise StatusError(response.status_code, url)
        content = body(response, self.limits.size, url)
        return Page(url, content, response.charset_encoding, etag, modified)
