"""Every error that warmonitor raises on purpose.

    WarmonitorError
    ├── InputError           a report, feed, table or page that cannot be read
    │   ├── NoTextError      it holds no article text
    │   └── FetchError       the network refused, or we refused it
    ├── LexiconError         a word list that breaks its own format
    ├── GazetteerError       a gazetteer file that cannot be used
    ├── LedgerError          the book cannot be opened, written or trusted
    │   ├── BrokenChainError a row was altered, lost or reordered
    │   └── ConflictError    somebody else's later judgement stands in the way
    └── QueryError           a filter, policy or format that does not exist

Each says what was wrong, where, and what to do.
"""


class WarmonitorError(Exception):
    """Root of the tree. `what` went wrong, `where` (a file, row or id) and what to do (`hint`)."""

    def __init__(self, what: str, where: str = "", hint: str = "") -> None:
        self.what, self.where, self.hint = what, where, hint
        super().__init__(": ".join(part for part in (where, what) if part) + (f" ({hint})" if hint else ""))


class InputError(WarmonitorError):
    """A report, feed, table or page that cannot be read."""


class NoTextError(InputError):
    """The input was read, but there is no article text in it."""


class FetchError(InputError):
    """The network refused, or the rules of polite and safe fetching did."""


class LexiconError(WarmonitorError):
    """A word list that breaks its own format."""


class GazetteerError(WarmonitorError):
    """A gazetteer file that cannot be used."""


class LedgerError(WarmonitorError):
    """The book cannot be opened, written or trusted."""


class BrokenChainError(LedgerError):
    """A row of the book was altered, lost or reordered."""


class ConflictError(LedgerError):
    """Somebody else's later judgement stands in the way of this one."""


class QueryError(WarmonitorError):
    """A filter, policy or format that does not exist."""
