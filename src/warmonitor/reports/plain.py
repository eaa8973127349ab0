"""Plain text: a headline on the first line, then the body."""

from __future__ import annotations

from collections.abc import Iterator

from warmonitor.model import Reading
from warmonitor.reports.decoding import decode
from warmonitor.reports.found import clean, found

LONGEST_HEADLINE = 160
_PARAGRAPH = 200


def read(raw: bytes, where: str, published: str | None = None) -> Iterator[Reading]:
    """The one report in `raw`."""
    title, text = split(clean(decode(raw, where)))
    yield found(where, raw, text, title=title, published=published)


def split(text: str) -> tuple[str, str]:
    """Headline and body.

    The first line is the headline when it is short, does not end as a sentence does, and is followed by a blank line
    or by a whole paragraph on one line. Otherwise there is no headline.
    """
    first, _, rest = text.partition("\n")
    first, following = first.strip(), rest.split("\n", 1)[0].strip()
    short = len(first) <= LONGEST_HEADLINE and not first.endswith((".", ":", ";", ",", "؟", "۔"))
    if short and rest.strip() and (not following or len(following) > _PARAGRAPH):
        return first, rest.strip()
    return "", text
