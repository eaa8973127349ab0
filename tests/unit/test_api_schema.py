"""No question that fits the API's own description makes the API break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from tests.books import example_book

from warmonitor.web.api import api_app
from warmonitor.web.people import People
from warmonitor.web.tokens import Tokens

FEW = settings(
    max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("api")
    people = People(f"sqlite:///{folder}/people.db")
    token = Tokens(people).add("fuzz", "admin")
    found = schemathesis.openapi.from_asgi("/api/openapi.json", api_app(example_book(folder / "book.db"), people))
    found.config.update(headers={"Authorization": f"Bearer {token}"})
    return found


def test_no_question_breaks_it(described: Any) -> None:
    seen: Counter[str] = Counter()
    for operation in (result.ok() for result in described.get_all_operations()):
        _question(operation, seen)()
    assert sum("2xx" in key for key in seen) >= 10, seen


def _question(operation: Any, seen: Counter[str]) -> Callable[[], None]:
    @FEW
    @given(operation.as_strategy())
    def ask(case: Any) -> None:
        answer = case.call()
        assert answer.status_code < 500, case.as_curl_command()
        assert answer.status_code not in (401, 403)
        seen[f"{operation.label} {answer.status_code // 100}xx"] += 1

    return ask  # type: ignore[no-any-return]
