"""Who says so: every attribution of a report, and which of them answers for a given place in the text."""

from warmonitor.claims.sources.citation import Citation, Cover
from warmonitor.claims.sources.coverage import cover
from warmonitor.claims.sources.reader import find

__all__ = ["Citation", "Cover", "cover", "find"]
