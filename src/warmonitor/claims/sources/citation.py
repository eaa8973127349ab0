"""What the rest of reading gets to know about who says so."""

from __future__ import annotations

from typing import NamedTuple

from warmonitor.model import Record, Stance


class Citation(Record, frozen=True, kw_only=True):
    """One place in a report where somebody is made to say something.

    `start`, `end` hold the words naming the speaker, `cue_start`, `cue_end` the verb or phrase of saying, `contents`
    the stretches of text that are said; all count the characters of `Report.whole`. `name` is the speaker's canonical
    name, resolved within the report; `authority` is whom that voice speaks for, so that two spokesmen of one body are
    one authority. `relays` are the outlets through which the words came. `secondary` marks speech that states no fact
    ("vowed", "urged"): it covers no claim.
    """

    start: int
    end: int
    name: str
    kind: str = "unknown"
    authority: str = ""
    cue_start: int
    cue_end: int
    contents: tuple[tuple[int, int], ...] = ()
    relays: tuple[str, ...] = ()
    stance: Stance = "asserted"
    secondary: bool = False
    sentence: int = 0
    form: str = "subject"
    resolved: str | None = None

    def covers(self, position: int) -> bool:
        """Whether the character at `position` is among what is said."""
        return any(start <= position < end for start, end in self.contents)


class Cover(NamedTuple):
    """The citation that answers for a position of the text, and why; no citation when the report speaks for itself."""

    citation: Citation | None
    reason: str

    @property
    def stance(self) -> Stance:
        """How what is said there stands; what a report says itself it asserts."""
        return self.citation.stance if self.citation else "asserted"
