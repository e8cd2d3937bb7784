"""Stories in an archive: the same text in several papers, whatever the order in which it came."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import VIETNAM, Article, PrintedTime
from archive.store import article_id, transaction
from archive.stories import likenesses, stories
from benchmarks import stories as benchmark
from tests.archive.city_archive import CityArchive, ask

LEAD = "Sáng 15/4, Ban Dân vận Huyện ủy Nam Đàn và Công an huyện Nam Đàn, tỉnh Nghệ An ký kết chương trình phối hợp."
SIGNED = (
    "Đồng chí Trịnh Thị Mận, Trưởng Ban Dân vận Huyện ủy Nam Đàn và Thượng tá Lưu Văn Cẩn, Trưởng Công an huyện ký kết."
)
WORK = (
    "Hai bên thống nhất mỗi quý gặp nhau một lần để nắm tình hình nhân dân ở các xã ven sông.",
    "Các tổ hòa giải được tập huấn hai đợt, mời luật gia của tỉnh về trao đổi những vụ việc khó.",
    "Mô hình “Tiếng kẻng bình yên” sẽ được đưa ra mười sáu xã, kinh phí do nhân dân đóng góp.",
    "Công an các xã bố trí cán bộ cùng dự sinh hoạt chi bộ khối, xóm vào tuần đầu của tháng.",
    "Ban Dân vận chủ trì biên soạn sổ tay hỏi đáp pháp luật bằng tranh, phát đến từng hộ.",
    "Cuối năm, hai đơn vị chấm điểm từng xã và công bố kết quả trên đài truyền thanh.",
)
TOLD = Article(
    key="1",
    url="https://baonghean.example/1.html",
    headline="Nam Đàn: Ban Dân vận Huyện ủy và Công an huyện ký kết chương trình phối hợp",
    body=(LEAD, SIGNED, *WORK),
    published=PrintedTime(datetime(2022, 4, 15, 16, 30, tzinfo=VIETNAM), "minute"),
)
COPIED = replace(
    TOLD,
    headline="Ký kết phối hợp giữa Ban Dân vận và Công an",
    body=(LEAD, SIGNED, *WORK[:4], "Nguồn: Báo Nghệ An."),
    published=PrintedTime(datetime(2022, 4, 16, 8, 0, tzinfo=VIETNAM), "minute"),
)
DIGEST = replace(
    TOLD, body=(LEAD, SIGNED, WORK[0]), published=PrintedTime(datetime(2022, 4, 18, tzinfo=VIETNAM), "day")
)
ELSEWHERE = replace(
    TOLD,
    headline="Can Lộc: Ban Dân vận Huyện ủy và Công an huyện ký kết chương trình phối hợp",
    body=(
        LEAD.replace("Nam Đàn", "Can Lộc").replace("Nghệ An", "Hà Tĩnh"),
        SIGNED.replace("Nam Đàn", "Can Lộc").replace("Trịnh Thị Mận", "Đặng Văn Mười").replace("Lưu Văn Cẩn", "Bùi Tư"),
        *WORK,
    ),
)
YEARS_LATER = replace(TOLD, published=PrintedTime(datetime(2027, 4, 15, 16, 30, tzinfo=VIETNAM), "minute"))
OTHER = replace(
    TOLD,
    headline="Hội chợ nông sản mở cửa",
    body=("Hội chợ nông sản mở cửa bên bờ sông với một trăm gian hàng của các hợp tác xã trong vùng.", *"abcdefgh"),
)

Telling = tuple[str, str, Article]  # source, key, article

HERE = ("baonghean", "1", TOLD)
THERE = ("baohatinh", "2", COPIED)
SHORT = ("thanhuy_hatinh", "3", DIGEST)
RITUAL = ("baohatinh", "4", ELSEWHERE)
LATER = ("baonghean", "5", YEARS_LATER)
FAIR = ("baonghean", "6", OTHER)


@pytest.fixture
def archive(tmp_path: Path) -> CityArchive:
    return CityArchive(tmp_path)


def number(telling: Telling) -> int:
    return article_id(telling[0], telling[1])


def keep(archive: CityArchive, *tellings: Telling) -> None:
    for source, key, article in tellings:
        archive.keep_from(source, replace(article, key=key, url=f"https://{source}.example/{key}.html"))


def place_all(archive: CityArchive) -> int:
    return stories.place_all(archive.db, lambda _: None)


def together(archive: CityArchive) -> dict[int, set[int]]:
    """First article -> articles of its story."""
    found: dict[int, set[int]] = {}
    for story, article in ask(archive, "select story, article from story_articles"):
        found.setdefault(story, set()).add(article)
    return found


def all_rows(archive: CityArchive) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that placing makes, in a fixed order."""
    tables = ("stories", "story_articles", "likenesses", "same_formulas", "sketches", "sketch_bands")
    return {table: sorted(ask(archive, f"select * from {table}")) for table in tables}


