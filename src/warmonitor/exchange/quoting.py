"""The words behind an incident: its leading report, its outlets, the authorities cited, the quotes."""

from __future__ import annotations

from warmonitor.exchange.records import Entry
from warmonitor.model import Claim, Report


def lead(entry: Entry) -> Report | None:
    """The report that tells of it first: the earliest published, undated ones last."""
    return min(entry.reports, key=lambda r: (r.published is None, r.published or "", r.id), default=None)


def headline(entry: Entry) -> str | None:
    """The title of the leading report."""
    report = lead(entry)
    return report.title or None if report else None


def outlets(entry: Entry) -> tuple[str, ...]:
    """Who printed it, each once, in order of publication."""
    told = sorted(entry.reports, key=lambda r: (r.published is None, r.published or "", r.id))
    return tuple(dict.fromkeys(r.publisher for r in told if r.publisher))


def cited(entry: Entry) -> tuple[str, ...]:
    """The authorities that the claims cite, each once; those that the incident names where the claims are absent."""
    named = dict.fromkeys(c.source.name for c in entry.claims if c.source)
    return tuple(named) or entry.incident.authorities


def quotes(entry: Entry, most: int | None = None) -> tuple[str, ...]:
    """The words that state it, each once, those of wholes before those of their parts; at most `most` of them."""
    ordered = sorted(entry.claims, key=lambda c: (c.part_of is not None, c.harm != "killed"))
    found = dict.fromkeys(text for c in ordered if (text := quote(c)))
    return tuple(found)[:most]


def quote(claim: Claim) -> str:
    """A claim's first piece of evidence, on one line."""
    return " ".join(claim.evidence[0].text.split()) if claim.evidence else ""
