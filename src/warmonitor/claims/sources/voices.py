"""Who is meant by "he", "the group", "the monitor": the speakers of one report, in the order they are heard."""

from __future__ import annotations

from warmonitor.claims.sources.citation import Citation
from warmonitor.claims.sources.naming import Voice

# Which general nouns may point to a named voice of a kind.
_POINTERS = {
    "monitor": {"group", "monitor", "observatory", "watchdog", "organisation", "organization", "ngo", "network", "body"},
    "ngo": {"group", "organisation", "organization", "charity", "ngo", "network", "agency", "union", "association", "watchdog",
            "committee", "institute", "centre", "center", "body", "monitor"},
    "un": {"agency", "organisation", "organization", "body", "mission", "office", "fund"},
    "medical": {"group", "network", "union", "medic", "doctor", "organisation", "organization", "committee", "ministry"},
    "rescue": {"group", "rescuer", "organisation", "organization", "service", "volunteer", "agency", "body"},
    "state_media": {"agency", "television", "media", "channel", "station", "broadcaster", "newspaper"},
    "media": {"agency", "channel", "station", "broadcaster", "newspaper", "website", "media", "radio"},
    "armed_group": {"group", "militia", "movement", "faction", "rebel", "militant"},
    "activist": {"group", "activist", "network"},
    "government": {"government", "ministry", "authority", "regime"},
    "military": {"army", "military", "force", "ministry"},
}  # fmt: skip
_SAYINGS = {"statement", "report"}


class Voices:
    """The voices of a report. Ask in the order of the text."""

    def __init__(self) -> None:
        self._heard: list[Voice] = []

    def heard(self, voice: Voice, _: int = 0) -> None:
        """Remembers that this voice has just spoken."""
        self._heard.append(voice)

    def pronoun(self, number: str) -> Voice | None:
        """The last voice that "he" (person), "it" (body) or "they" (many) can be; None where nobody fits."""
        fits = {"person": ("person",), "body": ("body", "person"), "many": ("many", "body")}[number]
        for voice in reversed(self._heard):
            if (
                voice.number in fits
                or (number == "person" and voice.person)
                or (number == "person" and voice.number == "body" and not voice.named)
            ):
                return voice
        return self._heard[-1] if self._heard else None

    def known(self, voice: Voice) -> Voice:
        """The voice itself, or an earlier one that its words point to: a surname, "the group", "the sources"."""
        if voice.named:
            return self._by_name(voice) or voice
        if not voice.definite and voice.number != "many":
            return voice
        if voice.heads & _SAYINGS and self._heard:
            return self._heard[-1]
        return self._pointed(voice) or voice

    def _by_name(self, voice: Voice) -> Voice | None:
        wanted = voice.name.split()
        if len(wanted) > 1:
            return None
        for earlier in reversed(self._heard):
            if earlier.person and earlier.person.split()[-1] == wanted[0]:
                return earlier
        return None

    def _pointed(self, voice: Voice) -> Voice | None:
        for earlier in reversed(self._heard):
            if voice.heads & earlier.heads:
                return earlier
            if earlier.named and voice.heads & _POINTERS.get(earlier.kind, set()):
                return earlier
        return None

    def resolved(self, citations: list[Citation]) -> list[Citation]:
        """Citations whose general words ("a war monitor") a later name explains, with that name."""
        return citations
