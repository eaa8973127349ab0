"""What a site's robots.txt allows, read as RFC 9309 says."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from warmonitor.errors import FetchError

LARGEST = 500_000
_ABSENT = range(400, 500)


class Robots:
    """The rules of every site asked so far. `fetch` gives the bytes of a robots.txt or a FetchError with its status."""

    def __init__(self, agent: str, fetch: Callable[[str], bytes]) -> None:
        self._agent, self._fetch = agent, fetch
        self._rules: dict[str, Protego | FetchError] = {}

    def delay(self, url: str) -> float:
        """Seconds that the site wants between requests (0: it says nothing); FetchError where it forbids `url`."""
        rules = self._of(url)
        if isinstance(rules, FetchError):
            raise FetchError(rules.what, url, rules.hint)
        if not rules.can_fetch(url, self._agent):
            raise FetchError("its robots.txt forbids fetching it", url, "save the page by hand, or ask the site")
        return float(rules.crawl_delay(self._agent) or 0)

    def _of(self, url: str) -> Protego | FetchError:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = self._read(f"{site}/robots.txt")
        return self._rules[site]

    def _read(self, address: str) -> Protego | FetchError:
        """The rules; everything allowed where there is no robots.txt, nothing where the site is out of order."""
        try:
            text = self._fetch(address).decode("utf-8", "replace")
        except StatusError as error:
            absent = error.status in _ABSENT
            return Protego.parse("") if absent else FetchError(f"robots.txt: {error.what}", address, error.hint)
        except FetchError as error:
            return error
        return Protego.parse(text[:LARGEST])


class StatusError(FetchError):
    """A server answered with a status other than success."""

    def __init__(self, status: int, where: str) -> None:
        super().__init__(
            f"the server answered {status}", where, "try again later" if status >= 500 else "check the address"
        )
        self.status = status