def test_the_same_text_in_several_papers_is_one_story(archive: CityArchive) -> None:
    keep(archive, SHORT, THERE, HERE, FAIR)
    place_all(archive)
    assert together(archive) == {number(HERE): {number(HERE), number(THERE), number(SHORT)}}
    assert ask(archive, "select first_article, articles, sources from stories") == [(number(HERE), 3, 3)]


def test_an_article_that_nobody_else_tells_is_no_story(archive: CityArchive) -> None:
    keep(archive, HERE, FAIR)
    place_all(archive)
    assert together(archive) == {}


def test_a_story_tells_how_much_each_keeps_of_its_first(archive: CityArchive) -> None:
    keep(archive, HERE, THERE)
    place_all(archive)
    kept = dict(ask(archive, "select article, round(kept, 2) from story_articles"))
    similarity = dict(ask(archive, "select article, round(similarity, 2) from story_articles"))
    assert kept == {number(HERE): 1.0, number(THERE): 0.78}
    assert similarity == {number(HERE): 1.0, number(THERE): 0.76}


@pytest.mark.parametrize(("what", "look_alike"), [("in another district", RITUAL), ("years later", LATER)])
def test_the_same_ritual_is_a_formula_and_no_story(archive: CityArchive, what: str, look_alike: Telling) -> None:
    keep(archive, HERE, look_alike)
    place_all(archive)
    assert together(archive) == {}, what
    pairs = {(number(HERE), number(look_alike)), (number(look_alike), number(HERE))}
    assert set(ask(archive, "select article, other from same_formulas")) == pairs


def test_articles_of_one_story_are_no_formula_of_each_other(archive: CityArchive) -> None:
    keep(archive, HERE, THERE, SHORT, RITUAL)
    place_all(archive)
    members = together(archive)[number(HERE)]
    found = ask(archive, "select article, other from same_formulas")
    assert not [pair for pair in found if set(pair) <= members]
    assert found


def test_an_earlier_source_that_comes_later_becomes_the_first(archive: CityArchive) -> None:
    keep(archive, THERE, SHORT)
    place_all(archive)
    assert list(together(archive)) == [number(THERE)]
    keep(archive, HERE)
    place_all(archive)
    assert list(together(archive)) == [number(HERE)]


def test_what_is_placed_is_not_placed_again(archive: CityArchive) -> None:
    keep(archive, HERE, THERE)
    assert (place_all(archive), place_all(archive)) == (2, 0)
    with transaction(archive.db):
        assert stories.place(archive.db, number(HERE)) is False


def test_a_page_read_again_with_the_same_words_is_not_placed_again(archive: CityArchive) -> None:
    keep(archive, HERE, THERE)
    place_all(archive)
    keep(archive, HERE)
    assert place_all(archive) == 0


def test_an_article_that_was_reworded_leaves_its_story(archive: CityArchive) -> None:
    keep(archive, HERE, THERE)
    place_all(archive)
    keep(archive, ("baohatinh", "2", OTHER))
    assert place_all(archive) == 1
    assert together(archive) == {}


def test_an_article_that_is_read_otherwise_is_placed_again(archive: CityArchive) -> None:
    keep(archive, HERE, THERE)
    place_all(archive)
    archive.db.execute("update reports set event_date = '2022-09-30' where article = ?", [number(THERE)])
    assert place_all(archive) == 1
    assert together(archive) == {}


