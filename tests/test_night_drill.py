"""The drill of the night: each stage is found in what a night says, and seeded texts are as different as news is."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from archive.stories.sketches import likeness, pieces, plain
from benchmarks.night_drill import NIGHTS, night_over
from benchmarks.night_sites import FAULTS, NEWS_A_NIGHT, ON_A_LIST, WELL, written
from benchmarks.night_stages import BEGINNINGS


def test_every_stage_of_a_night_is_measured(tmp_path: Path) -> None:
    cost = night_over(2, tmp_path / "night")
    assert [stage.name for stage in cost.stages] == ["starting", *BEGINNINGS.values()]
    assert cost.memory > 0
    assert cost.cpu == sum(stage.cpu for stage in cost.stages) > 0


def test_no_two_articles_are_as_alike_as_news_of_one_event() -> None:
    texts = [pieces(plain(" ".join(written(number, date(2025, 6, 20)).paragraphs))) for number in range(40)]
    assert max(likeness(one, other).similarity for one, other in combinations(texts, 2)) < 0.35


@pytest.mark.parametrize("place", range(len(FAULTS) + len(WELL)))
def test_no_two_articles_of_a_site_share_a_paragraph(place: int) -> None:
    numbers = range(1000 * (1 + place), 1000 * (1 + place) + ON_A_LIST + NIGHTS * NEWS_A_NIGHT)
    paragraphs = [one for number in numbers for one in written(number, date(2025, 6, 20)).paragraphs]
    assert len(set(paragraphs)) == len(paragraphs)
