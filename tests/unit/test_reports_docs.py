"""The documentation keeps up with the code: every field and value is defined, every link leads somewhere."""

import re
from pathlib import Path
from typing import get_args

import pytest

from warmonitor import model
from warmonitor.incidents.reconcile import POLICIES
from warmonitor.reports.found import LARGEST, LARGEST_MARKUP
from warmonitor.reports.plain import LONGEST_HEADLINE
from warmonitor.reports.rows import FIELDS

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "examples/README.md",
]
DEFINITIONS = (ROOT / "docs" / "definitions.md").read_text("utf8")
METHOD = (ROOT / "docs" / "method.md").read_text("utf8")
VALUES = ("Harm", "Modifier", "Status", "Group", "Event", "Stance", "Scope", "Grade", "Policy")


@pytest.mark.parametrize("name", VALUES)
def test_every_value_is_defined(name: str) -> None:
    assert [value for value in get_args(getattr(model, name)) if f"`{value}`" not in DEFINITIONS] == []


@pytest.mark.parametrize("record", [model.Claim, model.Count, model.Victims, model.Place, model.Period])
def test_every_field_is_defined(record: type[model.Record]) -> None:
    headings = re.findall(r"^### (\w+)", DEFINITIONS, re.MULTILINE)
    defined = {*headings, *re.findall(r"`(\w+)`", DEFINITIONS)}
    assert set(record.__struct_fields__) - defined == set()


def test_policies_and_report_fields_are_named() -> None:
    assert [policy for policy in POLICIES if f"| `{policy}` |" not in DEFINITIONS] == []
    assert [field for field in FIELDS if f'"{field}"' not in METHOD] == []


def test_limits_are_those_of_the_code() -> None:
    limits = (ROOT / "docs" / "limits.md").read_text("utf8")
    assert f"{LARGEST // 1_000_000} MB, one page or feed {LARGEST_MARKUP // 1_000_000} MB" in " ".join(limits.split())
    assert f"{LONGEST_HEADLINE} characters" in METHOD


def anchor(heading: str) -> str:
    """The anchor that a heading gets: its words in lower case with hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf8")):
        if "://" in target:
            continue
        name, _, section = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        if section:
            headings = re.findall(r"^#+ (.+)$", path.read_text("utf8"), re.MULTILINE)
            assert section in map(anchor, headings), target
