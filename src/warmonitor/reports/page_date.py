"""The day that a page says it was published. Only what says so is taken: a date somewhere on a page is not its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree, html

from warmonitor.errors import InputError
from warmonitor.reports.dates import iso

# In the order of trust. "Modified" is not among them: a page that was edited is not a report of that day.
_NAMES = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "article:published",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "originalpublicationdate",
    "publication_date",
    "publishdate",
    "publish-date",
    "pubdate",
    "dc.date",
    "dcterms.date",
    "date",
)
_LINKED_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]{4,60})"')
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=\D|$)")
_WRITTEN = re.compile(r"\b(?:\d{1,2} [^\W\d_]{3,9} \d{4}|[^\W\d_]{3,9} \d{1,2}, \d{4}|\d{4}-\d\d-\d\d)\b")
_DATING = re.compile(r"date|publish|byline|posted|timestamp", re.IGNORECASE)
_ASIDE = re.compile(r"related|modified|updated|sidebar|comment|footer|more", re.IGNORECASE)
_LONG_PARAGRAPH = 80
# A page has its head within these; a page made to be slow has more.
_MOST_ELEMENTS = 3_000


def published(page: str, url: str | None = None) -> str | None:
    """The ISO day or date-time of publication: by metadata, by a time or dateline before the text, by the address."""
    try:
        tree = html.fromstring(page)
    except (etree.LxmlError, ValueError):
        return None
    for value in (*_metadata(tree), *_LINKED_DATA.findall(page), *_times(tree), *_datelines(tree), *_address(url)):
        found = _read(value)
        if found:
            return found
    return None


def _metadata(tree: html.HtmlElement) -> Iterator[str]:
    values: dict[str, str] = {}
    for node in tree.iter("meta"):
        for name in (node.get("property"), node.get("name"), node.get("itemprop")):
            if name:
                values.setdefault(name.lower(), node.get("content") or "")
    yield from (values[name] for name in _NAMES if name in values)


def _before_text(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The elements before the first real paragraph that belong to no list of other articles."""
    for node in islice(tree.iter(), _MOST_ELEMENTS):
        if not isinstance(node.tag, str):
            continue
        if node.tag == "p" and len(_opening(node)) >= _LONG_PARAGRAPH:
            return
        if not any(_is_aside(one) for one in (node, *node.iterancestors())):
            yield node


def _is_aside(node: html.HtmlElement) -> bool:
    return node.tag in ("aside", "nav", "footer") or bool(
        _ASIDE.search(f"{node.get('class', '')} {node.get('id', '')}")
    )


def _times(tree: html.HtmlElement) -> Iterator[str]:
    for node in _before_text(tree):
        if node.get("itemprop", "").lower() == "datepublished" or node.tag == "time":
            yield node.get("datetime") or node.get("content") or _opening(node)


def _datelines(tree: html.HtmlElement) -> Iterator[str]:
    """Written days in what is called a date or byline; nothing where there are several different ones."""
    nodes = (n for n in _before_text(tree) if _DATING.search(f"{n.get('class', '')} {n.get('id', '')}"))
    found = {day for node in nodes for day in _WRITTEN.findall(_opening(node))}
    if len(found) == 1:
        yield found.pop()


def _opening(node: html.HtmlElement) -> str:
    """The first words in an element, however much is in it."""
    return "".join(islice(node.itertext(), 20))[:300]


def _address(url: str | None) -> Iterable[str]:
    return ("-".join(part.zfill(2) for part in day) for day in _IN_ADDRESS.findall(urlsplit(url or "").path))


def _read(value: str) -> str | None:
    try:
        return iso(value) if value.strip() else None
    except InputError:
        return None
