"""Addresses to reports: a page, a feed with or without its articles, a sitemap with its pages."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from urllib.parse import urlsplit

import msgspec

from warmonitor.errors import InputError
from warmonitor.model import Failure, Reading
from warmonitor.reports import feeds, page
from warmonitor.reports.fetch import Page
from warmonitor.reports.found import LARGEST_MARKUP
from warmonitor.reports.opening import Kind, bounded, failure, kind, opened
from warmonitor.reports.telling import Wishes, told

MOST_PAGES = 1_000
"""Addresses taken from one sitemap or feed; the rest is reported, not fetched."""
# A sitemap of sitemaps of pages, or a feed of pages; a page that is a feed again could go on for ever.
_DEEPEST = 2


def address(url: str, wishes: Wishes, depth: int = 0) -> Iterator[Reading | Failure]:
    """The reports at an address; nothing where it is unchanged since the tags that `wishes.known` gives."""
    fetched = wishes.fetcher.get(url, *wishes.known.get(url, (None, None)))
    if fetched.unchanged:
        return
    head, whole = opened(io.BytesIO(fetched.content), url)
    what = kind(head, urlsplit(fetched.url).path, url)
    if depth >= _DEEPEST and what in ("sitemap", "feed"):
        raise InputError(f"a {what} where an article was expected", url, "give its address by itself")
    if what == "sitemap":
        yield from _each(feeds.addresses(bounded(whole, url, LARGEST_MARKUP), url), url, wishes, depth + 1)
    elif what == "feed" and wishes.articles:
        yield from articles(bounded(whole, url, LARGEST_MARKUP), url, wishes, depth)
    else:
        yield from _tagged(_told(what, head, whole, url, fetched, wishes), fetched)


def articles(raw: bytes, where: str, wishes: Wishes, depth: int = 0) -> Iterator[Reading | Failure]:
    """The articles that a feed's entries point to; for one that cannot be had, a failure and not its summary."""
    links = []
    for number, entry, _ in feeds.entries(raw, where):
        if entry.get("link"):
            links.append(entry["link"])
        else:
            yield Failure(
                where=f"{where}:{number}", what="an entry without an address", hint="read it without articles"
            )
    yield from _each(links, where, wishes, depth + 1)


def _each(links: Iterable[str], where: str, wishes: Wishes, depth: int) -> Iterator[Reading | Failure]:
    """Every address once, the first MOST_PAGES of them."""
    unique = list(dict.fromkeys(links))
    for link in unique[:MOST_PAGES]:
        try:
            yield from address(link, wishes, depth)
        except InputError as error:
            yield failure(error)
    if len(unique) > MOST_PAGES:
        yield Failure(
            where=where, what=f"{len(unique) - MOST_PAGES} further addresses were not fetched", hint="give them singly"
        )


def _told(
    what: Kind, head: bytes, whole: BinaryIO, where: str, fetched: Page, wishes: Wishes
) -> Iterator[Reading | Failure]:
    """The reports in what was fetched: found where the user said, published where the redirects led."""
    if what == "html":
        raw = bounded(whole, where, LARGEST_MARKUP)
        yield from page.read(raw, where, wishes.published, url=fetched.url, charset=fetched.charset)
    else:
        yield from told(what, head, whole, where, wishes)


def _tagged(found: Iterable[Reading | Failure], fetched: Page) -> Iterator[Reading | Failure]:
    """What was found with the server's tags on it."""
    for item in found:
        if isinstance(item, Reading):
            yield msgspec.structs.replace(item, etag=fetched.etag, modified=fetched.modified)
        else:
            yield item