def test_sketches_of_another_version_are_made_anew(archive: CityArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(archive, HERE, THERE)
    archive_was = "rensa 0.4.0"
    monkeypatch.setattr(likenesses, "MADE", archive_was)
    monkeypatch.setattr(stories, "MADE", archive_was)
    place_all(archive)
    monkeypatch.undo()
    assert place_all(archive) == 2
    assert together(archive) == {number(HERE): {number(HERE), number(THERE)}}


def test_wordings_that_another_extractor_gave_are_placed_again(archive: CityArchive) -> None:
    keep(archive, HERE, THERE)
    place_all(archive)
    for table in ("articles", "versions"):
        archive.db.execute(f"update {table} set body = body || ' (hết)'")
    archive.db.execute("update versions set fingerprint = 'read anew, ' || article")
    assert place_all(archive) == 2
    assert together(archive) == {number(HERE): {number(HERE), number(THERE)}}


def test_a_chain_of_rewritings_does_not_become_one_story(archive: CityArchive) -> None:
    """Each copy keeps two of three sentences of the one before: the sixth has nothing of the first."""
    choice = random.Random(7)
    syllables = [onset + vowel for onset in "bcdđghklmnpqrstvx" for vowel in "aeiou"]
    sentences = [" ".join(choice.choices(syllables, k=30)) for _ in range(18)]
    for day in range(6):
        body = (LEAD, SIGNED, *sentences[day * 2 : day * 2 + 6])
        printed = PrintedTime(datetime(2022, 4, 15 + day, 9, 0, tzinfo=VIETNAM), "minute")
        keep(archive, ("baonghean", f"chain-{day}", replace(TOLD, body=body, published=printed)))
    place_all(archive)
    first = article_id("baonghean", "chain-0")
    assert article_id("baonghean", "chain-1") in together(archive)[first]
    for day in (4, 5):
        assert article_id("baonghean", f"chain-{day}") not in together(archive)[first]


def test_changes_are_told_against_the_first_of_the_story(archive: CityArchive) -> None:
    keep(archive, HERE, THERE, FAIR)
    place_all(archive)
    changed = stories.changes(archive.db, number(THERE))
    assert changed
    new = ["".join(text for how, text in change["pieces"] if how != "went") for change in changed.as_json()]
    assert new[0] == COPIED.headline
    assert "Nguồn: Báo Nghệ An." in new
    assert stories.changes(archive.db, number(HERE)) is None
    assert stories.changes(archive.db, number(FAIR)) is None


def test_long_work_tells_how_far_it_is(archive: CityArchive) -> None:
    keep(archive, HERE, THERE)
    told: list[str] = []
    stories.place_all(archive.db, told.append)
    assert told == ["2 of 2 articles compared with the others"]


# Eight districts' rituals, told to the letter and shortened, so that lists of the most alike run over.
MANY = [HERE, THERE, SHORT, RITUAL, LATER, FAIR] + [
    ("baohatinh", f"{district}-{cut}", replace(
        ELSEWHERE, body=tuple(part.replace("Can Lộc", district).replace("Mười", name) for part in ELSEWHERE.body[:cut])
    ))
    for district, name in (("Thạch Hà", "Bảy"), ("Đức Thọ", "Tám"), ("Hương Khê", "Chín"), ("Kỳ Anh", "Sáu"))
    for cut in (8, 6)
]  # fmt: skip


def rows_after(folder: Path, orders: Sequence[Sequence[int]]) -> dict[str, list[tuple[Any, ...]]]:
    """What placing makes of articles of which one is reworded and worded back; between, so many are placed."""
    archive = CityArchive(folder)
    for tellings, order in zip((MANY, [("baonghean", "1", OTHER)], [HERE]), orders, strict=True):
        keep(archive, *tellings)
        for position in order:
            with transaction(archive.db):
                stories.place(archive.db, number(MANY[position]))
    rows = all_rows(archive)
    archive.db.close()
    return rows


EVERYBODY = range(len(MANY))


@cache
def in_order() -> dict[str, list[tuple[Any, ...]]]:
    with TemporaryDirectory() as folder:
        return rows_after(Path(folder), ((), (), EVERYBODY))


def test_the_many_have_more_look_alikes_than_are_kept() -> None:
    assert len(in_order()["stories"]) > 3
    assert len(in_order()["same_formulas"]) > likenesses.MOST_ALIKE * 4


@settings(max_examples=12)
@given(
    before=st.lists(st.sampled_from(EVERYBODY), unique=True),
    between=st.lists(st.sampled_from(EVERYBODY), unique=True),
    last=st.permutations(EVERYBODY),
)
def test_everything_is_the_same_in_whatever_order_articles_come(
    before: list[int], between: list[int], last: list[int]
) -> None:
    with TemporaryDirectory() as folder:
        rows = rows_after(Path(folder), (before, between, last))
    for table, expected in in_order().items():
        assert rows[table] == expected, table


@pytest.mark.parametrize("names_people", [True, False], ids=["names_people", "names_nobody"])
def test_copies_are_told_from_look_alikes(tmp_path: Path, names_people: bool) -> None:
    judged = list(benchmark.quality(tmp_path, 6, names_people))
    precision, recall = benchmark.precision_and_recall(judged)
    assert precision >= 0.95, judged
    assert recall >= 0.95, judged
