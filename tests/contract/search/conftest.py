"""Each test here runs once for each engine."""

from pathlib import Path

import pytest

from portal.search.ports import SearchEngine
from tests.contract.search.engines import ENGINES, Make, quiet
from tests.unit.search.made import ES, THREE


@pytest.fixture(params=list(ENGINES))
def make(request: pytest.FixtureRequest) -> Make:
    return ENGINES[request.param]


@pytest.fixture
def engine(make: Make, tmp_path: Path) -> SearchEngine:
    engine = make(tmp_path)
    engine.rebuild(ES, THREE, quiet)
    return engine
