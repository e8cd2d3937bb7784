"""What `scrapy crawl` says to bad input: one sentence, exit code 2, and nothing is fetched or written."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrapers.registry import sources
from tests.conftest import Data, run_scrapy, sentences
from tests.server import FIRST_NIGHT

SAYINGS = [
    ([], f"Name one of: {', '.join(sources())}."),
    (["baongehan"], "There is no source 'baongehan'. Name one of: "),
    (["baonghean", "tpcaolanh"], "There is no source 'baonghean tpcaolanh'."),
    (["baonghean", "-a", "home=baonghean.vn"], "is no address that can be fetched; give home with http://"),
    (["baonghean", "-a", "home=http://:0"], "is no address that can be fetched"),
    (["baonghean", "-a", "list=/xay-dung-dang"], "-a list: only home and lists can be given so."),
]


@pytest.mark.parametrize(
    ("arguments", "saying"), SAYINGS, ids=lambda one: " ".join(one) if isinstance(one, list) else ""
)
def test_bad_input_is_told_in_one_sentence(data: Data, arguments: list[str], saying: str) -> None:
    process = run_scrapy(data.folder, "crawl", *arguments, REPLAY=FIRST_NIGHT)
    assert process.returncode == 2
    assert saying in sentences(process.stderr)[-1]
    assert "Traceback" not in process.stderr
    assert not data.folder.exists()


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("")
    process = run_scrapy(in_the_way, "crawl", "baonghean", REPLAY=FIRST_NIGHT)
    assert process.returncode == 2
    assert sentences(process.stderr)[-1].endswith(f"{in_the_way} cannot be used as the data folder: File exists")
