"""The record of one attribution in a sentence."""

from __future__ import annotations

from typing import NamedTuple

from warmonitor.claims.sources.phrase import Phrase


class Saying(NamedTuple):
    """A word of saying (tokens `cue:after`) with its speaker; all of it lies in tokens `first:last`.

    `form`: subject ("X said"), inverted ("said X"), phrase ("according to X"), label ("X: …"), quoted ("Y quoted X as
    saying", Y the relay), joined ("…, adding that": the voice before goes on), credit ("the figures came from X": the
    sentence before is X's).
    """

    cue: int
    after: int
    speaker: Phrase
    form: str
    flag: int
    first: int
    last: int
    relay: Phrase | None = None


def said(cue: int, after: int, speaker: Phrase, form: str, flag: int, relay: Phrase | None = None) -> Saying:
    """An attribution with its reach worked out from the word, the speaker and what describes him."""
    if form == "joined":
        return Saying(cue, after, speaker, form, flag, cue, after)
    first = min(cue, speaker.start, relay.start if relay else cue)
    last = max(after, speaker.end)
    if speaker.apposition and form != "subject":
        last = max(last, speaker.apposition[1])
    return Saying(cue, after, speaker, form, flag, first, last, relay)
