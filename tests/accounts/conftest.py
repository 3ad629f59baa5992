"""A provider of logins for the tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.support.provider import Provider, providing


@pytest.fixture(scope="session")
def process() -> Iterator[Provider]:
    """One process for all tests; each says what it is to do."""
    with providing() as made:
        yield made
