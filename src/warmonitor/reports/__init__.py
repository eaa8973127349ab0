"""Whatever a user has, to `Report`s: text, pages, tables, feeds, web archives, addresses, folders, standard input."""

from warmonitor.reports.intake import read, readings, source_of

__all__ = ["read", "readings", "source_of"]
