"""Reports to claims: `read(report)` gives every claim of harm with the words that state it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warmonitor.model import Claim, Report

if TYPE_CHECKING:
    from warmonitor.places import Gazetteer


def read(report: Report, gazetteer: Gazetteer | None = None) -> list[Claim]:
    """All claims of one report, in the order of the text. Deterministic; an empty report has none."""
    from warmonitor.claims.reader import (
        read as read_claims,
    )  # the weights load with the first report, not with the import

    return read_claims(report, gazetteer)
