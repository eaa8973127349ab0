"""A report made from what a format says: cleaned text, its language, an id that depends on content alone."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter

from warmonitor.errors import InputError, NoTextError
from warmonitor.model import Reading, Report, content_id
from warmonitor.reports.dates import iso

LARGEST = 10_000_000
"""Bytes of one report (a text, a row). A news report has a few thousand; more is a file of something else."""
LARGEST_MARKUP = 5_000_000
"""Bytes of one page or feed: parsing takes a hundred times as much memory."""
LONGEST_TITLE = 2_000
LONGEST_NAME = 2_000

# Line breaks and tabs stay. Other control characters, lone surrogates and noncharacters print nowhere and some stores
# refuse them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_SAMPLE = 1000
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_PERSIAN_URDU = re.compile("[پچژگڈٹڑےۀ]")
_SCRIPTS = {"ARABIC": "ar", "HEBREW": "he"}


def found(
    where: str,
    raw: bytes,
    text: str,
    *,
    id: str | None = None,
    title: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    language: str | None = None,
) -> Reading:
    """The report in `text`; InputError where it is too long, NoTextError where nothing is left of it.

    Without an id it gets one from address, publisher, title and text: the same report has the same id everywhere,
    the same wire copy in two papers has two.
    """
    text, title = clean(text), " ".join(clean(title or "").split())
    publisher, url = _name(publisher, "publisher", where), _name(url, "url", where)
    if not text and not title:
        raise NoTextError("no text in it", where)
    if len(title) > LONGEST_TITLE:
        raise InputError(f"a title of {len(title):,} characters", where, f"a title has at most {LONGEST_TITLE:,}")
    report = Report(
        id=_name(id, "id", where) or content_id(url or "", publisher or "", title, text),
        text=text,
        title=title,
        published=iso(published, where) if published and published.strip() else None,
        publisher=publisher,
        url=url,
        language=(_name(language, "language", where) or language_of(text or title)).lower(),
    )
    return Reading(report=report, where=where, sha256=hashlib.sha256(raw).hexdigest())


def clean(text: str) -> str:
    """`text` without what cannot be printed or stored, line breaks as line feeds, no blank ends."""
    return _UNPRINTABLE.sub("", _BREAKS.sub("\n", text)).strip()


def language_of(text: str) -> str:
    """The language as its script suggests: Latin letters are taken for English, others are named or `und`."""
    sample = text[:_SAMPLE]
    letters = "".join(_LETTERS.findall(sample))
    if sum(map(len, _LATIN.findall(sample))) * 2 >= len(letters):
        return "en"
    scripts = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in letters)
    if "ARABIC" in scripts and _PERSIAN_URDU.search(sample):
        return "und"
    return _SCRIPTS.get(scripts.most_common(1)[0][0], "und")


def _name(value: str | None, field: str, where: str) -> str | None:
    value = " ".join(clean(value or "").split())
    if len(value) > LONGEST_NAME:
        raise InputError(f"{field} has {len(value):,} characters", where, f"at most {LONGEST_NAME:,}")
    return value or None
