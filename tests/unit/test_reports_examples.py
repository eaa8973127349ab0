"""The example week: it can be read, and what `expected.yaml` says of it is in its words."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from warmonitor.model import Report
from warmonitor.reports import read
from warmonitor.reports.copies import copies

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """The reports by id; those without an id of their own by the file's name."""
    files = sorted((EXAMPLES / "ukraine-april-2022").iterdir())
    found = {report.id: report for report in read(EXAMPLES)}
    for path in files:
        if path.suffix != ".jsonl":
            report = next(read(path))
            assert report in found.values()
            found[path.name] = report
    return found


@pytest.fixture(scope="module")
def expected() -> Any:
    return yaml.safe_load((EXAMPLES / "expected.yaml").read_text("utf8"))


def test_a_folder_of_every_format_is_read_whole(reports: dict[str, Report]) -> None:
    assert len({id(report) for report in reports.values()}) >= 15
    page = reports["kramatorsk-page.html"]
    assert (page.publisher, page.published) == ("Continental Courier", "2022-04-08T20:15:00+02:00")
    assert page.url == "https://continentalcourier.example.org/ukraine/kramatorsk-what-is-known"
    assert "newsletter" not in page.whole
    assert reports["monitor-bulletin.txt"].title.startswith("Dnieper Harm Monitor, bulletin no. 7")
    assert all(100 < len(report.text.split()) < 500 for report in reports.values())


def test_every_expected_claim_is_worded_so(reports: dict[str, Report], expected: Any) -> None:
    claims = [claim for incident in expected["incidents"] for claim in incident["claims"]]
    for claim in [*claims, *expected["totals"], *expected["control_changes"]]:
        assert claim["words"] in reports[claim["report"]].whole, claim


def test_the_wire_copy_is_found(reports: dict[str, Report], expected: Any) -> None:
    assert copies(reports[name] for name in reports if not name.endswith((".html", ".txt"))) == expected["copies"]
