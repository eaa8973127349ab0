"""The latest changes as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from warmonitor.model import Change
from warmonitor.web.asking import ref

ATOM = "http://www.w3.org/2005/Atom"
_PAGES = {"incident": "incidents", "report": "reports", "claim": "claims"}
# What XML 1.0 cannot bear, even escaped.
_UNSAID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(rows: Sequence[tuple[int, Change]], home: str, title: str) -> bytes:
    """A feed of changes, latest first, each with its row of the journal; `home` is the address of the pages."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _add(feed, "id", f"{home}/api/changes.atom")
    _add(feed, "title", f"{title}: changes")
    _add(feed, "updated", rows[0][1].at if rows else "1970-01-01T00:00:00Z")
    ET.SubElement(feed, f"{{{ATOM}}}link", rel="self", href=f"{home}/api/changes.atom")
    for row, change in rows:
        _entry(feed, row, change, home)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: ET.Element, row: int, change: Change, home: str) -> None:
    entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
    _add(entry, "id", f"{home}/changes#{row}")
    _add(entry, "title", f"{change.of} {change.subject} {change.kind.replace('_', ' ')}")
    _add(entry, "updated", change.at)
    author = ET.SubElement(entry, f"{{{ATOM}}}author")
    _add(author, "name", change.hand)
    _add(entry, "summary", change.text or change.kind)
    page = _PAGES.get(change.of)
    if page:
        ET.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", href=f"{home}/{page}/{ref(change.subject)}")


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = _UNSAID.sub("�", text)
