"""The pages on exchange and API leave nothing out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from warmonitor import exchange
from warmonitor.exchange import acled, ged
from warmonitor.exchange.hxl import TAGS
from warmonitor.web.api import description

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "exchange.md").read_text(encoding="utf8")


def section(title: str) -> str:
    return PAGE.split(f"## {title}", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize(("title", "columns"), [("UCDP GED, column", ged.COLUMNS), ("ACLED, column", acled.COLUMNS)])
def test_every_column_has_its_derivation(title: str, columns: tuple[str, ...]) -> None:
    named = set(
        re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in section(title).splitlines() if "|" in line))
    )
    assert named == set(columns)


def test_every_format_and_policy_is_in_the_table() -> None:
    head = PAGE.split("## What a format cannot say")[0]
    for name, form in exchange.FORMATS.items():
        row = next(line for line in head.splitlines() if line.startswith("|") and f"`{name}`" in line)
        assert f"`{form.policy}`" in row


def test_hashtags_are_named_in_their_order() -> None:
    told = re.findall(r"#[\w+]+", section("Airwars, HXL").replace("\n", " "))
    assert told[:14] == list(TAGS.values())[:14]


def test_every_route_of_the_api_is_told() -> None:
    page = (DOCS / "api.md").read_text(encoding="utf8")
    for path in json.loads(description())["paths"]:
        assert path.rstrip("/") in page, path
