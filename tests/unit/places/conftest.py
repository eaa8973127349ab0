"""A gazetteer for the whole room's tests: the box as it comes, without what the user of this machine has added."""

import pytest

from warmonitor.places import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(())
