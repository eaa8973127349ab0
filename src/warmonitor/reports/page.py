"""A web page: trafilatura takes out the article, its headline, date, publisher, address and language."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml.etree import LxmlError

from warmonitor.errors import InputError, NoTextError
from warmonitor.model import Reading
from warmonitor.reports.decoding import declared, decode
from warmonitor.reports.found import found
from warmonitor.reports.page_date import published as published_on

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HTML_LANGUAGE = re.compile(r"<html[^>]{0,2000}?\blang\s*=\s*[\"']?([A-Za-z]{2,3})\b", re.IGNORECASE)
_SHORTEST_WITHOUT_STOP = 200
# What a parser fed with arbitrary bytes has been seen to raise, besides its own errors.
_PARSER_ERRORS = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError, AssertionError)


def read(
    raw: bytes, where: str, published: str | None = None, url: str | None = None, charset: str | None = None
) -> Iterator[Reading]:
    """The one article in the page `raw`; NoTextError where it has none. `published` dates an undated page."""
    html = _DECLARATION.sub("", decode(raw, where, charset or declared(raw)).replace("\x00", ""), count=1)
    article = _article(html, where, url)
    if article is None or not _is_prose(article.text or ""):
        raise NoTextError("no article text found in the page", where, "save the article's text as a .txt file")
    language = article.language or (_HTML_LANGUAGE.search(html[:4000]) or ["", None])[1]
    yield found(
        where,
        raw,
        article.text.removeprefix(f"{article.title}\n"),
        title=article.title,
        published=published_on(html, url or article.url) or published,
        publisher=article.sitename or article.hostname,
        url=url or article.url,
        language=language.lower() if language else None,
    )


@cache
def _extractor() -> Any:
    """Imported late, as it takes a third of a second; and quiet, as what it logs comes back from here as an error."""
    from trafilatura import bare_extraction

    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).addHandler(logging.NullHandler())
    return bare_extraction


def _is_prose(text: str) -> bool:
    """Whether there is a sentence in it: what is left of a page without an article are the words of its menus."""
    return len(text) >= _SHORTEST_WITHOUT_STOP or any(mark in text for mark in ".!?؟。")


def _article(html: str, where: str, url: str | None) -> Any:
    try:
        return _extractor()(
            html,
            url=url,
            include_comments=False,
            with_metadata=True,
        )
    except (*_PARSER_ERRORS, LxmlError) as error:
        raise InputError(
            f"the page cannot be parsed ({type(error).__name__})", where, "save its text as .txt"
        ) from error
