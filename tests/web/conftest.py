"""The portal that most files of tests about pages share: made once, emptied before each test."""

from collections.abc import Iterator

import pytest

from tests.factories import Portal, portal_in


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One for all tests of a file, which may make its own with other settings."""
    with portal_in(tmp_path_factory.mktemp("portal")) as made:
        yield made


@pytest.fixture
def portal(kept: Portal) -> Portal:
    kept.clear()
    return kept
