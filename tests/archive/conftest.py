"""What several of these tests run on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.publish import publish
from tests.archive import city_archive
from tests.archive.city_archive import CityArchive
from tests.archive.running import Server, serving
from tests.archive.small_archive import SmallArchive, fill


@pytest.fixture
def small_archive(tmp_path: Path) -> SmallArchive:
    """Filled, still open."""
    archive = SmallArchive(tmp_path)
    fill(archive)
    return archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[CityArchive]:
    """Reports of an agreement signed, reviewed and closed, and of others."""
    city = CityArchive(tmp_path)
    city_archive.fill(city)
    yield city
    city.db.close()


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a finished, published archive, shared by the tests that only read."""
    archive = SmallArchive(tmp_path_factory.mktemp("data"))
    fill(archive)
    archive.finish()
    publish(archive.folder, tell=lambda _: None)
    return archive.folder


@pytest.fixture(scope="session")
def site(data_folder: Path) -> Iterator[Server]:
    with serving(data_folder) as server:
        yield server
