"""Every test of the ledger that asks for `url` runs twice: on a SQLite file and on a PostgreSQL server."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests import postgres

from warmonitor import ledger

STORES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def socket() -> Iterator[str]:
    with postgres.server() as folder:
        yield folder


@pytest.fixture(params=STORES)
def new_url(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes the address of one more empty ledger; files lie in memory where that can be, for a disk's sync is slow."""
    if request.param == "sqlite":
        memory = Path("/dev/shm")
        with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
            yield lambda: str(Path(folder) / f"{next(_NUMBERS)}.db")
        return
    socket = request.getfixturevalue("socket")
    yield lambda: postgres.database(socket, f"book{next(_NUMBERS)}")


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    """The address of an empty ledger."""
    return new_url()


@pytest.fixture
def book(url: str) -> Iterator[ledger.Book]:
    """An empty ledger."""
    with ledger.open(url, hand="reader 0.1") as made:
        yield made


@pytest.fixture
def example(url: str) -> Iterator[ledger.Book]:
    """The invented ledger of `tests.books`."""
    from tests.books import example_book

    with example_book(url) as made:
        yield made
