"""RSS and Atom feeds, and sitemaps."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from warmonitor.errors import InputError, NoTextError
from warmonitor.model import Failure, Reading
from warmonitor.reports.found import found
from warmonitor.reports.opening import failure
from warmonitor.reports.xml import safe

_BLOCKS = ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote")
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(raw: bytes, where: str, published: str | None = None) -> Iterator[Reading | Failure]:
    """A report for every entry, from the text that the feed itself gives (its content, else its summary)."""
    for number, entry, publisher in entries(raw, where):
        try:
            yield _entry(entry, f"{where}:{number}", publisher, published)
        except InputError as error:
            yield failure(error)


def entries(raw: bytes, where: str) -> list[tuple[int, Any, str | None]]:
    """The feed's entries as feedparser gives them, numbered from 1, with the feed's title."""
    import feedparser

    feed = feedparser.parse(io.BytesIO(safe(raw, where)), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        raise NoTextError("a feed without entries", where)
    publisher = feed.feed.get("title")
    return [(number, entry, publisher) for number, entry in enumerate(feed.entries, start=1)]


def _entry(entry: Any, where: str, publisher: str | None, published: str | None) -> Reading:
    body = next((part.get("value", "") for part in entry.get("content", ())), "") or entry.get("summary", "")
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    return found(
        where,
        repr(sorted(entry.items())).encode("utf-8", "surrogatepass"),
        text_of(body),
        title=text_of(entry.get("title", "")),
        published=time.strftime("%Y-%m-%dT%H:%M:%SZ", moment) if moment else published,
        publisher=text_of(publisher or "") or None,
        url=entry.get("link"),
        language=entry.get("language"),
    )


def text_of(markup: str) -> str:
    """The text of a fragment of HTML, a block a line."""
    if "<" not in markup and "&" not in markup:
        return markup
    try:
        tree = html.fragment_fromstring(markup.replace("\x00", ""), create_parent="div")
    except (etree.LxmlError, ValueError):
        return markup
    for block in tree.iter(*_BLOCKS):
        block.tail = "\n" + (block.tail or "")
    parts = (line.strip() for line in tree.text_content().split("\n"))
    return "\n".join(part for part in parts if part)


def addresses(raw: bytes, where: str) -> list[str]:
    """The addresses in a sitemap, of pages or of further sitemaps."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(safe(raw, where), parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputError(f"not a sitemap: {error}", where) from error
    found_here = [(node.text or "").strip() for node in root.iter(f"{_SITEMAP}loc", "loc")]
    return [address for address in found_here if address]
