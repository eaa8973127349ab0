"""When: the calendar expressions of a report and the days they stand for.

`find(document)` gives them in order; `published_in(text)` reads the datestamp at the head of a text. The words are in
`lexicon/en/calendar.yaml`; `grammar` finds what they form, `context` judges it, `resolve` gives its days.
The rules are in `docs/dates.md`.
"""

from warmonitor.claims.dates.find import find
from warmonitor.claims.dates.record import Dated, Kind, Relation
from warmonitor.claims.dates.stamps import published_in

__all__ = ["Dated", "Kind", "Relation", "find", "published_in"]
